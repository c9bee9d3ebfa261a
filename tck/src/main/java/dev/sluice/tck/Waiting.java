package dev.sluice.tck;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/** Waits with a deadline and a message; nothing in the kit sleeps. */
final class Waiting {

    private static final String DEADLINE_PROPERTY = "sluice.tck.deadlineMillis";
    private static final int DEFAULT_DEADLINE = 10_000;
    private static final Duration STILL = Duration.ofMillis(300);
    private static final Duration POLL = Duration.ofMillis(10);
    private static final Duration REST = Duration.ofMillis(150);

    private Waiting() {}

    /** For all that should happen soon: generous, since a loaded machine is no fault of the transport. */
    static Duration deadline() {
        return Duration.ofMillis(Integer.getInteger(DEADLINE_PROPERTY, DEFAULT_DEADLINE));
    }

    /** For what is noticed at once; far below every heartbeat that tests leave alone. */
    static Duration atOnce() {
        return deadline().multipliedBy(2).dividedBy(5);
    }

    /** The next element. */
    static <T> T take(BlockingQueue<T> queue, String what) {
        try {
            T element = queue.poll(deadline().toMillis(), MILLISECONDS);
            if (element == null) {
                throw late(what, deadline());
            }
            return element;
        } catch (InterruptedException e) {
            throw interrupted(what, e);
        }
    }

    /** The value of a stage, which must not fail. */
    static <T> T get(CompletionStage<T> stage, String what) {
        return get(stage, deadline(), what);
    }

    /** The value of a stage, which must not fail. */
    static <T> T get(CompletionStage<T> stage, Duration deadline, String what) {
        try {
            return stage.toCompletableFuture().get(deadline.toMillis(), MILLISECONDS);
        } catch (TimeoutException e) {
            throw late(what, deadline);
        } catch (ExecutionException e) {
            throw new AssertionError("failed: " + what, e.getCause());
        } catch (InterruptedException e) {
            throw interrupted(what, e);
        }
    }

    /** Runs a task, which may block, on a thread of its own. */
    static CompletableFuture<Void> runAside(Runnable task) {
        return CompletableFuture.runAsync(task, command -> Thread.ofVirtual().start(command));
    }

    /** Waits for a latch. */
    static void await(CountDownLatch latch, String what) {
        try {
            if (!latch.await(deadline().toMillis(), MILLISECONDS)) {
                throw late(what, deadline());
            }
        } catch (InterruptedException e) {
            throw interrupted(what, e);
        }
    }

    /** Waits until this is so. */
    static void until(String what, Callable<Boolean> condition) {
        until(what, deadline(), condition);
    }

    /** Waits until this is so. */
    static void until(String what, Duration deadline, Callable<Boolean> condition) {
        org.awaitility.Awaitility.await(what).pollDelay(Duration.ZERO).pollInterval(POLL).atMost(deadline)
                .until(condition);
    }

    /** Lets a transport that has nothing to do come to rest, even on a busy machine. */
    static void rest() {
        long begin = System.nanoTime();
        until("a moment passes", () -> System.nanoTime() - begin > REST.toNanos());
    }

    /**
     * Waits until this number has not changed for a while: whoever counts it is held back, or is done. A machine that is too busy
     * to look at it in between may be too busy to change it, so looks count as well as time.
     */
    static long untilStill(String what, LongSupplier number) {
        long[] seen = {-1, 0, 0};
        until(what + " comes to a standstill", deadline().multipliedBy(3), () -> {
            long now = number.getAsLong();
            if (now != seen[0]) {
                seen[0] = now;
                seen[1] = System.nanoTime();
                seen[2] = 0;
            }
            seen[2]++;
            return System.nanoTime() - seen[1] > STILL.toNanos() && seen[2] > STILL.dividedBy(POLL) / 2;
        });
        return seen[0];
    }

    private static AssertionError late(String what, Duration deadline) {
        return new AssertionError("not within " + deadline.toMillis() + " ms: " + what);
    }

    private static AssertionError interrupted(String what, InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new AssertionError("interrupted while waiting: " + what, cause);
    }
}
