package dev.sluice.tck;

import static dev.sluice.tck.Peer.Goodbye.orderly;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
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

/** What a stream does once it has ended, and what does not end it. */
abstract class LifeAfterRules extends Chapter {

    LifeAfterRules(TransportFactory factory) {
        super(factory);
    }

    private static Peer open(Protocol protocol, Transport transport) {
        return Peer.open(protocol, transport.port(), Served.LINES_PATH);
    }

    @ParameterizedTest
    @EnumSource
    @Rule("LIFE-19")
    @DisplayName("LIFE-19 after the end send() throws with the stream's Close, offer() gives false and close() does "
            + "nothing")
    void afterTheEnd(Protocol protocol) {
        Guests<OneWayStream<String>> guests = new Guests<>();
        Transport transport = start(beating().build(), Served.lines(guests));
        Peer peer = open(protocol, transport);
        OneWayStream<String> stream = guests.next();
        assertThat(stream.isOpen()).isTrue();
        peer.wire().reset();
        Close close = Guests.closeOf(stream);
        assertThat(stream.isOpen()).isFalse();
        assertThat(stream.offer("late")).isFalse();
        assertThatThrownBy(() -> stream.send("late")).isInstanceOfSatisfying(StreamClosedException.class,
                e -> assertThat(e.close()).isEqualTo(close));
        assertThatCode(stream::close).doesNotThrowAnyException();
        assertThatCode(() -> stream.close(4000, "late")).doesNotThrowAnyException();
        assertThat(Guests.closeOf(stream)).isEqualTo(close);
    }

    @ParameterizedTest
    @EnumSource
    @Rule("LIFE-20")
    @DisplayName("LIFE-20 each stream ends exactly once, with one reason for all who ask, whatever happens at the "
            + "same time")
    void endsOnce(Protocol protocol) {
        Queue<Close> told = new ConcurrentLinkedQueue<>();
        Guests<OneWayStream<String>> guests = new Guests<>();
        Transport transport = start(Served.lines(guests));
        for (int i = 0; i < 50; i++) {
            Peer peer = open(protocol, transport);
            OneWayStream<String> stream = guests.next();
            CompletableFuture<Void> all = CompletableFuture.allOf(
                    stream.whenClosed().thenAccept(told::add).toCompletableFuture(),
                    CompletableFuture.runAsync(() -> stream.close(4001, "a")),
                    CompletableFuture.runAsync(() -> stream.close(4002, "b")),
                    CompletableFuture.runAsync(() -> peer.wire().reset()));
            Waiting.get(all, "everybody ends the stream");
            assertThat(told).hasSize(i + 1);
            assertThat(told.stream().skip(i)).containsExactly(Guests.closeOf(stream));
        }
        Waiting.until("streamCount() is 0", () -> transport.streamCount() == 0);
        assertThat(told).hasSize(50);
        assertThat(transport.streamCount()).isZero();
    }

    @Test
    @Rule("LIFE-21")
    @DisplayName("LIFE-21 a stream that another thread closes ends its handler's iteration, and what waits is still "
            + "received")
    void closedByAnotherThread() {
        CompletableFuture<Void> closed = new CompletableFuture<>();
        CompletableFuture<List<String>> received = new CompletableFuture<>();
        Guests<TwoWayStream<String, String>> guests = new Guests<>();
        Transport transport = start(Served.talk(stream -> {
            Thread.startVirtualThread(() -> guests.serve(stream));
            closed.join();
            List<String> all = new ArrayList<>();
            stream.forEach(all::add);
            received.complete(all);
        }));
        try (WebSocketPeer peer = WebSocketPeer.open(transport.port(), Served.TALK_PATH)) {
            peer.send("one");
            peer.send("two");
            // Frames are handled in order, so the pong says that the messages are there.
            peer.awaitPong();
            guests.next().close(4100, "enough");
            closed.complete(null);
            assertThat(peer.goodbye()).isEqualTo(orderly(Protocol.WEB_SOCKET, 4100, "enough"));
            assertThat(Waiting.get(received, "the iteration ends")).containsExactly("one", "two");
        }
    }

    @ParameterizedTest
    @EnumSource
    @Rule("LIFE-22")
    @DisplayName("LIFE-22 an interrupt in send() leaves the connection alone: send() throws, the flag stays, the "
            + "stream goes on")
    void interruptedSender(Protocol protocol) {
        String big = "x".repeat(65_536);
        AtomicLong sent = new AtomicLong();
        CompletableFuture<Thread> handler = new CompletableFuture<>();
        CompletableFuture<Boolean> flag = new CompletableFuture<>();
        Transport transport = start(config().outboxMessages(2).build(), Served.lines(stream -> {
            handler.complete(Thread.currentThread());
            try {
                while (sent.get() < 10_000) {
                    stream.send(big);
                    sent.incrementAndGet();
                }
            } catch (CancellationException e) {
                flag.complete(Thread.interrupted());
            }
            stream.send("after the interrupt");
        }));
        try (Peer peer = Peer.open(protocol, transport.port(), Served.LINES_PATH, 4_096)) {
            Thread thread = Waiting.get(handler, "the handler is called");
            long before = Waiting.untilStill("the sender", sent::get);
            thread.interrupt();
            assertThat(Waiting.get(flag, "send() throws CancellationException")).as("the interrupt flag").isTrue();
            assertThat(sent.get()).isEqualTo(before);
            List<String> messages = peer.rest();
            assertThat(messages).hasSize((int) before + 1);
            assertThat(messages.get((int) before)).isEqualTo("after the interrupt");
            assertThat(peer.ended()).isEqualTo(orderly(protocol, 1000, ""));
        }
    }

    @ParameterizedTest
    @EnumSource
    @Rule("LIFE-23")
    @DisplayName("LIFE-23 a sender whose interrupt flag is set still sends where there is room, and the connection "
            + "lives")
    void sendingWithTheFlagSet(Protocol protocol) {
        Transport transport = start(Served.lines(stream -> {
            Thread.currentThread().interrupt();
            for (int i = 0; i < 20; i++) {
                stream.offer("message " + i);
            }
        }));
        try (Peer peer = open(protocol, transport)) {
            assertThat(peer.rest()).containsExactlyElementsOf(
                    IntStream.range(0, 20).mapToObj(i -> "message " + i).toList());
            assertThat(peer.ended()).isEqualTo(orderly(protocol, 1000, ""));
        }
    }

    @ParameterizedTest
    @EnumSource
    @Rule("LIFE-24")
    @DisplayName("LIFE-24 a StreamClosedException that leaves the handler after the end is no failure of the handler")
    void closedExceptionIsNoFailure(Protocol protocol) {
        Guests<OneWayStream<String>> guests = new Guests<>();
        Transport transport = start(Served.lines(stream -> {
            guests.serve(stream);
            stream.send("too late");
        }));
        try (Peer peer = open(protocol, transport)) {
            OneWayStream<String> stream = guests.next();
            stream.close();
            assertThat(peer.goodbye()).isEqualTo(orderly(protocol, 1000, ""));
            assertThat(Guests.closeOf(stream)).isEqualTo(new Close(Cause.COMPLETED, 1000, ""));
            Waiting.until("streamCount() is 0", () -> transport.streamCount() == 0);
        }
    }
}
