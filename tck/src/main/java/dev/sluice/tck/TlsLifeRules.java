package dev.sluice.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import dev.sluice.Close;
import dev.sluice.Close.Cause;
import dev.sluice.OneWayStream;
import dev.sluice.Protocol;
import dev.sluice.StreamClosedException;
import dev.sluice.Topic;
import dev.sluice.Transport;
import dev.sluice.TransportConfig;
import dev.sluice.TwoWayStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** TLS: that streams live and end as they do without it. */
@Needs(Capability.TLS)
abstract class TlsLifeRules extends SecureChapter {

    private static final Duration SHORT = Duration.ofMillis(600);
    private static final String BIG = "x".repeat(65_536);

    private final Guests<OneWayStream<String>> guests = new Guests<>();
    private final AtomicLong sent = new AtomicLong();

    TlsLifeRules(TransportFactory factory) {
        super(factory);
    }

    /** A handler that sends as long as its stream is open. */
    private void sendOn(OneWayStream<String> stream) {
        Thread.startVirtualThread(() -> guests.serve(stream));
        try {
            while (true) {
                stream.send(BIG);
                sent.incrementAndGet();
            }
        } catch (StreamClosedException e) {
            // The test looks at the stream.
        }
    }

    private Transport startSending(TransportConfig config) {
        return start(config, Served.lines(this::sendOn));
    }

    @ParameterizedTest
    @EnumSource
    @Rule("TLS-8")
    @DisplayName("TLS-8 the end of a stream by the server is told by close_notify")
    void serverEnds(Protocol protocol) {
        Transport transport = start(secure().build(), Served.lines(stream -> stream.send("last")));
        try (Peer peer = open(protocol, transport)) {
            assertThat(peer.next()).isEqualTo("last");
            assertThat(peer.goodbye()).isEqualTo(Peer.Goodbye.orderly(protocol, 1000, ""));
        }
    }

    @Test
    @Rule("TLS-8")
    @DisplayName("TLS-8 a Close frame of the client is answered by one, and the connection ended by close_notify")
    void clientCloses() {
        Guests<TwoWayStream<String, String>> talkers = new Guests<>();
        Transport transport = start(secure().build(), Served.talk(talkers));
        try (WebSocketPeer peer = WebSocketPeer.open(connect(transport), Served.TALK_PATH)) {
            peer.sendClose(4711, "tschüß");
            assertThat(Guests.closeAtOnceOf(talkers.next())).isEqualTo(new Close(Cause.PEER_CLOSED, 4711, "tschüß"));
            assertThat(peer.goodbye()).isEqualTo(new Peer.Goodbye(Peer.End.ORDERLY, 4711, ""));
        }
    }

    @ParameterizedTest
    @EnumSource
    @Rule("TLS-9")
    @Needs(Capability.IDLE_END)
    @DisplayName("TLS-9 close_notify, FIN without it and RST are noticed at once while idle")
    void clientEndsWhileIdle(Protocol protocol) {
        Transport transport = start(secure().build(), Served.lines(guests));
        List<Consumer<Wire>> endings = List.of(Wire::fin, Wire::bareFin, Wire::reset);
        for (int i = 0; i < endings.size(); i++) {
            try (Peer peer = open(protocol, transport)) {
                OneWayStream<String> stream = guests.next();
                endings.get(i).accept(peer.wire());
                Cause cause = Guests.closeAtOnceOf(stream).cause();
                if (protocol == Protocol.WEB_SOCKET || i == 2) {
                    assertThat(cause).isEqualTo(Cause.LOST);
                } else {
                    // A runtime may take a FIN without close_notify for an attack, which it could be.
                    assertThat(cause).isIn(Cause.PEER_CLOSED, i == 1 ? Cause.LOST : Cause.PEER_CLOSED);
                }
                Waiting.until("streamCount() is 0", () -> transport.streamCount() == 0);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    @Rule("TLS-10")
    @Needs(Capability.IDLE_END)
    @DisplayName("TLS-10 FIN without close_notify and RST are noticed at once while output is stuck")
    void clientEndsWhileStuck(Protocol protocol) {
        for (Consumer<Wire> ending : List.<Consumer<Wire>>of(Wire::bareFin, Wire::reset)) {
            Transport transport = startSending(secure().outboxMessages(4).build());
            try (Peer peer = openSlow(protocol, transport)) {
                OneWayStream<String> stream = guests.next();
                Waiting.untilStill("the sender", sent::get);
                ending.accept(peer.wire());
                assertThat(Guests.closeAtOnceOf(stream).cause()).isIn(Cause.LOST, Cause.PEER_CLOSED);
                Waiting.until("streamCount() is 0", () -> transport.streamCount() == 0);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    @Rule("TLS-11")
    @DisplayName("TLS-11 a client that takes nothing for writeTimeout ends as TIMED_OUT and is cut")
    void takesNothing(Protocol protocol) {
        Transport transport = startSending(secure().writeTimeout(Duration.ofMillis(400)).build());
        try (Peer peer = openSlow(protocol, transport)) {
            Close close = Guests.closeOf(guests.next());
            assertThat(close.cause()).isEqualTo(Cause.TIMED_OUT);
            assertThat(close.code()).isEqualTo(1006);
            Waiting.until("streamCount() is 0", () -> transport.streamCount() == 0);
            assertThat(peer.wire().reachesEnd()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    @Rule("TLS-11")
    @DisplayName("TLS-11 close_notify while output is stuck ends the stream, at the latest after writeTimeout")
    void closeNotifyWhileStuck(Protocol protocol) {
        assertThat(endedByCloseNotifyWhileStuck(protocol, Duration.ofSeconds(2)).cause())
                .isIn(Cause.LOST, Cause.PEER_CLOSED, Cause.TIMED_OUT);
    }

    @ParameterizedTest
    @EnumSource
    @Rule("TLS-17")
    @Needs(Capability.STUCK_CLOSE_NOTIFY)
    @DisplayName("TLS-17 close_notify while output is stuck is noticed at once")
    void closeNotifyWhileStuckAtOnce(Protocol protocol) {
        assertThat(endedByCloseNotifyWhileStuck(protocol, Waiting.deadline().multipliedBy(3)).cause())
                .isIn(Cause.LOST, Cause.PEER_CLOSED);
    }

    private Close endedByCloseNotifyWhileStuck(Protocol protocol, Duration writeTimeout) {
        Transport transport = startSending(secure().outboxMessages(4).writeTimeout(writeTimeout).build());
        try (Peer peer = openSlow(protocol, transport)) {
            OneWayStream<String> stream = guests.next();
            Waiting.untilStill("the sender", sent::get);
            peer.wire().fin();
            Close close = Guests.closeOf(stream);
            Waiting.until("streamCount() is 0", () -> transport.streamCount() == 0);
            return close;
        }
    }

    @ParameterizedTest
    @EnumSource
    @Rule("TLS-12")
    @DisplayName("TLS-12 a client that never reads is disconnected when it is behind, and delays nobody")
    void behind(Protocol protocol) {
        Topic<String> topic = Topic.create(Served.LINES);
        Transport transport = start(secure().outboxMessages(64).closeTimeout(Duration.ofMillis(500)).build(),
                Served.lines(guests));
        try (Peer stuck = openSlow(protocol, transport)) {
            OneWayStream<String> behind = guests.next();
            topic.join(behind);
            try (Peer reader = open(protocol, transport)) {
                OneWayStream<String> stream = guests.next();
                topic.join(stream);
                for (int i = 0; i < 600 && behind.isOpen(); i++) {
                    topic.publish(i + BIG);
                    assertThat(reader.next()).isEqualTo(i + BIG);
                }
                assertThat(Guests.closeAtOnceOf(behind).code()).isEqualTo(1013);
                Waiting.until("the connection is cut", () -> transport.streamCount() == 1);
                topic.publish("go on");
                assertThat(reader.next()).isEqualTo("go on");
            }
            assertThat(stuck.wire().reachesEnd()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    @Rule("TLS-13")
    @DisplayName("TLS-13 close() returns within closeTimeout and a second although clients never read")
    void stopsWithClientsThatNeverRead(Protocol protocol) {
        Transport transport = startSending(secure().closeTimeout(SHORT).outboxMessages(4).build());
        List<Peer> stuck = IntStream.range(0, 4).mapToObj(i -> openSlow(protocol, transport)).toList();
        Waiting.untilStill("the senders", sent::get);
        closeInTime(transport);
        stuck.forEach(Peer::close);
    }

    @Test
    @Rule("TLS-13")
    @DisplayName("TLS-13 close() returns in time although clients have not begun or not ended the TLS handshake")
    void stopsWithoutHandshake() {
        Transport transport = start(secure().closeTimeout(SHORT).build(), Served.lines(guests));
        try (Wire silent = Wire.to(transport.port()); Wire half = Wire.to(transport.port())) {
            half.write("\u0016\u0003\u0001\u0001\u0000");
            open(Protocol.SSE, transport).close();
            closeInTime(transport);
            assertThat(silent.reachesEnd()).isTrue();
            assertThat(half.reachesEnd()).isTrue();
        }
    }

    private static void closeInTime(Transport transport) {
        long begin = System.nanoTime();
        Waiting.get(Waiting.runAside(transport::close), "close() returns");
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(SHORT.plusSeconds(5));
        assertThat(transport.streamCount()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    @Rule("TLS-13")
    @DisplayName("TLS-13 what was sent before close() arrives, and then the goodbye")
    void stopsInOrder(Protocol protocol) {
        Transport transport = start(secure().build(), Served.lines(guests));
        try (Peer peer = open(protocol, transport)) {
            OneWayStream<String> stream = guests.next();
            IntStream.range(0, 100).forEach(i -> stream.send("m" + i));
            CompletableFuture<Void> closing = Waiting.runAside(transport::close);
            assertThat(peer.rest()).hasSize(100).endsWith("m99");
            assertThat(peer.ended().end()).isEqualTo(Peer.End.ORDERLY);
            assertThat(peer.ended().code()).isEqualTo(protocol == Protocol.SSE ? 0 : 1001);
            Waiting.get(closing, "close() returns");
        }
    }

    @Test
    @Rule("TLS-14")
    @DisplayName("TLS-14 clients that flood the transport with pongs keep nobody from their turn")
    void flood() {
        Transport transport = start(secure().build(), Served.talk(FloodRules::echo));
        List<WebSocketPeer> flooders = new ArrayList<>();
        try (WebSocketPeer other = WebSocketPeer.open(connect(transport), Served.TALK_PATH)) {
            CountDownLatch flooding = new CountDownLatch(FloodRules.FLOODERS);
            for (int i = 0; i < FloodRules.FLOODERS; i++) {
                flooders.add(FloodRules.flooder(connect(transport), flooding));
            }
            Waiting.await(flooding, "the flood");
            for (int i = 0; i < 20; i++) {
                other.send("still there? " + i);
                assertThat(other.next()).isEqualTo("still there? " + i);
            }
        } finally {
            flooders.forEach(flooder -> flooder.wire().reset());
        }
    }

    @ParameterizedTest
    @EnumSource
    @Rule("TLS-15")
    @DisplayName("TLS-15 connections that end in any way leave no stream behind")
    void churn(Protocol protocol) {
        Transport transport = start(
                secure().heartbeat(Duration.ofMillis(200)).pongTimeout(Duration.ofSeconds(3)).build(),
                Served.lines(guests));
        List<Consumer<Wire>> endings = List.of(Wire::fin, Wire::bareFin, Wire::reset, Wire::close);
        for (int i = 0; i < 100; i++) {
            try (Peer peer = open(protocol, transport)) {
                endings.get(i % endings.size()).accept(peer.wire());
            }
        }
        Waiting.until("streamCount() is 0", () -> transport.streamCount() == 0);
    }
}
