package dev.sluice.internal.share;

import static dev.sluice.fixtures.Crew.require;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import dev.sluice.Close;
import dev.sluice.Close.Cause;
import dev.sluice.StreamClosedException;
import dev.sluice.TransportConfig;
import dev.sluice.fixtures.Crew;
import dev.sluice.internal.stream.LiveStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("Streams that come and go on one connection")
@Timeout(20)
class SubscriptionStressTest {

    private static final int TARGETS = 6;
    private static final int STEPS = 30_000;
    private static final int WINDOW = 8;

    /** What the client knows of one target. Guarded by itself. */
    private static final class Side {

        private final String target;
        private final List<Integer> credits = new ArrayList<>(); // given with each subscription
        private int subscribed; // how often, by the talking thread
        private int ends; // how many were told, which is the number of the stream that frames are of
        private boolean wanted;
        private boolean open;
        private int next;
        private int sent;
        private int mayCome;
        private int mayGo;

        Side(String target) {
            this.target = target;
        }

        /** What the client says next; an empty text for nothing. */
        synchronized String say(Random random) {
            if (!wanted || ends == subscribed) {
                wanted = true;
                subscribed++;
                credits.add(random.nextInt(3));
                return "subscribe " + target + " " + credits.getLast() + " " + subscribed + "\n";
            }
            boolean current = open && ends == subscribed - 1;
            int dice = random.nextInt(12);
            if (dice == 0) {
                wanted = false;
                return random.nextBoolean() ? "unsubscribe " + target + "\n" : "end " + target + " 1000\n";
            }
            if (!current) {
                return "";
            }
            return dice < 6 ? credit(random.nextInt(4)) : message();
        }

        private String credit(int more) {
            mayCome += more;
            return "credit " + target + " " + more + "\n";
        }

        private String message() {
            if (mayGo == 0) {
                return "";
            }
            mayGo--;
            return "message " + target + "\n" + subscribed + " " + sent++;
        }

        /** The client is told this. */
        synchronized void hear(String[] words, String text) {
            switch (words[0]) {
                case "subscribed" -> {
                    require(!open && ends < subscribed, "one stream at a time");
                    open = true;
                    next = 0;
                    sent = 0;
                    mayCome = credits.get(ends);
                    mayGo = Integer.parseInt(words[2]);
                }
                case "message" -> {
                    require(open && text.equals(ends + 1 + " " + next++), "the next message of this stream: " + text);
                    require(mayCome-- > 0, "a message that there is credit for");
                }
                case "credit" -> {
                    require(open, "credit for a stream that is open");
                    mayGo += Integer.parseInt(words[2]);
                }
                case "end" -> {
                    require(ends < subscribed, "one end each");
                    ends++;
                    open = false;
                }
                default -> throw new AssertionError("the client did nothing wrong: " + String.join(" ", words) + text);
            }
        }

        synchronized boolean isOver() {
            return ends == subscribed;
        }
    }

    private final List<Side> sides = new ArrayList<>();
    private final Semaphore work = new Semaphore(0);
    private final Semaphore opening = new Semaphore(64); // more at once would be refused
    private final AtomicInteger opened = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();
    private final AtomicInteger received = new AtomicInteger();
    private final SharedConnection connection = new SharedConnection(
            TransportConfig.builder().inboxMessages(WINDOW).outboxMessages(100_000).build(),
            (subscription, asked, done) -> Thread.ofVirtual().start(() -> {
                serve(subscription, asked.cursor());
                done.run();
                opening.release();
            }), work::release);

    private void serve(Subscription subscription, Optional<String> number) {
        connection.open(subscription).ifPresent(stream -> {
            opened.incrementAndGet();
            stream.whenClosed().thenAccept(close -> closed.incrementAndGet());
            Thread.ofVirtual().start(() -> send(stream, number.orElseThrow()));
            Thread.ofVirtual().start(() -> receive(stream, number.orElseThrow()));
        });
    }

    private static void send(LiveStream<String, String> stream, String number) {
        int most = ThreadLocalRandom.current().nextInt(60);
        try {
            for (int i = 0; i < most; i++) {
                stream.send(number + " " + i);
            }
            stream.close();
        } catch (StreamClosedException e) {
            // Its client has left.
        }
    }

    private void receive(LiveStream<String, String> stream, String number) {
        int next = 0;
        for (String message : stream) {
            if (!message.equals(number + " " + next++)) {
                received.addAndGet(-1_000_000);
            }
            received.incrementAndGet();
        }
    }

    @Test
    @DisplayName("bring every message once and in order within the credit, one end each, and nothing of one to another")
    void comingAndGoing() {
        for (int i = 0; i < TARGETS; i++) {
            sides.add(new Side("/s/" + i));
        }
        Crew crew = Crew.start(2, number -> {
            if (number == 0) {
                talk();
            } else {
                listen();
            }
        });
        crew.join();
        await().until(() -> closed.get() == opened.get());
        assertThat(opened.get()).isGreaterThan(50);
        assertThat(received.get()).isPositive();
        assertThat(connection.all.streams()).isEmpty();
    }

    private void talk() throws InterruptedException {
        Random random = new Random(ThreadLocalRandom.current().nextLong());
        for (int step = 0; step < STEPS; step++) {
            String frame = sides.get(random.nextInt(TARGETS)).say(random);
            if (frame.startsWith("subscribe")) {
                opening.acquire();
            }
            if (!frame.isEmpty()) {
                connection.receive(frame);
            } else {
                Thread.onSpinWait();
            }
        }
        sides.forEach(side -> connection.receive("unsubscribe " + side.target + "\n"));
    }

    private void listen() throws InterruptedException {
        boolean over = false;
        while (!over) {
            over = !work.tryAcquire(500, TimeUnit.MILLISECONDS) && sides.stream().allMatch(Side::isOver);
            work.drainPermits();
            for (String frame = connection.poll(); frame != null; frame = connection.poll()) {
                String[] parts = frame.split("\n", 2);
                String[] words = parts[0].split(" ");
                sides.get(words[1].charAt(3) - '0').hear(words, parts[1]);
            }
        }
    }

    @Test
    @DisplayName("end once each at shutdown, at any moment, and before the goodbye")
    void shutdown() {
        for (int round = 0; round < 150; round++) {
            Semaphore ready = new Semaphore(0);
            Queue<Subscription> pending = new ConcurrentLinkedQueue<>();
            SharedConnection shared = new SharedConnection(TransportConfig.builder().build(),
                    (subscription, asked, done) -> pending.add(subscription), ready::release);
            for (int i = 0; i < TARGETS; i++) {
                shared.receive("subscribe /s/" + i + " " + i % 2 + " 0\n");
            }
            List<String> frames = new ArrayList<>();
            Crew.start(3, number -> {
                switch (number) {
                    case 0 -> openAll(shared, pending);
                    case 1 -> shared.connection.stream().end(new Close(Cause.SHUTDOWN, 1_001, "over"));
                    default -> {
                        while (!frames.contains("close")) {
                            require(ready.tryAcquire(5, TimeUnit.SECONDS), "the close, behind " + frames);
                            frames.addAll(shared.pollAll());
                        }
                    }
                }
            }).join();
            frames.addAll(shared.pollAll());
            assertThat(frames).last().isEqualTo("close");
            assertThat(frames.get(frames.size() - 2)).startsWith("goodbye ");
            assertThat(targets(frames, "end")).containsExactlyInAnyOrderElementsOf(targets(frames, "subscribed"));
        }
    }

    private static void openAll(SharedConnection shared, Queue<Subscription> pending) {
        pending.forEach(subscription -> shared.open(subscription).ifPresent(stream -> {
            stream.offer("hello");
            if (subscription.target().endsWith("1")) {
                stream.close();
            }
        }));
    }

    private static List<String> targets(List<String> frames, String word) {
        return frames.stream().filter(frame -> frame.startsWith(word + " ")).map(frame -> frame.split(" ", 3)[1])
                .toList();
    }
}
