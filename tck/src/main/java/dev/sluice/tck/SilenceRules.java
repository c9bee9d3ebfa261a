package dev.sluice.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

import dev.sluice.Close;
import dev.sluice.Close.Cause;
import dev.sluice.ManualTime;
import dev.sluice.OneWayStream;
import dev.sluice.Protocol;
import dev.sluice.StreamClosedException;
import dev.sluice.Timing;
import dev.sluice.Topic;
import dev.sluice.Transport;
import dev.sluice.TransportConfig;
import dev.sluice.TransportConfigBuilder;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Deadlines to the millisecond, by a clock that the tests move. That something is not yet due for one client is known when
 * it has happened to another one, which is a tick older.
 */
@ResourceLock(Chapter.MACHINE)
abstract class SilenceRules extends Chapter {

    private static final Timing DEFAULTS = TransportConfig.defaults().timing();
    private static final Duration TICK = Duration.ofMillis(1);
    private static final int MANY = 1_000;

    private final ManualTime time = new ManualTime();
    private final Guests<OneWayStream<String>> guests = new Guests<>();

    SilenceRules(TransportFactory factory) {
        super(factory);
    }

    private Transport start() {
        return start(config());
    }

    private Transport start(TransportConfigBuilder config) {
        return start(config.time(time).build(), Served.lines(guests));
    }

    private static WebSocketPeer openWebSocket(Transport transport) {
        return WebSocketPeer.open(transport.port(), Served.LINES_PATH);
    }

    private static SseClient openSse(Transport transport) {
        SseClient client = SseClient.open(Wire.to(transport.port()), Served.LINES_PATH);
        client.awaitComments(1);
        return client;
    }

    @Test
    @Rule("SILENCE-1")
    @DisplayName("SILENCE-1 with the defaults a client of a WebSocket that was silent for 25 s is pinged, and not 1 ms earlier")
    void ping() {
        assertThat(DEFAULTS.heartbeat()).isEqualTo(Duration.ofSeconds(25));
        Transport transport = start();
        try (WebSocketPeer older = openWebSocket(transport)) {
            guests.next();
            time.advance(TICK);
            try (WebSocketPeer peer = openWebSocket(transport)) {
                OneWayStream<String> stream = guests.next();
                time.advance(DEFAULTS.heartbeat().minus(TICK));
                older.awaitPing();
                stream.send("no ping before");
                assertThat(peer.next()).isEqualTo("no ping before");
                assertThat(peer.pings()).isZero();
                time.advance(TICK);
                peer.awaitPing();
            }
        }
    }

    @Test
    @Rule("SILENCE-2")
    @DisplayName("SILENCE-2 with the defaults a comment is sent where nothing was sent on SSE for 25 s, and not 1 ms earlier")
    void comment() {
        Transport transport = start();
        try (SseClient older = openSse(transport)) {
            guests.next();
            time.advance(TICK);
            try (SseClient ending = openSse(transport)) {
                OneWayStream<String> stream = guests.next();
                try (SseClient peer = openSse(transport)) {
                    time.advance(DEFAULTS.heartbeat().minus(TICK));
                    older.awaitComments(2);
                    stream.close();
                    assertThat(ending.rest()).isEmpty();
                    assertThat(ending.events().comments()).hasSize(1);
                    time.advance(TICK);
                    peer.awaitComments(2);
                }
            }
        }
    }

    @Test
    @Rule("SILENCE-3")
    @DisplayName("SILENCE-3 with the defaults a client that has not answered a ping for 10 s has timed out, and not 1 ms "
            + "earlier")
    void pongDeadline() {
        assertThat(DEFAULTS.pongTimeout()).isEqualTo(Duration.ofSeconds(10));
        Transport transport = start();
        try (WebSocketPeer older = openWebSocket(transport).mute()) {
            OneWayStream<String> first = guests.next();
            time.advance(TICK);
            try (WebSocketPeer peer = openWebSocket(transport).mute()) {
                OneWayStream<String> stream = guests.next();
                time.advance(DEFAULTS.heartbeat().minus(TICK));
                older.awaitPing();
                time.advance(TICK);
                peer.awaitPing();
                time.advance(DEFAULTS.pongTimeout().minus(TICK));
                assertThat(Guests.closeOf(first).cause()).isEqualTo(Cause.TIMED_OUT);
                stream.send("alive");
                assertThat(peer.next()).isEqualTo("alive");
                time.advance(TICK);
                Close close = Guests.closeOf(stream);
                assertThat(close.cause()).isEqualTo(Cause.TIMED_OUT);
                assertThat(close.code()).isEqualTo(1006);
                Waiting.until("both are gone", () -> transport.streamCount() == 0);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    @Rule("SILENCE-4")
    @DisplayName("SILENCE-4 with the defaults a client that takes nothing for 30 s has timed out, and not 1 ms earlier")
    void writeDeadline(Protocol protocol) {
        Duration limit = DEFAULTS.writeTimeout();
        assertThat(limit).isEqualTo(Duration.ofSeconds(30));
        // So that the witness is pinged at that moment.
        Transport transport = start(config().heartbeat(limit));
        try (WebSocketPeer older = openWebSocket(transport)) {
            guests.next();
            time.advance(TICK);
            try (Peer stuck = Peer.open(protocol, transport.port(), Served.LINES_PATH, 4_096)) {
                OneWayStream<String> stream = guests.next();
                CompletableFuture<Void> sending = sendUntilStuck(stream);
                time.advance(limit.minus(TICK));
                older.awaitPing();
                assertThat(stream.isOpen()).isTrue();
                time.advance(TICK);
                Close close = Guests.closeOf(stream);
                assertThat(close.cause()).isEqualTo(Cause.TIMED_OUT);
                assertThat(close.code()).isEqualTo(1006);
                Waiting.get(sending, "the sender is released");
                Waiting.until("it is cut", () -> transport.streamCount() == 1);
            }
        }
    }

    private static CompletableFuture<Void> sendUntilStuck(OneWayStream<String> stream) {
        AtomicLong sent = new AtomicLong();
        CompletableFuture<Void> sending = Waiting.runAside(() -> {
            try {
                while (true) {
                    stream.send("x".repeat(60_000));
                    sent.incrementAndGet();
                }
            } catch (StreamClosedException e) {
                // As it should be.
            }
        });
        Waiting.untilStill("the sender", sent::get);
        return sending;
    }

    @Test
    @Rule("SILENCE-5")
    @DisplayName("SILENCE-5 with the defaults a client that does not answer the Close frame is cut after 5 s, and not 1 ms "
            + "earlier")
    void closeDeadline() {
        assertThat(DEFAULTS.closeTimeout()).isEqualTo(Duration.ofSeconds(5));
        Transport transport = start();
        try (WebSocketPeer older = openWebSocket(transport).mute();
                WebSocketPeer peer = openWebSocket(transport).mute()) {
            guests.next().close();
            time.advance(TICK);
            guests.next().close();
            assertThat(List.of(older.awaitClose(), peer.awaitClose())).containsOnly(1000);
            time.advance(DEFAULTS.closeTimeout().minus(TICK));
            Waiting.until("the first one is cut", () -> transport.streamCount() < 2);
            assertThat(transport.streamCount()).isEqualTo(1);
            time.advance(TICK);
            Waiting.until("the other one is cut", () -> transport.streamCount() == 0);
        }
    }

    @Test
    @Rule("SILENCE-6")
    @DisplayName("SILENCE-6 one timer looks after all connections: 1,000 need no more threads of the system than a few do")
    void oneTimer() {
        Topic<String> topic = Topic.create(Served.LINES);
        Transport transport = start(config().time(time).build(), Served.lines(topic));
        List<WebSocketPeer> sockets = new ArrayList<>();
        List<SseClient> events = new ArrayList<>();
        try {
            openMore(transport, sockets, events, 10);
            int before = ManagementFactory.getThreadMXBean().getThreadCount();
            openMore(transport, sockets, events, MANY);
            Waiting.until("all have joined", () -> topic.size() == MANY);
            time.advance(DEFAULTS.heartbeat());
            sockets.forEach(WebSocketPeer::awaitPing);
            events.forEach(client -> client.awaitComments(2));
            // A carrier of virtual threads may have come; a timer each would be 990.
            assertThat(ManagementFactory.getThreadMXBean().getThreadCount() - before).isLessThan(20);
            Waiting.until("there is one timer", () -> Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.getName().equals("sluice-pulse")).count() == 1);
        } finally {
            sockets.forEach(peer -> peer.wire().reset());
            events.forEach(peer -> peer.wire().reset());
        }
    }

    private static void openMore(Transport transport, List<WebSocketPeer> sockets, List<SseClient> events, int upTo) {
        while (sockets.size() + events.size() < upTo) {
            sockets.add(openWebSocket(transport));
            events.add(openSse(transport));
        }
    }

    @ParameterizedTest
    @EnumSource
    @Rule("SILENCE-7")
    @DisplayName("SILENCE-7 a clock that jumps, as that of a suspended machine, ends no stream whose client is well")
    void jump(Protocol protocol) {
        Transport transport = start();
        try (Peer peer = Peer.open(protocol, transport.port(), Served.LINES_PATH)) {
            OneWayStream<String> stream = guests.next();
            stream.send("before");
            assertThat(peer.next()).isEqualTo("before");
            time.advance(Duration.ofDays(300));
            if (peer instanceof WebSocketPeer socket) {
                socket.awaitPing();
            } else if (peer instanceof SseClient events) {
                events.awaitComments(2);
            }
            stream.send("after");
            assertThat(peer.next()).isEqualTo("after");
            assertThat(stream.isOpen()).isTrue();
            assertThat(stream.age()).isEqualTo(Duration.ofDays(300));
        }
    }
}
