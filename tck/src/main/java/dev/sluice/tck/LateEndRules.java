package dev.sluice.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import dev.sluice.Close.Cause;
import dev.sluice.OneWayStream;
import dev.sluice.Protocol;
import dev.sluice.Topic;
import dev.sluice.Transport;
import dev.sluice.TransportConfigBuilder;
import dev.sluice.TwoWayStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How clients that have gone are noticed by a transport that learns of it only when it writes. */
abstract class LateEndRules extends Chapter {

    /** How clients go for good: after a FIN that nobody stands behind, writes are answered by RST. */
    private static final List<Consumer<Wire>> WAYS = List.of(Wire::close, Wire::reset);

    LateEndRules(TransportFactory factory) {
        super(factory);
    }

    /** Of a client that has sent FIN the first write asks for RST, and another one sees it: on WebSocket that is a second ping. */
    private static TransportConfigBuilder attentive() {
        return beating().pongTimeout(Duration.ofMillis(600));
    }

    private static void assertGone(OneWayStream<?> stream) {
        assertThat(Guests.closeOf(stream).cause()).isIn(Cause.LOST, Cause.PEER_CLOSED, Cause.TIMED_OUT);
    }

    @ParameterizedTest
    @EnumSource
    @Rule("LIFE-31")
    @Lacking(Capability.IDLE_END)
    @DisplayName("LIFE-31 a client that has gone is noticed by a heartbeat: its stream ends, leaves its topics and frees its "
            + "place")
    void byHeartbeat(Protocol protocol) {
        Topic<String> topic = Topic.create(Served.LINES);
        Guests<OneWayStream<String>> guests = new Guests<>();
        Transport transport = start(attentive().maxStreams(1).build(), Served.lines(guests));
        for (Consumer<Wire> going : WAYS) {
            Peer peer = Peer.open(protocol, transport.port(), Served.LINES_PATH);
            OneWayStream<String> stream = guests.next();
            topic.join(stream);
            going.accept(peer.wire());
            assertGone(stream);
            Waiting.until("the topic has no member", () -> topic.size() == 0);
            Waiting.until("streamCount() is 0", () -> transport.streamCount() == 0);
        }
        try (Peer next = Peer.open(protocol, transport.port(), Served.LINES_PATH)) {
            guests.next().send("served");
            assertThat(next.next()).isEqualTo("served");
        }
    }

    @ParameterizedTest
    @EnumSource
    @Rule("LIFE-31")
    @Lacking(Capability.IDLE_END)
    @DisplayName("LIFE-31 a client that has gone is noticed by the messages that are sent to it")
    void byMessages(Protocol protocol) {
        Guests<OneWayStream<String>> guests = new Guests<>();
        Transport transport = start(Served.lines(guests));
        for (Consumer<Wire> going : WAYS) {
            Peer peer = Peer.open(protocol, transport.port(), Served.LINES_PATH);
            OneWayStream<String> stream = guests.next();
            going.accept(peer.wire());
            Waiting.until("a write fails", () -> !stream.offer("anybody there?") && !stream.isOpen());
            assertGone(stream);
            Waiting.until("streamCount() is 0", () -> transport.streamCount() == 0);
        }
    }

    @Test
    @Rule("LIFE-31")
    @Lacking(Capability.IDLE_END)
    @DisplayName("LIFE-31 a client that has gone inside a frame releases a handler that waits in receive()")
    void receiveIsReleased() {
        Guests<TwoWayStream<String, String>> guests = new Guests<>();
        CompletableFuture<Boolean> nothing = new CompletableFuture<>();
        Transport transport = start(attentive().build(), Served.talk(stream -> {
            Thread.startVirtualThread(() -> guests.serve(stream));
            nothing.complete(stream.receive().isEmpty());
        }));
        WebSocketPeer peer = WebSocketPeer.open(transport.port(), Served.TALK_PATH);
        TwoWayStream<String, String> stream = guests.next();
        peer.wire().write(Frame.text("not all of it").head());
        peer.wire().reset();
        assertThat(Waiting.get(nothing, "receive() is released")).isTrue();
        assertGone(stream);
    }
}
