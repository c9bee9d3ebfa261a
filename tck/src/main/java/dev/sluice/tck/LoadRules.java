package dev.sluice.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

import dev.sluice.Close;
import dev.sluice.Close.Cause;
import dev.sluice.OneWayStream;
import dev.sluice.Overflow;
import dev.sluice.Protocol;
import dev.sluice.Topic;
import dev.sluice.Transport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Many clients, of which some are bad: nobody else suffers, and nothing is left behind. */
@ResourceLock(Chapter.MACHINE)
abstract class LoadRules extends Chapter {

    private static final int CLIENTS = 1_000;
    private static final int STUCK = 10;
    private static final int MESSAGES = 300;
    private static final int BATCH = 50;
    private static final String FILLER = "x".repeat(60_000);

    LoadRules(TransportFactory factory) {
        super(factory);
    }

    private static Protocol either(int i) {
        return i % 2 == 0 ? Protocol.SSE : Protocol.WEB_SOCKET;
    }

    @Test
    @Rule("LOAD-1")
    @DisplayName("LOAD-1 of 1,000 clients 10 never read: they end with code 1013, the other 990 get everything in "
            + "order")
    void someNeverRead() {
        Topic<String> topic = Topic.create(Served.LINES);
        Queue<Close> ends = new ConcurrentLinkedQueue<>();
        CountDownLatch filled = new CountDownLatch(STUCK);
        Transport transport = start(config().outboxMessages(4 * BATCH).closeTimeout(Duration.ofSeconds(1)).build(),
                Served.lines(stream -> {
                    if (stream.opening().query("stuck").isPresent()) {
                        fill(stream);
                        filled.countDown();
                    }
                    topic.join(stream);
                    ends.add(stream.whenClosed().toCompletableFuture().join());
                }));
        List<Peer> peers = new ArrayList<>();
        try {
            for (int i = 0; i < CLIENTS; i++) {
                peers.add(i < STUCK
                        ? Peer.open(either(i), transport.port(), Served.LINES_PATH + "?stuck=yes", 4_096)
                        : Peer.open(either(i), transport.port(), Served.LINES_PATH));
            }
            Waiting.await(filled, "the stuck clients' outboxes are full");
            Waiting.until("all have joined", Waiting.deadline().multipliedBy(3), () -> topic.size() == CLIENTS);
            publishToReaders(topic, peers.subList(STUCK, CLIENTS));
            Waiting.until("the stuck clients are given up", () -> ends.size() == STUCK);
            assertThat(ends).allMatch(close -> close.cause() == Cause.BEHIND && close.code() == 1013);
            Waiting.until("only the readers are left", () -> transport.streamCount() == CLIENTS - STUCK);
            assertThat(topic.size()).isEqualTo(CLIENTS - STUCK);
        } finally {
            peers.forEach(peer -> peer.wire().reset());
        }
        Waiting.until("nobody is left", () -> {
            topic.publish("anybody there?");
            return transport.streamCount() == 0;
        });
    }

    /** Until the outbox is full, and what the system buffers too. */
    private static void fill(OneWayStream<String> stream) {
        AtomicLong taken = new AtomicLong();
        Waiting.untilStill("filling the outbox", () -> {
            while (stream.offer(FILLER)) {
                taken.incrementAndGet();
            }
            return taken.get();
        });
    }

    /** Publishes no faster than the slowest reader can follow, so that a busy machine makes nobody fall behind. */
    private static void publishToReaders(Topic<String> topic, List<Peer> readers) {
        AtomicLong received = new AtomicLong();
        List<CompletableFuture<Void>> reading = readers.stream().map(peer -> Waiting.runAside(() -> {
            for (int i = 0; i < MESSAGES; i++) {
                assertThat(peer.next()).isEqualTo("message " + i);
                received.incrementAndGet();
            }
        })).toList();
        for (int i = 0; i < MESSAGES; i++) {
            topic.publish("message " + i);
            if ((i + 1) % BATCH == 0) {
                long expected = (i + 1L) * readers.size();
                Waiting.until("all readers have message " + i, () -> received.get() == expected
                        || reading.stream().anyMatch(CompletableFuture::isCompletedExceptionally));
            }
        }
        reading.forEach(reader -> Waiting.get(reader, "a reader gets everything in order"));
    }

    @Test
    @Rule("LOAD-2")
    @DisplayName("LOAD-2 the memory for clients that never read is bounded by their outboxes, however much is "
            + "published")
    void memory() {
        int stuck = 10;
        int published = 2_000;
        Topic<String> topic = Topic.of(Served.LINES).whenBehind(Overflow.<String>dropOldest()).create();
        Transport transport = start(config().outboxMessages(8).build(), Served.lines(topic));
        List<Peer> peers = IntStream.range(0, stuck)
                .mapToObj(i -> Peer.open(either(i), transport.port(), Served.LINES_PATH, 4_096)).toList();
        try {
            Waiting.until("all have joined", () -> topic.size() == stuck);
            long before = usedMemory();
            for (int i = 0; i < published; i++) {
                topic.publish(i + FILLER);
            }
            long grown = usedMemory() - before;
            // Each wire form of 8 messages a client, and some for writing; all that was published has 120 MB or more.
            assertThat(grown).as("growth of the heap in bytes").isLessThan(40L << 20);
            assertThat(topic.size()).isEqualTo(stuck);
        } finally {
            peers.forEach(peer -> peer.wire().reset());
        }
    }

    private static long usedMemory() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    @Test
    @Rule("LOAD-3")
    @DisplayName("LOAD-3 10,000 connections that end by FIN and RST leave no stream, thread or buffer behind")
    void churn() {
        AtomicInteger handlers = new AtomicInteger();
        Transport transport = start(config().heartbeat(Duration.ofSeconds(1)).build(), Served.lines(stream -> {
            handlers.incrementAndGet();
            stream.offer("hello");
            stream.whenClosed().toCompletableFuture().join();
            handlers.decrementAndGet();
        }));
        openAndEnd(transport, 200);
        untilNothingIsLeft(transport, handlers);
        Set<String> before = Threads.now();
        long directBefore = directMemory();
        for (int batch = 0; batch < 40; batch++) {
            openAndEnd(transport, 250);
        }
        untilNothingIsLeft(transport, handlers);
        // A few, since pools of the runtime may have grown; a leak would be thousands.
        Waiting.until("the threads of the connections are gone", () -> Threads.since(before).size() <= 32);
        // Pools may have filled; a buffer of 4 KB a connection would be 40 MB.
        assertThat(directMemory() - directBefore).as("growth of direct memory in bytes").isLessThan(32L << 20);
    }

    private static long directMemory() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct")).mapToLong(BufferPoolMXBean::getMemoryUsed).sum();
    }

    private static void untilNothingIsLeft(Transport transport, AtomicInteger handlers) {
        Waiting.until("streamCount() is 0", () -> transport.streamCount() == 0);
        Waiting.until("every handler has returned", () -> handlers.get() == 0);
    }

    /** All at once open, then all ended: by FIN and RST, on SSE and WebSocket. */
    private static void openAndEnd(Transport transport, int count) {
        List<Peer> peers = IntStream.range(0, count)
                .mapToObj(i -> Peer.open(either(i), transport.port(), Served.LINES_PATH)).toList();
        for (int i = 0; i < count; i++) {
            Wire wire = peers.get(i).wire();
            if (i / 2 % 2 == 0) {
                wire.fin();
            } else {
                wire.reset();
            }
        }
        peers.forEach(Peer::close);
    }

    @Test
    @Rule("LOAD-4")
    @DisplayName("LOAD-4 a stream that has ended is garbage: nothing of it is kept, whoever ended it")
    void nothingIsKept() {
        int count = 200;
        Topic<String> topic = Topic.create(Served.LINES);
        Queue<WeakReference<OneWayStream<String>>> streams = new ConcurrentLinkedQueue<>();
        Transport transport = start(beating().build(), Served.lines(stream -> {
            topic.join(stream);
            streams.add(new WeakReference<>(stream));
            if (stream.opening().query("leave").isEmpty()) {
                stream.whenClosed().toCompletableFuture().join();
            }
        }));
        for (int i = 0; i < count; i++) {
            String path = Served.LINES_PATH + (i % 3 == 0 ? "?leave=yes" : "");
            try (Peer peer = Peer.open(either(i), transport.port(), path)) {
                if (i % 3 == 0) {
                    assertThat(peer.rest()).isEmpty();
                } else if (i % 3 == 1) {
                    peer.wire().fin();
                } else {
                    peer.wire().reset();
                }
            }
        }
        Waiting.until("streamCount() is 0", () -> transport.streamCount() == 0);
        // A few may still be on the stack or in a buffer of some thread of the runtime.
        Waiting.until("the streams are garbage", () -> {
            System.gc();
            return streams.stream().filter(stream -> !stream.refersTo(null)).count() <= 5;
        });
        assertThat(topic.size()).isZero();
    }

    @Test
    @Rule("LOAD-7")
    @DisplayName("LOAD-7 close() returns within drainTime and a second although 2,000 streams are open, with stuck clients "
            + "and handlers that ignore interrupts")
    void shutdown() {
        int stuck = 40;
        int count = 2_000;
        Duration drainTime = Duration.ofSeconds(2);
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch served = new CountDownLatch(count);
        Transport transport = start(config().drainTime(drainTime).outboxMessages(4).build(), Served.lines(stream -> {
            served.countDown();
            switch (stream.opening().query("how").orElse("")) {
                case "stuck" -> fill(stream);
                case "stubborn" -> awaitDespiteInterrupts(release);
                default -> {
                    // Its client reads.
                }
            }
            stream.whenClosed().toCompletableFuture().join();
        }));
        List<Peer> bad = new ArrayList<>();
        List<Peer> good = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                if (i < 2 * stuck) {
                    bad.add(Peer.open(either(i / 2), transport.port(),
                            Served.LINES_PATH + (i % 2 == 0 ? "?how=stuck" : "?how=stubborn"), 4_096));
                } else {
                    good.add(Peer.open(either(i), transport.port(), Served.LINES_PATH));
                }
            }
            Waiting.await(served, "all are served");
            List<CompletableFuture<Void>> reading = good.stream().map(peer -> Waiting.runAside(peer::rest)).toList();
            long begin = System.nanoTime();
            CompletableFuture<Void> closing = Waiting.runAside(transport::close);
            Waiting.get(closing, "close() returns");
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(drainTime.plusSeconds(1));
            assertThat(transport.streamCount()).isZero();
            reading.forEach(reader -> Waiting.get(reader, "a client sees the end"));
            assertThat(good).allMatch(peer -> peer.ended().end() == Peer.End.ORDERLY);
        } finally {
            release.countDown();
            bad.forEach(peer -> peer.wire().reset());
            good.forEach(peer -> peer.wire().reset());
        }
    }

    private static void awaitDespiteInterrupts(CountDownLatch release) {
        while (release.getCount() > 0) {
            try {
                release.await();
            } catch (InterruptedException e) {
                // Ignored, as the rule wants it.
            }
        }
    }
}
