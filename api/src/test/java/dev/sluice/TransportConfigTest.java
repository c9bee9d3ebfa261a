package dev.sluice;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The configuration of a transport")
class TransportConfigTest {

    private static final Map<String, BiFunction<TransportConfigBuilder, Integer, TransportConfigBuilder>> NUMBERS = Map
            .ofEntries(
                    entry("port", TransportConfigBuilder::port),
                    entry("maxMessageBytes", TransportConfigBuilder::maxMessageBytes),
                    entry("maxFrameBytes", TransportConfigBuilder::maxFrameBytes),
                    entry("maxFragments", TransportConfigBuilder::maxFragments),
                    entry("maxMessagesPerSecond", TransportConfigBuilder::maxMessagesPerSecond),
                    entry("inboxMessages", TransportConfigBuilder::inboxMessages),
                    entry("outboxMessages", TransportConfigBuilder::outboxMessages),
                    entry("outboxBytes", TransportConfigBuilder::outboxBytes),
                    entry("maxHeaders", TransportConfigBuilder::maxHeaders),
                    entry("maxHeaderBytes", TransportConfigBuilder::maxHeaderBytes),
                    entry("maxStreams", TransportConfigBuilder::maxStreams),
                    entry("maxStreamsPerAddress", TransportConfigBuilder::maxStreamsPerAddress),
                    entry("maxOpeningsPerSecond", TransportConfigBuilder::maxOpeningsPerSecond),
                    entry("maxSubscriptions", TransportConfigBuilder::maxSubscriptions));
    private static final Map<String, Function<TransportConfig, Integer>> READ_NUMBERS = Map.ofEntries(
            entry("port", TransportConfig::port),
            entry("maxMessageBytes", c -> c.limits().maxMessageBytes()),
            entry("maxFrameBytes", c -> c.limits().maxFrameBytes()),
            entry("maxFragments", c -> c.limits().maxFragments()),
            entry("maxMessagesPerSecond", c -> c.limits().maxMessagesPerSecond()),
            entry("inboxMessages", c -> c.limits().inboxMessages()),
            entry("outboxMessages", c -> c.limits().outboxMessages()),
            entry("outboxBytes", c -> c.limits().outboxBytes()),
            entry("maxHeaders", c -> c.limits().maxHeaders()),
            entry("maxHeaderBytes", c -> c.limits().maxHeaderBytes()),
            entry("maxStreams", c -> c.limits().maxStreams()),
            entry("maxStreamsPerAddress", c -> c.limits().maxStreamsPerAddress()),
            entry("maxOpeningsPerSecond", c -> c.limits().maxOpeningsPerSecond()),
            entry("maxSubscriptions", c -> c.limits().maxSubscriptions()));
    private static final Map<String, BiFunction<TransportConfigBuilder, Duration, TransportConfigBuilder>> DURATIONS = Map
            .ofEntries(
                    entry("heartbeat", TransportConfigBuilder::heartbeat),
                    entry("pongTimeout", TransportConfigBuilder::pongTimeout),
                    entry("writeTimeout", TransportConfigBuilder::writeTimeout),
                    entry("closeTimeout", TransportConfigBuilder::closeTimeout),
                    entry("drainTime", TransportConfigBuilder::drainTime),
                    entry("gateTimeout", TransportConfigBuilder::gateTimeout),
                    entry("sseRetry", TransportConfigBuilder::sseRetry),
                    entry("maxAge", TransportConfigBuilder::maxAge));
    private static final Map<String, Function<TransportConfig, Duration>> READ_DURATIONS = Map.ofEntries(
            entry("heartbeat", c -> c.timing().heartbeat()),
            entry("pongTimeout", c -> c.timing().pongTimeout()),
            entry("writeTimeout", c -> c.timing().writeTimeout()),
            entry("closeTimeout", c -> c.timing().closeTimeout()),
            entry("drainTime", c -> c.timing().drainTime()),
            entry("gateTimeout", c -> c.timing().gateTimeout()),
            entry("sseRetry", c -> c.timing().sseRetry()),
            entry("maxAge", c -> c.timing().maxAge().orElseThrow()));

    private static TransportConfig with(String name, int value) {
        return NUMBERS.get(name).apply(TransportConfig.builder(), value).build();
    }

    private static TransportConfig with(String name, Duration value) {
        return DURATIONS.get(name).apply(TransportConfig.builder(), value).build();
    }

    @ParameterizedTest(name = "{0} of {1} or more")
    @CsvSource({"port,0", "maxMessageBytes,1", "maxFrameBytes,125", "maxFragments,1", "maxMessagesPerSecond,1",
        "inboxMessages,1", "outboxMessages,1", "outboxBytes,1", "maxHeaders,1", "maxHeaderBytes,256", "maxStreams,1",
        "maxStreamsPerAddress,1", "maxOpeningsPerSecond,1",
        "maxSubscriptions,1"})
    void refusesANumberBelowItsLimit(String name, int least) {
        assertThat(READ_NUMBERS.get(name).apply(with(name, least))).isEqualTo(least);
        assertThatIllegalArgumentException().isThrownBy(() -> with(name, least - 1))
                .withMessage(name + " is " + (least - 1) + ", the least is " + least);
        assertThatIllegalArgumentException().isThrownBy(() -> with(name, Integer.MIN_VALUE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"maxMessageBytes", "maxFrameBytes", "maxFragments", "maxMessagesPerSecond", "inboxMessages",
        "outboxMessages", "outboxBytes", "maxHeaders", "maxHeaderBytes", "maxStreams", "maxStreamsPerAddress",
        "maxOpeningsPerSecond", "maxSubscriptions"})
    void takesTheLargestNumbers(String name) {
        assertThat(READ_NUMBERS.get(name).apply(with(name, Integer.MAX_VALUE))).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void refusesAPortAboveItsLimit() {
        assertThat(TransportConfig.onPort(65_535).port()).isEqualTo(65_535);
        assertThatIllegalArgumentException().isThrownBy(() -> TransportConfig.onPort(65_536))
                .withMessage("port is 65536, the limit is 65535");
    }

    @ParameterizedTest(name = "{0} of {1} ms or more")
    @CsvSource({"heartbeat,10", "pongTimeout,10", "writeTimeout,10", "closeTimeout,10", "drainTime,10",
        "gateTimeout,10", "maxAge,10", "sseRetry,0"})
    void refusesADurationBelowItsLimit(String name, long millis) {
        Duration least = Duration.ofMillis(millis);
        Duration below = least.minusNanos(1);

        assertThat(READ_DURATIONS.get(name).apply(with(name, least))).isEqualTo(least);
        assertThatIllegalArgumentException().isThrownBy(() -> with(name, below))
                .withMessage(name + " is " + below + ", the least is " + least);
    }

    @ParameterizedTest
    @ValueSource(strings = {"heartbeat", "pongTimeout", "writeTimeout", "closeTimeout", "drainTime", "gateTimeout",
        "sseRetry", "maxAge"})
    void refusesADurationAboveItsLimit(String name) {
        Duration longest = Duration.ofDays(365);

        assertThat(READ_DURATIONS.get(name).apply(with(name, longest))).isEqualTo(longest);
        assertThatIllegalArgumentException().isThrownBy(() -> with(name, longest.plusNanos(1)))
                .withMessage(name + " is " + longest.plusNanos(1) + ", the limit is " + longest);
        assertThatIllegalArgumentException().isThrownBy(() -> with(name, ChronoUnit.FOREVER.getDuration()));
    }

    @Test
    void hasSafeDefaults() {
        TransportConfig defaults = TransportConfig.defaults();

        assertThat(defaults).isEqualTo(TransportConfig.builder().build()).isEqualTo(TransportConfig.onPort(8080));
        assertThat(defaults.allowedOrigins()).isEmpty();
        assertThat(defaults.limits().maxMessageBytes()).isEqualTo(1 << 20);
        assertThat(defaults.limits().maxFrameBytes()).isEqualTo(1 << 20);
        assertThat(defaults.timing().heartbeat()).isEqualTo(Duration.ofSeconds(25));
    }

    @Test
    void goesBackToABuilderAndComesOutTheSame() {
        TransportConfigBuilder builder = TransportConfig.builder().port(1).maxAge(Duration.ofHours(1))
                .compression(Compression.shared()).observer(new StreamObserver() {});
        NUMBERS.forEach((name, set) -> assertThat(set.apply(builder, 777)).isSameAs(builder));
        DURATIONS.forEach((name, set) -> assertThat(set.apply(builder, Duration.ofSeconds(777))).isSameAs(builder));

        assertThat(builder.build().toBuilder().build()).isEqualTo(builder.build());
    }

    @Test
    void refusesCredentialsForEveryOrigin() {
        TransportConfigBuilder everybody = TransportConfig.builder().allowedOrigins(Set.of("*")).allowCredentials(true);

        assertThatIllegalArgumentException().isThrownBy(everybody::build).withMessageContaining("name the origins");
    }

    @Test
    void isNotChangedByTheSetItWasGiven() {
        Set<String> origins = new HashSet<>(Set.of("https://a.example"));
        TransportConfig config = TransportConfig.builder().host("::1").allowedOrigins(origins).build();
        origins.add("*");

        assertThat(config.allowedOrigins()).containsExactly("https://a.example");
        assertThat(config.host()).isEqualTo("::1");
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> config.allowedOrigins().add("*"));
    }
}
