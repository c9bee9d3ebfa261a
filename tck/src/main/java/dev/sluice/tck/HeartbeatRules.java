package dev.sluice.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import dev.sluice.Close;
import dev.sluice.Close.Cause;
import dev.sluice.OneWayStream;
import dev.sluice.Protocol;
import dev.sluice.Transport;
import dev.sluice.TransportConfig;
import dev.sluice.TwoWayStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Silence on a WebSocket: pings, and clients that do not answer them. */
abstract class HeartbeatRules extends Chapter {

    private final Guests<TwoWayStream<String, String>> guests = new Guests<>();

    HeartbeatRules(TransportFactory factory) {
        super(factory);
    }

    private WebSocketPeer open(TransportConfig config) {
        Transport transport = start(config, Served.talk(guests));
        return WebSocketPeer.open(transport.port(), Served.TALK_PATH);
    }

    private static TransportConfig config(int heartbeatMillis, int pongMillis) {
        return config().heartbeat(Duration.ofMillis(heartbeatMillis)).pongTimeout(Duration.ofMillis(pongMillis))
                .build();
    }

    @Test
    @Rule("LIFE-25")
    @DisplayName("LIFE-25 a silent client of a WebSocket is pinged, again and again, and lives as long as it answers")
    void pings() {
        try (WebSocketPeer peer = open(config(100, 10_000))) {
            TwoWayStream<String, String> stream = guests.next();
            for (int i = 0; i < 4; i++) {
                peer.awaitPing();
            }
            assertThat(stream.isOpen()).isTrue();
            stream.send("alive");
            assertThat(peer.next()).isEqualTo("alive");
        }
    }

    @Test
    @Rule("LIFE-26")
    @DisplayName("LIFE-26 a client that does not answer a ping within the timeout has timed out: code 1006 and a cut "
            + "connection")
    void timeout() {
        long begin = System.nanoTime();
        try (WebSocketPeer peer = open(config(100, 1_500))) {
            TwoWayStream<String, String> stream = guests.next();
            peer.mute().awaitPing();
            Close close = Guests.closeAtOnceOf(stream);
            assertThat(close.cause()).isEqualTo(Cause.TIMED_OUT);
            assertThat(close.code()).isEqualTo(1006);
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(Duration.ofMillis(1_500));
            assertThat(peer.rest()).isEmpty();
            assertThat(peer.ended().end()).as("no Close frame").isNotEqualTo(Peer.End.ORDERLY);
        }
    }

    @ParameterizedTest
    @EnumSource(Protocol.class)
    @Rule("LIFE-27")
    @DisplayName("LIFE-27 a client that takes nothing for writeTimeout ends as TIMED_OUT and is cut")
    void takesNothing(Protocol protocol) {
        Guests<OneWayStream<String>> seen = new Guests<>();
        Transport transport = start(config().writeTimeout(Duration.ofMillis(400)).build(), Served.lines(stream -> {
            Thread.startVirtualThread(() -> seen.serve(stream));
            while (stream.isOpen()) {
                stream.send("x".repeat(65_536));
            }
        }));
        try (Peer peer = Peer.open(protocol, transport.port(), Served.LINES_PATH, 4_096)) {
            Close close = Guests.closeOf(seen.next());
            assertThat(close.cause()).isEqualTo(Cause.TIMED_OUT);
            assertThat(close.code()).isEqualTo(1006);
            Waiting.until("streamCount() is 0", () -> transport.streamCount() == 0);
        }
    }

    @Test
    @Rule("LIFE-28")
    @DisplayName("LIFE-28 every message is a sign of life: a client that sends but answers no ping does not time out")
    void messagesAreSignsOfLife() {
        try (WebSocketPeer peer = open(config(100, 1_500))) {
            TwoWayStream<String, String> stream = guests.next();
            peer.mute();
            long begin = System.nanoTime();
            // Longer than a silent client would live.
            for (int i = 0; System.nanoTime() - begin < 2_500_000_000L; i++) {
                peer.send("message " + i);
                assertThat(stream.receive(Waiting.deadline())).contains("message " + i);
                untilMillisPassed(20);
            }
            assertThat(stream.isOpen()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(Protocol.class)
    @Rule("LIFE-29")
    @DisplayName("LIFE-29 a client that has gone is noticed by a heartbeat at the latest")
    void gone(Protocol protocol) {
        Guests<OneWayStream<String>> seen = new Guests<>();
        Transport transport = start(config(100, 400), Served.lines(seen));
        Peer peer = Peer.open(protocol, transport.port(), Served.LINES_PATH);
        OneWayStream<String> stream = seen.next();
        peer.wire().close();
        assertThat(Guests.closeOf(stream).cause()).isIn(Cause.LOST, Cause.PEER_CLOSED, Cause.TIMED_OUT);
        Waiting.until("streamCount() is 0", () -> transport.streamCount() == 0);
    }

    private static void untilMillisPassed(int millis) {
        long begin = System.nanoTime();
        Waiting.until("a moment passes", () -> System.nanoTime() - begin > millis * 1_000_000L);
    }
}
