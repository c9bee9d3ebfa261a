package dev.sluice.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import dev.sluice.Close.Cause;
import dev.sluice.OneWayStream;
import dev.sluice.Protocol;
import dev.sluice.Transport;
import dev.sluice.TransportConfig;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code close()} comes back in time, whatever clients and handlers do, and leaves nothing behind. */
@ResourceLock(Chapter.MACHINE)
abstract class StopInTimeRules extends Chapter {

    private static final Duration DRAIN_TIME = Duration.ofMillis(600);

    private final Supplier<Set<String>> kept;

    StopInTimeRules(TransportFactory factory, Supplier<Set<String>> kept) {
        super(factory);
        this.kept = kept;
    }

    private static TransportConfig quick() {
        return config().drainTime(DRAIN_TIME).outboxMessages(4).build();
    }

    /** Closes, which must be over within the drain time and a second. */
    private static void closeInTime(Transport transport) {
        long begin = System.nanoTime();
        Waiting.get(Waiting.runAside(transport::close), "close() returns");
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).as("the time that close() took")
                .isLessThan(DRAIN_TIME.plusSeconds(1));
        assertThat(transport.streamCount()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    @Rule("STOP-10")
    @DisplayName("STOP-10 close() returns within drainTime and a second although clients never read")
    void clientsThatNeverRead(Protocol protocol) {
        AtomicLong sent = new AtomicLong();
        Transport transport = start(quick(), Served.lines(stream -> {
            while (stream.isOpen()) {
                stream.send("x".repeat(65_000));
                sent.incrementAndGet();
            }
        }));
        List<Peer> stuck = IntStream.range(0, 8)
                .mapToObj(i -> Peer.open(protocol, transport.port(), Served.LINES_PATH, 4_096)).toList();
        Waiting.untilStill("the senders", sent::get);
        closeInTime(transport);
        stuck.forEach(Peer::close);
    }

    @Test
    @Rule("STOP-11")
    @DisplayName("STOP-11 close() returns within drainTime and a second although clients do not answer the Close "
            + "frame")
    void clientsThatDoNotAnswer() {
        Guests<OneWayStream<String>> guests = new Guests<>();
        Transport transport = start(quick(), Served.lines(guests));
        List<WebSocketPeer> peers = IntStream.range(0, 8)
                .mapToObj(i -> WebSocketPeer.open(transport.port(), Served.LINES_PATH).mute()).toList();
        List<OneWayStream<String>> streams = peers.stream().map(peer -> guests.next()).toList();
        closeInTime(transport);
        for (OneWayStream<String> stream : streams) {
            assertThat(Guests.closeOf(stream).cause()).isEqualTo(Cause.SHUTDOWN);
        }
        for (WebSocketPeer peer : peers) {
            assertThat(peer.goodbye().code()).isEqualTo(1001);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Rule("STOP-12")
    @DisplayName("STOP-12 handlers that have not returned are interrupted")
    void handlersAreInterrupted(Protocol protocol) {
        AtomicInteger interrupted = new AtomicInteger();
        CountDownLatch begun = new CountDownLatch(3);
        Transport transport = start(quick(), Served.lines(stream -> {
            begun.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.incrementAndGet();
            }
        }));
        List<Peer> peers = IntStream.range(0, 3)
                .mapToObj(i -> Peer.open(protocol, transport.port(), Served.LINES_PATH)).toList();
        Waiting.await(begun, "the handlers are called");
        closeInTime(transport);
        Waiting.until("all handlers are interrupted", () -> interrupted.get() == 3);
        peers.forEach(Peer::close);
    }

    @ParameterizedTest
    @EnumSource
    @Rule("STOP-13")
    @DisplayName("STOP-13 close() returns within drainTime and a second although handlers ignore interrupts")
    void handlersThatIgnoreInterrupts(Protocol protocol) {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(3);
        Transport transport = start(quick(), Served.lines(stream -> {
            begun.countDown();
            while (release.getCount() > 0) {
                try {
                    release.await();
                } catch (InterruptedException e) {
                    // Ignored, as the rule wants it.
                }
            }
        }));
        List<Peer> peers = IntStream.range(0, 3)
                .mapToObj(i -> Peer.open(protocol, transport.port(), Served.LINES_PATH)).toList();
        try {
            Waiting.await(begun, "the handlers are called");
            closeInTime(transport);
            peers.forEach(peer -> assertThat(peer.rest()).isEmpty());
        } finally {
            release.countDown();
            peers.forEach(Peer::close);
        }
    }

    @Test
    @Rule("STOP-14")
    @DisplayName("STOP-14 close() is not held up by connections that have not sent a request, or only half of one")
    void unfinishedRequests() {
        Transport transport = start(quick(), Served.lines(new Guests<>()));
        try (Wire silent = Wire.to(transport.port()); Wire half = Wire.to(transport.port())) {
            half.write("GET /lines HTTP/1.1\r\nHost: local");
            // Connections are taken in order, so the two are known to the transport when this one is served.
            Peer.open(Protocol.SSE, transport.port(), Served.LINES_PATH).close();
            closeInTime(transport);
            assertThat(silent.reachesEnd()).as("the silent connection is ended").isTrue();
            assertThat(half.reachesEnd()).as("the half request's connection is ended").isTrue();
        }
    }

    @Test
    @Rule("STOP-15")
    @DisplayName("STOP-15 while close() waits for its streams a new one is refused: status 503, or no connection")
    void refusedWhileClosing() {
        Guests<OneWayStream<String>> guests = new Guests<>();
        Transport transport = start(config().closeTimeout(Duration.ofSeconds(5)).build(), Served.lines(guests));
        try (WebSocketPeer slow = WebSocketPeer.open(transport.port(), Served.LINES_PATH).mute()) {
            guests.next();
            CompletableFuture<Void> closing = Waiting.runAside(transport::close);
            assertThat(slow.awaitClose()).as("the code of the Close frame").isEqualTo(1001);
            try (SseClient client = SseClient.ask(Wire.to(transport.port()), Served.LINES_PATH)) {
                assertThat(client.status()).isEqualTo(503);
            } catch (UncheckedIOException e) {
                assertThat(e).hasRootCauseInstanceOf(ConnectException.class);
            }
            assertThat(closing).as("close() waits for the client").isNotDone();
            slow.wire().reset();
            Waiting.get(closing, "close() returns when the last client has gone");
        }
    }

    @Test
    @Rule("STOP-16")
    @DisplayName("STOP-16 a closed transport leaves no thread behind")
    void noThreads() {
        serveAndClose();
        Set<String> before = Threads.now();
        for (int i = 0; i < 3; i++) {
            serveAndClose();
        }
        try {
            Waiting.until("no thread is left", () -> left(before).isEmpty());
        } catch (ConditionTimeoutException e) {
            throw new AssertionError("threads are left: " + left(before), e);
        }
    }

    private Set<String> left(Set<String> before) {
        return Threads.since(before).stream()
                .filter(thread -> kept.get().stream().noneMatch(name -> thread.contains('"' + name + '"')))
                .collect(Collectors.toSet());
    }

    private void serveAndClose() {
        Transport transport = start(quick(), Served.lines(stream -> stream.send("served")));
        List<Peer> peers = new ArrayList<>();
        for (Protocol protocol : Protocol.values()) {
            Peer peer = Peer.open(protocol, transport.port(), Served.LINES_PATH);
            assertThat(peer.next()).isEqualTo("served");
            assertThat(peer.goodbye().end()).isEqualTo(Peer.End.ORDERLY);
            peers.add(peer);
        }
        transport.close();
        peers.forEach(Peer::close);
    }
}
