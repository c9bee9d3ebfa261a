package dev.sluice.tck;

import static dev.sluice.tck.Peer.Goodbye.orderly;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import dev.sluice.Close;
import dev.sluice.Close.Cause;
import dev.sluice.Endpoint;
import dev.sluice.ManualTime;
import dev.sluice.OneWayStream;
import dev.sluice.Protocol;
import dev.sluice.StreamClosedException;
import dev.sluice.Transport;
import dev.sluice.TransportConfig;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Connections that are cut, silenced, ended, sliced and delayed at chosen bytes. */
abstract class NetworkRules extends NetworkChapter {

    private static final List<String> SAID = List.of("one", "two");

    /** More than what a client gets less of if its messages share a chunk. */
    private static final String REST = "x".repeat(200);

    private final Queue<Close> closes = new ConcurrentLinkedQueue<>();
    private final Queue<Throwable> thrown = new ConcurrentLinkedQueue<>();
    private final AtomicInteger serving = new AtomicInteger();

    NetworkRules(TransportFactory factory) {
        super(factory);
    }

    private static String path(Protocol protocol) {
        return protocol == Protocol.SSE ? Served.LINES_PATH : Served.TALK_PATH;
    }

    /** What a client sends: the opening, and on a WebSocket two messages. */
    private static byte[] sent(Protocol protocol) {
        byte[] opening = opening(protocol, path(protocol));
        byte[] frames = protocol == Protocol.SSE ? new byte[0] : frames();
        return ByteBuffer.allocate(opening.length + frames.length).put(opening).put(frames).array();
    }

    private static byte[] frames() {
        return Frame.bytes(Frame.text(SAID.get(0)), Frame.text(SAID.get(1)));
    }

    /** Says two messages on SSE and some more, and on WebSocket what it hears. */
    private Transport startTalkers(TransportConfig config) {
        return start(config, Served.lines(stream -> record(stream, () -> {
            SAID.forEach(stream::send);
            stream.send(REST);
            stream.whenClosed().toCompletableFuture().join();
        })), Served.talk(stream -> record(stream, () -> stream.forEach(stream::send))));
    }

    private void record(OneWayStream<?> stream, Runnable service) {
        serving.incrementAndGet();
        try {
            service.run();
        } catch (StreamClosedException e) {
            // As it should be told.
        } catch (RuntimeException | Error e) {
            thrown.add(e);
        }
        closes.add(stream.whenClosed().toCompletableFuture().join());
        serving.decrementAndGet();
    }

    private static void assertServed(Transport transport, Protocol protocol) {
        try (Peer next = Peer.open(protocol, transport.port(), path(protocol))) {
            if (next instanceof WebSocketPeer peer) {
                SAID.forEach(peer::send);
            }
            assertThat(next.next(2)).as("what the next client is told").isEqualTo(SAID);
        }
    }

    private void assertOver(Transport transport, Cause cause, int code) {
        untilNoStream(transport);
        Waiting.until("handlers return", () -> serving.get() == 0);
        assertThat(thrown).as("exceptions in handlers").isEmpty();
        assertThat(closes).allSatisfy(close -> {
            assertThat(close.cause()).isEqualTo(cause);
            assertThat(close.code()).isEqualTo(code);
        });
    }

    @ParameterizedTest
    @EnumSource
    @Rule("NET-1")
    @Needs(Capability.IDLE_END)
    @DisplayName("NET-1 a reset behind any byte that the client sends ends what it began as lost, and the next client is "
            + "served at once")
    void resetUp(Protocol protocol) {
        Transport transport = startTalkers(config().build());
        byte[] opening = opening(protocol, path(protocol));
        byte[] rest = Arrays.copyOfRange(sent(protocol), opening.length, sent(protocol).length);
        for (int at = 0; at < opening.length; at++) {
            assertThat(endsBehind(struckUp(Strike.RESET, at, transport), opening)).isTrue();
        }
        assertThat(closes).as("streams behind a part of an opening").isEmpty();
        for (int at = 0; at <= rest.length; at++) {
            resetBehindOpening(transport, opening, Arrays.copyOf(rest, at));
            int ends = at + 1;
            Waiting.until("stream " + ends + " has ended",
                    () -> closes.size() == ends && serving.get() == 0 && transport.streams().isEmpty());
        }
        assertOver(transport, Cause.LOST, 1006);
        assertServed(transport, protocol);
    }

    /** The rest is sent, and then reset, once the opening has become a stream. */
    private void resetBehindOpening(Transport transport, byte[] opening, byte[] rest) {
        Wire wire = Wire.to(through(Weather.CALM, transport));
        wire.write(opening);
        Waiting.until("the opening has become a stream", () -> transport.streams().size() == 1 && serving.get() == 1);
        wire.write(rest);
        wire.reset();
    }

    @ParameterizedTest
    @EnumSource
    @Rule("NET-2")
    @Needs(Capability.IDLE_END)
    @DisplayName("NET-2 a FIN behind any byte that the client sends ends what it began, the server's half too, and the "
            + "next client is served at once")
    void finUp(Protocol protocol) {
        Transport transport = startTalkers(config().build());
        byte[] bytes = sent(protocol);
        for (int at = 0; at <= bytes.length; at++) {
            assertThat(endsBehind(struckUp(Strike.FIN, at, transport), bytes)).isTrue();
            assertThat(endsBehind(struckUp(Strike.FIN_BOTH, at, transport), bytes)).isTrue();
        }
        boolean sse = protocol == Protocol.SSE;
        assertOver(transport, sse ? Cause.PEER_CLOSED : Cause.LOST, sse ? 1005 : 1006);
        assertServed(transport, protocol);
    }

    @ParameterizedTest
    @EnumSource
    @Rule("NET-3")
    @Needs(Capability.IDLE_END)
    @DisplayName("NET-3 a reset behind any byte that the server sends ends the stream as lost, and the next client is "
            + "served at once")
    void resetDown(Protocol protocol) throws IOException {
        Transport transport = startTalkers(config().build());
        byte[] bytes = sent(protocol);
        int answer = answerLength(transport, bytes);
        for (int at = 0; at < answer; at++) {
            assertThat(endsBehind(struckDown(Strike.RESET, at, transport), bytes)).isTrue();
        }
        assertOver(transport, Cause.LOST, 1006);
        assertServed(transport, protocol);
    }

    /** How many bytes the server sends up to the second message; the connection is then reset. */
    private static int answerLength(Transport transport, byte[] bytes) throws IOException {
        Wire wire = Wire.to(transport.port());
        wire.write(bytes);
        StringBuilder answer = new StringBuilder();
        while (!answer.toString().endsWith(SAID.get(1))) {
            answer.append((char) wire.read());
        }
        wire.reset();
        return answer.length();
    }

    @Test
    @Rule("NET-4")
    @DisplayName("NET-4 silence behind any byte of a client's frames is noticed by the heartbeat")
    void silenceInFrames() {
        ManualTime time = new ManualTime();
        Transport transport = startTalkers(config().time(time).build());
        byte[] bytes = sent(Protocol.WEB_SOCKET);
        List<Wire> wires = new ArrayList<>();
        for (int at = bytes.length - frames().length; at <= bytes.length; at++) {
            Wire wire = Wire.to(struckUp(Strike.SILENCE, at, transport));
            wire.write(bytes);
            wires.add(wire);
        }
        Waiting.until("all streams are open", () -> transport.streams().size() == wires.size());
        untilByTime(time, "all streams have ended", () -> closes.size() == wires.size());
        assertOver(transport, Cause.TIMED_OUT, 1006);
        wires.forEach(Wire::close);
    }

    private static void untilByTime(ManualTime time, String what, Callable<Boolean> condition) {
        Waiting.until(what, () -> {
            time.advance(Duration.ofMillis(500));
            return condition.call();
        });
    }

    @ParameterizedTest
    @EnumSource
    @Rule("NET-5")
    @DisplayName("NET-5 a conversation is the same in pieces of every size")
    void pieces(Protocol protocol) {
        List<String> messages = IntStream.range(0, 8).mapToObj(i -> "é€😀".repeat(i * i) + "|" + i).toList();
        Transport transport = start(Served.lines(stream -> messages.forEach(stream::send)),
                Served.talk(stream -> stream.forEach(stream::send)));
        for (int size = 1; size <= 40; size++) {
            // With a moment between them, lest they are read together.
            Way way = Way.CALM.pieces(size).bandwidth(size * 20_000L);
            int port = through(Weather.both(way), transport);
            try (Peer peer = Peer.open(protocol, port, path(protocol))) {
                if (peer instanceof WebSocketPeer socket) {
                    messages.forEach(socket::send);
                }
                assertThat(peer.next(messages.size())).as("in pieces of " + size).isEqualTo(messages);
                if (peer instanceof WebSocketPeer socket) {
                    socket.sendClose(1000, "");
                }
                assertThat(peer.goodbye()).isEqualTo(orderly(protocol, 1000, ""));
            }
        }
    }

    @Test
    @Rule("NET-6")
    @DisplayName("NET-6 what is under way for long stays in order both ways, sliced or coalesced")
    void latency() {
        List<String> messages = IntStream.range(0, 500).mapToObj(i -> "message " + i).toList();
        Transport transport = start(Served.talk(stream -> stream.forEach(stream::send)));
        Way late = Way.CALM.latency(Duration.ofMillis(40));
        for (Way way : List.of(late.pieces(1, 50), late.coalescing())) {
            try (WebSocketPeer peer = WebSocketPeer.open(through(Weather.both(way), transport), Served.TALK_PATH)) {
                CompletableFuture<Void> sending = Waiting.runAside(() -> messages.forEach(peer::send));
                assertThat(peer.next(500)).isEqualTo(messages);
                Waiting.get(sending, "everything is sent");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    @Rule("NET-10")
    @DisplayName("NET-10 openings that come to a standstill at any byte are no streams, and delay nobody")
    void unfinishedOpenings(Protocol protocol) {
        Transport transport = startTalkers(beating().build());
        byte[] bytes = opening(protocol, path(protocol));
        List<Wire> wires = new ArrayList<>();
        for (int at = 0; at < bytes.length; at++) {
            Wire wire = Wire.to(struckUp(Strike.SILENCE, at, transport));
            wire.write(bytes);
            wires.add(wire);
        }
        assertServed(transport, protocol);
        untilNoStream(transport);
        assertServed(transport, protocol);
        wires.forEach(Wire::close);
    }

    @ParameterizedTest
    @EnumSource
    @Rule("NET-11")
    @DisplayName("NET-11 what was sent before the end arrives whole through a slow network, and then the goodbye")
    void slowGoodbye(Protocol protocol) {
        List<String> messages = IntStream.range(0, 20).mapToObj(i -> i + ":" + "x".repeat(40_000)).toList();
        Transport transport = start(Served.lines(stream -> {
            messages.forEach(stream::send);
            stream.close(4000, "that was all");
        }));
        int port = through(Weather.both(Way.CALM.pieces(1, 4_000).bandwidth(2_000_000)), transport);
        try (Peer peer = Peer.open(protocol, port, Served.LINES_PATH)) {
            assertThat(peer.rest()).isEqualTo(messages);
            assertThat(peer.ended()).isEqualTo(orderly(protocol, 4000, "that was all"));
            untilNoStream(transport);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Rule("NET-12")
    @DisplayName("NET-12 silence inside what the server sends ends the stream as timed out after writeTimeout")
    void silenceDown(Protocol protocol) {
        ManualTime time = new ManualTime();
        Guests<OneWayStream<String>> guests = new Guests<>();
        Transport transport = start(config().outboxMessages(4).time(time).build(), Endpoint.at("/flood")
                .serve(Served.LINES, stream -> {
                    Thread.startVirtualThread(() -> guests.serve(stream));
                    record(stream, () -> flood(stream));
                }).build());
        int port = struckDown(Strike.SILENCE, 10_000, transport);
        try (Peer peer = Peer.open(protocol, port, "/flood")) {
            OneWayStream<String> stream = guests.next();
            assertThat(peer.wire()).isNotNull();
            Waiting.until("output is stuck", () -> stream.queued() >= 4);
            untilByTime(time, "the stream ends", () -> !stream.isOpen());
            Waiting.until("the handler returns", () -> !closes.isEmpty());
            assertOver(transport, Cause.TIMED_OUT, 1006);
        }
    }

    private static void flood(OneWayStream<String> stream) {
        String large = "x".repeat(60_000);
        while (stream.isOpen()) {
            stream.send(large);
        }
    }
}
