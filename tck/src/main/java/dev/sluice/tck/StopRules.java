package dev.sluice.tck;

import static dev.sluice.tck.Peer.Goodbye.orderly;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import dev.sluice.Close.Cause;
import dev.sluice.OneWayStream;
import dev.sluice.Protocol;
import dev.sluice.Transport;
import dev.sluice.TransportException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Starting and stopping a transport. */
abstract class StopRules extends Chapter {

    StopRules(TransportFactory factory) {
        super(factory);
    }

    private static void assertServes(Transport transport) {
        for (Protocol protocol : Protocol.values()) {
            try (Peer peer = Peer.open(protocol, transport.port(), Served.LINES_PATH)) {
                assertThat(peer.next()).isEqualTo("served");
            }
        }
    }

    private Transport createServing(int port) {
        return create(config().port(port).build(), Served.lines(stream -> stream.send("served")));
    }

    @Test
    @Rule("STOP-1")
    @DisplayName("STOP-1 port 0 takes a free port, and port() says which")
    void freePort() {
        Transport one = createServing(0);
        Transport two = createServing(0);
        assertThat(one.start()).isSameAs(one);
        two.start();
        assertThat(one.port()).isBetween(1, 65_535).isNotEqualTo(two.port());
        assertServes(one);
        assertServes(two);
    }

    @Test
    @Rule("STOP-2")
    @DisplayName("STOP-2 a transport has no port before it is started")
    void noPortBeforeStart() {
        Transport transport = createServing(0);
        assertThatThrownBy(transport::port).isInstanceOf(IllegalStateException.class);
        assertThat(transport.streamCount()).isZero();
    }

    @Test
    @Rule("STOP-3")
    @DisplayName("STOP-3 binding a port that is taken fails by a TransportException and harms nobody")
    void takenPort() {
        Transport first = createServing(0).start();
        Transport second = createServing(first.port());
        assertThatThrownBy(second::start).isInstanceOf(TransportException.class)
                .hasMessageContaining(Integer.toString(first.port()));
        assertThatCode(second::close).doesNotThrowAnyException();
        assertServes(first);
    }

    @Test
    @Rule("STOP-4")
    @DisplayName("STOP-4 a transport is started once: neither again while it runs, nor after it was closed")
    void startTwice() {
        Transport transport = createServing(0).start();
        assertThatThrownBy(transport::start).isInstanceOf(IllegalStateException.class);
        assertServes(transport);
        transport.close();
        assertThatThrownBy(transport::start).isInstanceOf(IllegalStateException.class);
    }

    @Test
    @Rule("STOP-5")
    @DisplayName("STOP-5 close() before the start and a second close() do nothing")
    void closeIsNoOp() {
        Transport never = createServing(0);
        assertThatCode(never::close).doesNotThrowAnyException();
        Transport transport = createServing(0).start();
        transport.close();
        assertThatCode(transport::close).doesNotThrowAnyException();
        assertThat(transport.streamCount()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    @Rule("STOP-6")
    @DisplayName("STOP-6 close() ends every stream as a shutdown, with code 1001: a Close frame, or the last chunk")
    void shutdown(Protocol protocol) {
        Guests<OneWayStream<String>> guests = new Guests<>();
        Transport transport = start(Served.lines(guests));
        List<Peer> peers = IntStream.range(0, 5)
                .mapToObj(i -> Peer.open(protocol, transport.port(), Served.LINES_PATH)).toList();
        List<OneWayStream<String>> streams = peers.stream().map(peer -> guests.next()).toList();
        CompletableFuture<Void> closing = Waiting.runAside(transport::close);
        for (Peer peer : peers) {
            Peer.Goodbye goodbye = peer.goodbye();
            assertThat(goodbye.end()).isEqualTo(Peer.End.ORDERLY);
            assertThat(goodbye.code()).isEqualTo(protocol == Protocol.SSE ? 0 : 1001);
        }
        Waiting.get(closing, "close() returns");
        for (OneWayStream<String> stream : streams) {
            assertThat(Guests.closeOf(stream).cause()).isEqualTo(Cause.SHUTDOWN);
            assertThat(Guests.closeOf(stream).code()).isEqualTo(1001);
        }
        assertThat(transport.streamCount()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    @Rule("STOP-7")
    @DisplayName("STOP-7 what was sent before close() reaches clients that read, before the goodbye")
    void flushed(Protocol protocol) {
        Guests<OneWayStream<String>> guests = new Guests<>();
        Transport transport = start(Served.lines(guests));
        try (Peer peer = Peer.open(protocol, transport.port(), Served.LINES_PATH)) {
            OneWayStream<String> stream = guests.next();
            List<String> messages = IntStream.range(0, 200).mapToObj(i -> i + "x".repeat(10_000)).toList();
            messages.forEach(stream::send);
            CompletableFuture<Void> closing = Waiting.runAside(transport::close);
            assertThat(peer.rest()).isEqualTo(messages);
            assertThat(peer.ended().end()).isEqualTo(Peer.End.ORDERLY);
            Waiting.get(closing, "close() returns");
        }
    }

    @ParameterizedTest
    @EnumSource
    @Rule("STOP-8")
    @DisplayName("STOP-8 a stream that ended before close() keeps its reason")
    void endedBefore(Protocol protocol) {
        Guests<OneWayStream<String>> guests = new Guests<>();
        Transport transport = start(Served.lines(guests));
        try (Peer peer = Peer.open(protocol, transport.port(), Served.LINES_PATH)) {
            OneWayStream<String> stream = guests.next();
            stream.close(4000, "done");
            CompletableFuture<Void> closing = Waiting.runAside(transport::close);
            assertThat(peer.goodbye()).isEqualTo(orderly(protocol, 4000, "done"));
            Waiting.get(closing, "close() returns");
            assertThat(Guests.closeOf(stream).cause()).isEqualTo(Cause.COMPLETED);
        }
    }

    @Test
    @Rule("STOP-9")
    @DisplayName("STOP-9 after close() connections are refused, and the port is free to be bound again")
    void portIsFree() {
        Transport transport = createServing(0).start();
        int port = transport.port();
        assertServes(transport);
        transport.close();
        assertThatThrownBy(() -> Wire.to(port).close()).isInstanceOf(UncheckedIOException.class);
        Transport next = createServing(port).start();
        assertThat(next.port()).isEqualTo(port);
        assertServes(next);
    }
}
