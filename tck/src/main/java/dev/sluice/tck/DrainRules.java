package dev.sluice.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import dev.sluice.Close;
import dev.sluice.Close.Cause;
import dev.sluice.OneWayStream;
import dev.sluice.Protocol;
import dev.sluice.StreamObserver;
import dev.sluice.Transport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What {@code close()} does for those who are still there: clients and handlers. */
abstract class DrainRules extends Chapter {

    private static final int RETRY = 1_000;

    private final Guests<OneWayStream<String>> guests = new Guests<>();

    DrainRules(TransportFactory factory) {
        super(factory);
    }

    private static List<Peer> open(Transport transport, Protocol protocol, int count) {
        int before = transport.streams().size();
        List<Peer> peers = IntStream.range(0, count)
                .mapToObj(i -> Peer.open(protocol, transport.port(), Served.LINES_PATH)).toList();
        // A client has the head of its response a moment before its stream is open.
        Waiting.until("all streams are open", () -> transport.streams().size() == before + count);
        return peers;
    }

    @Test
    @Rule("DRAIN-1")
    @DisplayName("DRAIN-1 close() tells each client of SSE a random time, of once to twice sseRetry, and then ends the response")
    void retry() {
        Transport transport = start(config().sseRetry(Duration.ofMillis(RETRY)).build(), Served.lines(guests));
        List<Peer> peers = open(transport, Protocol.SSE, 30);
        CompletableFuture<Void> closing = Waiting.runAside(transport::close);
        Set<Integer> times = new HashSet<>();
        for (Peer peer : peers) {
            SseClient client = (SseClient) peer;
            assertThat(client.block()).isEqualTo(":\n\n");
            assertThat(client.block()).isEqualTo("retry: " + RETRY + "\n\n");
            String farewell = client.block();
            assertThat(farewell).matches("retry: [0-9]+\n\n");
            times.add(Integer.parseInt(farewell.substring("retry: ".length()).strip()));
            assertThat(client.goodbye().end()).isEqualTo(Peer.End.ORDERLY);
        }
        assertThat(times).allMatch(time -> time >= RETRY && time <= 2 * RETRY);
        assertThat(times.size()).as("different times").isGreaterThan(10);
        Waiting.get(closing, "close() returns");
    }

    @Test
    @Rule("DRAIN-2")
    @DisplayName("DRAIN-2 close() tells 100 clients at a time, and the last one before half of the drain time is over")
    void batches() {
        Duration drainTime = Duration.ofSeconds(8);
        Queue<Long> ends = new ConcurrentLinkedQueue<>();
        Transport transport = start(config().drainTime(drainTime).observer(new StreamObserver() {
            @Override
            public void closed(OneWayStream<?> stream, Close close) {
                ends.add(System.nanoTime());
            }
        }).build(), Served.lines(guests));
        List<Peer> peers = open(transport, Protocol.SSE, 450);
        IntStream.range(0, 450).forEach(i -> guests.next());
        long begin = System.nanoTime();
        transport.close();
        assertThat(ends).hasSize(450);
        List<Long> sorted = ends.stream().sorted().toList();
        // Four pauses.
        assertThat(Duration.ofNanos(sorted.get(449) - sorted.get(0))).isGreaterThan(Duration.ofMillis(200));
        assertThat(Duration.ofNanos(sorted.get(449) - begin)).isLessThan(drainTime.dividedBy(2));
        peers.forEach(peer -> assertThat(peer.goodbye().end()).isEqualTo(Peer.End.ORDERLY));
        peers.forEach(Peer::close);
    }

    @ParameterizedTest
    @EnumSource
    @Rule("DRAIN-3")
    @DisplayName("DRAIN-3 close() waits for handlers that need their time after the end, and interrupts none of them")
    void waitsForHandlers(Protocol protocol) {
        CountDownLatch release = new CountDownLatch(1);
        CompletableFuture<String> outcome = new CompletableFuture<>();
        Transport transport = start(Served.lines(stream -> {
            guests.serve(stream);
            try {
                release.await();
                outcome.complete("returned");
            } catch (InterruptedException e) {
                outcome.complete("interrupted");
            }
        }));
        try (Peer peer = Peer.open(protocol, transport.port(), Served.LINES_PATH)) {
            guests.next();
            CompletableFuture<Void> closing = Waiting.runAside(transport::close);
            assertThat(peer.goodbye().end()).isEqualTo(Peer.End.ORDERLY);
            Waiting.until("the stream is gone", () -> transport.streamCount() == 0);
            Waiting.rest();
            assertThat(closing).isNotDone();
            release.countDown();
            Waiting.get(closing, "close() returns");
            assertThat(outcome).isCompletedWithValue("returned");
        }
    }

    @Test
    @Rule("DRAIN-4")
    @DisplayName("DRAIN-4 no handler is interrupted before the drain time is over")
    void interruptsLate() {
        Duration drainTime = Duration.ofMillis(700);
        CompletableFuture<Long> interrupted = new CompletableFuture<>();
        Transport transport = start(config().drainTime(drainTime).build(), Served.lines(stream -> {
            guests.serve(stream);
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.complete(System.nanoTime());
            }
        }));
        try (Peer peer = Peer.open(Protocol.SSE, transport.port(), Served.LINES_PATH)) {
            guests.next();
            long begin = System.nanoTime();
            CompletableFuture<Void> closing = Waiting.runAside(transport::close);
            long end = Waiting.get(interrupted, "the handler is interrupted");
            assertThat(Duration.ofNanos(end - begin)).isGreaterThanOrEqualTo(drainTime);
            Waiting.get(closing, "close() returns");
            peer.close();
        }
    }

    @Test
    @Rule("DRAIN-5")
    @DisplayName("DRAIN-5 a client that does not answer the goodbye has closeTimeout for it, and not all of the drain time")
    void goodbyeHasItsOwnDeadline() {
        Transport transport = start(
                config().drainTime(Duration.ofSeconds(60)).closeTimeout(Duration.ofMillis(300)).build(),
                Served.lines(guests));
        try (WebSocketPeer peer = WebSocketPeer.open(transport.port(), Served.LINES_PATH).mute()) {
            guests.next();
            CompletableFuture<Void> closing = Waiting.runAside(transport::close);
            assertThat(peer.awaitClose()).isEqualTo(1001);
            Waiting.get(closing, "close() returns");
        }
    }

    @ParameterizedTest
    @EnumSource
    @Rule("DRAIN-6")
    @DisplayName("DRAIN-6 any thread may close: it returns within drainTime and a second, and the transport is closed")
    void closeFromWithin(ClosingPlace place) {
        Duration drainTime = Duration.ofMillis(500);
        ClosingPlace.Closer closer = new ClosingPlace.Closer();
        Transport transport = start(
                config().drainTime(drainTime).outboxMessages(4).observer(closer.observer(place)).build(),
                closer.lines(place), closer.talk(place));
        closer.close(transport);
        int port = transport.port();
        // So that the outbox of a client that does not read is soon full.
        try (Wire wire = Wire.to(port, 4_096)) {
            closer.trigger(place, wire);
            assertThat(closer.took()).isLessThan(drainTime.plusSeconds(1));
            Waiting.until("no stream is left", () -> transport.streamCount() == 0);
            Waiting.until("connections are refused", () -> isClosed(port));
        }
    }

    private static boolean isClosed(int port) {
        try (Wire wire = Wire.to(port)) {
            return false;
        } catch (UncheckedIOException e) {
            return true;
        }
    }

    @Test
    @Rule("DRAIN-7")
    @DisplayName("DRAIN-7 a second close() returns at once while the first one waits")
    void secondCaller() {
        CountDownLatch release = new CountDownLatch(1);
        Transport transport = start(config().drainTime(Duration.ofSeconds(60)).build(), Served.lines(stream -> {
            guests.serve(stream);
            release.await();
        }));
        try (Peer peer = Peer.open(Protocol.SSE, transport.port(), Served.LINES_PATH)) {
            guests.next();
            CompletableFuture<Void> first = Waiting.runAside(transport::close);
            assertThat(peer.goodbye().end()).isEqualTo(Peer.End.ORDERLY);
            Waiting.get(Waiting.runAside(transport::close), Waiting.atOnce(), "the second close() returns at once");
            assertThat(first).isNotDone();
            release.countDown();
            Waiting.get(first, "the first close() returns");
        }
    }

    @ParameterizedTest
    @EnumSource
    @Rule("DRAIN-8")
    @DisplayName("DRAIN-8 no stream outlives the transport that was opened while it began to close")
    void racingOpenings(Protocol protocol) {
        AtomicInteger handlers = new AtomicInteger();
        Transport transport = start(config().drainTime(Duration.ofSeconds(2)).build(), Served.lines(stream -> {
            handlers.incrementAndGet();
            stream.whenClosed().toCompletableFuture().join();
            handlers.decrementAndGet();
        }));
        int port = transport.port();
        Queue<Peer> opened = new ConcurrentLinkedQueue<>();
        List<CompletableFuture<Void>> openers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            openers.add(Waiting.runAside(() -> openUntilRefused(protocol, port, opened)));
        }
        Waiting.until("streams are opened", () -> opened.size() > 50);
        CompletableFuture<Void> closing = Waiting.runAside(transport::close);
        openers.forEach(opener -> Waiting.get(opener, "openings are refused"));
        List<CompletableFuture<Void>> reading = opened.stream().map(peer -> Waiting.runAside(peer::rest)).toList();
        reading.forEach(reader -> Waiting.get(reader, "the connection of a client ends"));
        Waiting.get(closing, "close() returns");
        Waiting.until("streamCount() is 0", () -> transport.streamCount() == 0);
        Waiting.until("no handler runs", () -> handlers.get() == 0);
        opened.forEach(Peer::close);
    }

    private static void openUntilRefused(Protocol protocol, int port, Queue<Peer> opened) {
        try {
            while (true) {
                opened.add(Peer.open(protocol, port, Served.LINES_PATH));
            }
        } catch (UncheckedIOException | AssertionError e) {
            // Status 503, a connection that was cut before it had a response, or none.
        }
    }

    @Test
    @Rule("DRAIN-9")
    @DisplayName("DRAIN-9 a thread that is interrupted already closes in order all the same, and stays interrupted")
    void interruptedCaller() {
        Transport transport = start(Served.lines(guests));
        try (Peer peer = Peer.open(Protocol.WEB_SOCKET, transport.port(), Served.LINES_PATH)) {
            OneWayStream<String> stream = guests.next();
            CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
            CompletableFuture<Void> closing = Waiting.runAside(() -> {
                Thread.currentThread().interrupt();
                transport.close();
                interrupted.complete(Thread.currentThread().isInterrupted());
            });
            assertThat(peer.goodbye().code()).isEqualTo(1001);
            Waiting.get(closing, "close() returns");
            assertThat(interrupted).isCompletedWithValue(true);
            assertThat(Guests.closeOf(stream).cause()).isEqualTo(Cause.SHUTDOWN);
        }
    }
}
