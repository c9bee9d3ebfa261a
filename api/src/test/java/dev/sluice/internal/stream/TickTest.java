package dev.sluice.internal.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import dev.sluice.Channel;
import dev.sluice.Close.Cause;
import dev.sluice.Codec;
import dev.sluice.Protocol;
import dev.sluice.TransportConfig;
import dev.sluice.fixtures.Clock;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A connection that is looked at")
class TickTest {

    private final Clock clock = new Clock();

    private SseConnection connection(TransportConfig config) {
        return new SseConnection(RecordedStream.opening(Protocol.SSE), Channel.oneWay("news", Codec.text()), config,
                new Observers(config.observers()), new Carriage.Listener() {
                    @Override
                    public void opened(Carriage connection) {}

                    @Override
                    public void ended(Carriage connection) {}
                });
    }

    private static void poll(SseConnection connection) {
        while (connection.poll() != null) {
            // Written.
        }
    }

    @Test
    @DisplayName("goes on at a time that was read before it was made, as by a beat under way")
    void fromBefore() {
        SseConnection connection = connection(TransportConfig.builder().time(clock).build());
        connection.tick(clock.nanos() - Duration.ofSeconds(1).toNanos());
        connection.tick(clock.nanos());
        connection.tick(clock.nanos() + Duration.ofSeconds(1).toNanos());

        assertThat(connection.stream().isOpen()).isTrue();
    }

    @Test
    void endsWhenItIsAsOldAsItMayBe() {
        SseConnection connection = connection(
                TransportConfig.builder().time(clock).maxAge(Duration.ofMinutes(5)).build());
        poll(connection);
        connection.tick(clock.nanos() + Duration.ofMinutes(4).toNanos() - 1);
        poll(connection);
        assertThat(connection.stream().isOpen()).isTrue();

        connection.tick(clock.nanos() + Duration.ofMinutes(5).toNanos());
        assertThat(connection.stream().ended())
                .hasValueSatisfying(close -> assertThat(close.cause()).isEqualTo(Cause.ROTATED));
    }
}
