package dev.sluice;

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

    private static final Map<String, BiFunction<TransportConfig.Builder, Integer, TransportConfig.Builder>> NUMBERS = Map
            .of("port", TransportConfig.Builder::port, "maxMessageBytes", TransportConfig.Builder::maxMessageBytes,
                    "maxFrameBytes", TransportConfig.Builder::maxFrameBytes, "inboxMessages",
                    TransportConfig.Builder::inboxMessages, "outboxMessages", TransportConfig.Builder::outboxMessages,
                    "outboxBytes", TransportConfig.Builder::outboxBytes);
    private static final Map<String, Function<TransportConfig, Integer>> READ_NUMBERS = Map.of("port",
            TransportConfig::port, "maxMessageBytes", TransportConfig::maxMessageBytes, "maxFrameBytes",
            TransportConfig::maxFrameBytes, "inboxMessages", TransportConfig::inboxMessages, "outboxMessages",
            TransportConfig::outboxMessages, "outboxBytes", TransportConfig::outboxBytes);
    private static final Map<String, BiFunction<TransportConfig.Builder, Duration, TransportConfig.Builder>> DURATIONS = Map
            .of("heartbeat", TransportConfig.Builder::heartbeat, "pongTimeout", TransportConfig.Builder::pongTimeout,
                    "closeTimeout", TransportConfig.Builder::closeTimeout, "sseRetry",
                    TransportConfig.Builder::sseRetry);
    private static final Map<String, Function<TransportConfig, Duration>> READ_DURATIONS = Map.of("heartbeat",
            TransportConfig::heartbeat, "pongTimeout", TransportConfig::pongTimeout, "closeTimeout",
            TransportConfig::closeTimeout, "sseRetry", TransportConfig::sseRetry);

    private static TransportConfig with(String name, int value) {
        return NUMBERS.get(name).apply(TransportConfig.builder(), value).build();
    }

    private static TransportConfig with(String name, Duration value) {
        return DURATIONS.get(name).apply(TransportConfig.builder(), value).build();
    }

    @ParameterizedTest(name = "{0} of {1} or more")
    @CsvSource({"port,0", "maxMessageBytes,1", "maxFrameBytes,125", "inboxMessages,1", "outboxMessages,1",
        "outboxBytes,1"})
    void refusesANumberBelowItsLimit(String name, int least) {
        assertThat(READ_NUMBERS.get(name).apply(with(name, least))).isEqualTo(least);
        assertThatIllegalArgumentException().isThrownBy(() -> with(name, least - 1))
                .withMessage(name + " is " + (least - 1) + ", the least is " + least);
        assertThatIllegalArgumentException().isThrownBy(() -> with(name, Integer.MIN_VALUE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"maxMessageBytes", "maxFrameBytes", "inboxMessages", "outboxMessages", "outboxBytes"})
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
    @CsvSource({"heartbeat,10", "pongTimeout,10", "closeTimeout,10", "sseRetry,0"})
    void refusesADurationBelowItsLimit(String name, long millis) {
        Duration least = Duration.ofMillis(millis);
        Duration below = least.minusNanos(1);

        assertThat(READ_DURATIONS.get(name).apply(with(name, least))).isEqualTo(least);
        assertThatIllegalArgumentException().isThrownBy(() -> with(name, below))
                .withMessage(name + " is " + below + ", the least is " + least);
    }

    @ParameterizedTest
    @ValueSource(strings = {"heartbeat", "pongTimeout", "closeTimeout", "sseRetry"})
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
        assertThat(defaults.maxMessageBytes()).isEqualTo(1 << 20);
        assertThat(defaults.maxFrameBytes()).isEqualTo(1 << 20);
        assertThat(defaults.heartbeat()).isEqualTo(Duration.ofSeconds(25));
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
