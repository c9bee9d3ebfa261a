package dev.sluice.internal.stream;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.BiFunction;

import dev.sluice.Close;
import dev.sluice.TransportConfig;
import dev.sluice.fixtures.Clock;
import dev.sluice.spi.Link;

/** A connection in time that stands still, on a link that writes down what it is told and polls when a test does. */
final class RecordedConnection<C extends Connection> {

    /** Makes a connection of this configuration for this listener. */
    interface Maker<C> extends BiFunction<TransportConfig, Carriage.Listener, C> {}

    /** Distinct ones; a write may take less than a heartbeat, so that nothing but a write can be late. */
    static final Duration HEARTBEAT = Duration.ofSeconds(10);
    static final Duration PONG_TIMEOUT = Duration.ofSeconds(4);
    static final Duration WRITE_TIMEOUT = Duration.ofSeconds(8);
    static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    final Clock clock = new Clock();
    final List<String> calls = new ArrayList<>();
    final C connection;

    RecordedConnection(TransportConfig config, Maker<C> maker) {
        this.connection = maker.apply(config.toBuilder().time(clock).heartbeat(HEARTBEAT).pongTimeout(PONG_TIMEOUT)
                .writeTimeout(WRITE_TIMEOUT).closeTimeout(CLOSE_TIMEOUT).build(), new Ends());
    }

    RecordedConnection<C> open() {
        connection.opened(new Recorder());
        return this;
    }

    /** What the link was told since this was last asked. */
    List<String> calls() {
        List<String> told = List.copyOf(calls);
        calls.clear();
        return told;
    }

    /** The next bytes to write, in hexadecimal digits; empty if there are none. */
    String pollHex() {
        return HexFormat.of().formatHex(pollBytes());
    }

    /** The next bytes to write, as ASCII. */
    String pollText() {
        return new String(pollBytes(), StandardCharsets.US_ASCII);
    }

    private byte[] pollBytes() {
        ByteBuffer next = connection.poll();
        byte[] bytes = new byte[next == null ? 0 : next.remaining()];
        if (next != null) {
            next.get(bytes);
        }
        return bytes;
    }

    /** Writes all that there is. */
    void pollAll() {
        while (connection.poll() != null) {
            // Written.
        }
    }

    void receive(String hex) {
        connection.received(ByteBuffer.wrap(HexFormat.of().parseHex(hex)));
    }

    /** Looks at the connection now. */
    void tick() {
        connection.tick(clock.nanos());
    }

    /** Looks at the connection so much later. */
    void tickAfter(Duration time) {
        clock.advance(time);
        tick();
    }

    /** Looks at the connection in the last nanosecond before this time is over, and when it is. */
    void tickJustBefore(Duration time) {
        tickAfter(time.minusNanos(1));
        clock.advance(Duration.ofNanos(1));
    }

    Close ended() {
        return connection.stream().ended().orElseThrow();
    }

    private final class Ends implements Carriage.Listener {

        @Override
        public void opened(Carriage opened) {
            calls.add("opened");
        }

        @Override
        public void ended(Carriage gone) {
            calls.add("ended");
        }
    }

    private final class Recorder implements Link {

        @Override
        public void ready() {
            calls.add("ready");
        }

        @Override
        public void pauseReading() {
            calls.add("pause");
        }

        @Override
        public void resumeReading() {
            calls.add("resume");
        }

        @Override
        public void abort() {
            calls.add("abort");
        }
    }
}
