package dev.sluice.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import dev.sluice.Close;
import dev.sluice.Close.Cause;
import dev.sluice.OneWayStream;
import dev.sluice.Protocol;
import dev.sluice.StreamClosedException;
import dev.sluice.Transport;
import dev.sluice.TwoWayStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How streams end when the client goes, on both protocols. */
abstract class LifePeerRules extends Chapter {

    private static final Close LOST = new Close(Cause.LOST, 1006, "");

    LifePeerRules(TransportFactory factory) {
        super(factory);
    }

    private static Peer open(Protocol protocol, Transport transport) {
        return Peer.open(protocol, transport.port(), Served.LINES_PATH);
    }

    private static void assertSameKind(Close actual, Close expected) {
        assertThat(actual.cause()).isEqualTo(expected.cause());
        assertThat(actual.code()).isEqualTo(expected.code());
    }

    private static Close byFin(Protocol protocol) {
        return protocol == Protocol.SSE ? new Close(Cause.PEER_CLOSED, 1005, "") : LOST;
    }

    @Test
    @Rule("LIFE-10")
    @DisplayName("LIFE-10 a Close frame of the client ends the stream with its code and reason, 1005 if it has none")
    void closeFrame() {
        Guests<TwoWayStream<String, String>> guests = new Guests<>();
        Transport transport = start(Served.talk(guests));
        try (WebSocketPeer peer = WebSocketPeer.open(transport.port(), Served.TALK_PATH)) {
            peer.sendClose(4711, "tschüß");
            assertThat(Guests.closeAtOnceOf(guests.next())).isEqualTo(new Close(Cause.PEER_CLOSED, 4711, "tschüß"));
            assertThat(peer.goodbye().code()).isEqualTo(4711);
        }
        try (WebSocketPeer peer = WebSocketPeer.open(transport.port(), Served.TALK_PATH)) {
            peer.sendEmptyClose();
            assertThat(Guests.closeAtOnceOf(guests.next())).isEqualTo(new Close(Cause.PEER_CLOSED, 1005, ""));
            assertThat(peer.goodbye().code()).isEqualTo(1005);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Rule("LIFE-11")
    @Needs(Capability.IDLE_END)
    @DisplayName("LIFE-11 FIN is noticed at once while idle: WebSocket is lost with 1006, SSE closed by its client "
            + "with 1005")
    void finWhileIdle(Protocol protocol) throws IOException {
        Guests<OneWayStream<String>> guests = new Guests<>();
        Transport transport = start(Served.lines(guests));
        try (Peer peer = open(protocol, transport)) {
            OneWayStream<String> stream = guests.next();
            peer.wire().fin();
            assertSameKind(Guests.closeAtOnceOf(stream), byFin(protocol));
            assertThat(peer.rest()).as("the server ends the connection too").isEmpty();
            Waiting.until("streamCount() is 0", () -> transport.streamCount() == 0);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Rule("LIFE-12")
    @Needs(Capability.IDLE_END)
    @DisplayName("LIFE-12 RST is noticed at once while idle: the stream is lost with 1006")
    void resetWhileIdle(Protocol protocol) {
        Guests<OneWayStream<String>> guests = new Guests<>();
        Transport transport = start(Served.lines(guests));
        Peer peer = open(protocol, transport);
        OneWayStream<String> stream = guests.next();
        peer.wire().reset();
        assertSameKind(Guests.closeAtOnceOf(stream), LOST);
        Waiting.until("streamCount() is 0", () -> transport.streamCount() == 0);
    }

    @ParameterizedTest
    @EnumSource
    @Rule("LIFE-13")
    @Needs(Capability.IDLE_END)
    @DisplayName("LIFE-13 FIN is noticed at once while output is stuck, and a handler that waits in send() is released")
    void finWhileStuck(Protocol protocol) {
        endWhileStuck(protocol, Wire::fin, byFin(protocol));
    }

    @ParameterizedTest
    @EnumSource
    @Rule("LIFE-14")
    @DisplayName("LIFE-14 RST is noticed at once while output is stuck, and a handler that waits in send() is released")
    void resetWhileStuck(Protocol protocol) {
        endWhileStuck(protocol, Wire::reset, LOST);
    }

    private void endWhileStuck(Protocol protocol, Consumer<Wire> ending, Close expected) {
        AtomicLong sent = new AtomicLong();
        CompletableFuture<Close> released = new CompletableFuture<>();
        Guests<OneWayStream<String>> guests = new Guests<>();
        Transport transport = start(config().outboxMessages(4).build(), Served.lines(stream -> {
            Thread.startVirtualThread(() -> guests.serve(stream));
            try {
                while (sent.get() < 10_000) {
                    stream.send("x".repeat(65_536));
                    sent.incrementAndGet();
                }
            } catch (StreamClosedException e) {
                released.complete(e.close());
            }
        }));
        try (Peer peer = Peer.open(protocol, transport.port(), Served.LINES_PATH, 4_096)) {
            OneWayStream<String> stream = guests.next();
            Waiting.untilStill("the sender", sent::get);
            ending.accept(peer.wire());
            Close close = Guests.closeAtOnceOf(stream);
            assertSameKind(close, expected);
            assertThat(Waiting.get(released, "send() is released")).isEqualTo(close);
            Waiting.until("streamCount() is 0", () -> transport.streamCount() == 0);
        }
    }

    @Test
    @Rule("LIFE-15")
    @DisplayName("LIFE-15 a handler that waits in receive() is released by Close, with nothing received")
    void closeReleasesReceive() {
        assertReceiveIsReleased(peer -> peer.sendClose(1000, ""));
    }

    @Test
    @Rule("LIFE-15")
    @Needs(Capability.IDLE_END)
    @DisplayName("LIFE-15 a handler that waits in receive() is released by FIN and RST, with nothing received")
    void endReleasesReceive() {
        assertReceiveIsReleased(peer -> peer.wire().fin(), peer -> peer.wire().reset());
    }

    @SafeVarargs
    private void assertReceiveIsReleased(Consumer<WebSocketPeer>... endings) {
        AtomicInteger left = new AtomicInteger();
        Guests<TwoWayStream<String, String>> guests = new Guests<>();
        Transport transport = start(Served.talk(stream -> {
            Thread.startVirtualThread(() -> guests.serve(stream));
            if (stream.receive().isEmpty()) {
                left.incrementAndGet();
            }
        }));
        for (int i = 0; i < endings.length; i++) {
            int ended = i + 1;
            try (WebSocketPeer peer = WebSocketPeer.open(transport.port(), Served.TALK_PATH)) {
                guests.next();
                endings[i].accept(peer);
                Waiting.until("receive() is released by end " + ended, Waiting.atOnce(), () -> left.get() == ended);
            }
        }
    }

    @Test
    @Rule("LIFE-16")
    @DisplayName("LIFE-16 messages that came before a Close are delivered, then iteration ends and receive() stays empty")
    void deliveredBeforeClose() {
        assertDeliveredBefore(peer -> peer.sendClose(1000, ""));
    }

    @Test
    @Rule("LIFE-16")
    @Needs(Capability.IDLE_END)
    @DisplayName("LIFE-16 messages that came before a FIN are delivered, then iteration ends and receive() stays empty")
    void deliveredBeforeFin() {
        assertDeliveredBefore(peer -> peer.wire().fin());
    }

    private void assertDeliveredBefore(Consumer<WebSocketPeer> ending) {
        CompletableFuture<Void> go = new CompletableFuture<>();
        CompletableFuture<List<String>> received = new CompletableFuture<>();
        Guests<TwoWayStream<String, String>> guests = new Guests<>();
        Transport transport = start(Served.talk(stream -> {
            Thread.startVirtualThread(() -> guests.serve(stream));
            go.join();
            List<String> all = new ArrayList<>();
            stream.forEach(all::add);
            stream.receive().ifPresent(all::add);
            stream.receive(Waiting.deadline()).ifPresent(all::add);
            received.complete(all);
        }));
        try (WebSocketPeer peer = WebSocketPeer.open(transport.port(), Served.TALK_PATH)) {
            List<String> messages = IntStream.range(0, 20).mapToObj(i -> "m" + i).toList();
            messages.forEach(peer::send);
            ending.accept(peer);
            Guests.closeAtOnceOf(guests.next());
            go.complete(null);
            assertThat(Waiting.get(received, "iteration ends")).isEqualTo(messages);
        }
    }

    @Test
    @Rule("LIFE-17")
    @DisplayName("LIFE-17 a Close is noticed at once while the handler is busy with something else")
    void closeWhileBusy() {
        assertNoticedWhileBusy(4000, peer -> peer.sendClose(4000, ""));
    }

    @Test
    @Rule("LIFE-17")
    @Needs(Capability.IDLE_END)
    @DisplayName("LIFE-17 FIN and RST are noticed at once while the handler is busy with something else")
    void endWhileBusy() {
        assertNoticedWhileBusy(1006, peer -> peer.wire().fin(), peer -> peer.wire().reset());
    }

    @SafeVarargs
    private void assertNoticedWhileBusy(int code, Consumer<WebSocketPeer>... endings) {
        Guests<TwoWayStream<String, String>> guests = new Guests<>();
        Transport transport = start(Served.talk(guests));
        for (var ending : endings) {
            try (WebSocketPeer peer = WebSocketPeer.open(transport.port(), Served.TALK_PATH)) {
                peer.send("not received yet");
                TwoWayStream<String, String> stream = guests.next();
                ending.accept(peer);
                assertThat(Guests.closeAtOnceOf(stream).code()).isEqualTo(code);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    @Rule("LIFE-18")
    @DisplayName("LIFE-18 hundreds of connections that end by FIN and RST leave no stream behind")
    void churn(Protocol protocol) {
        AtomicInteger begun = new AtomicInteger();
        AtomicInteger ends = new AtomicInteger();
        Transport transport = start(beating().pongTimeout(Duration.ofSeconds(3)).build(), Served.lines(stream -> {
            begun.incrementAndGet();
            stream.offer("hello");
            stream.whenClosed().toCompletableFuture().join();
            ends.incrementAndGet();
        }));
        for (int i = 0; i < 300; i++) {
            try (Peer peer = open(protocol, transport)) {
                if (i % 3 == 0) {
                    assertThat(peer.next()).isEqualTo("hello");
                }
                if (i % 2 == 0) {
                    peer.wire().fin();
                } else {
                    peer.wire().reset();
                }
            }
        }
        Waiting.until("streamCount() is 0", () -> transport.streamCount() == 0);
        Waiting.until("every handler has returned", () -> begun.get() > 0 && ends.get() == begun.get());
    }
}
