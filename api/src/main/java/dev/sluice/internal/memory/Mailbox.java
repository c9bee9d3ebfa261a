package dev.sluice.internal.memory;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

import dev.sluice.Close;
import dev.sluice.StreamClosedException;
import org.jspecify.annotations.Nullable;

/**
 * What a client has read and nobody has received. Thread-safe. The invariant, under the lock: once there is an end it stays the
 * same and nothing is added, and every change signals those who wait.
 */
final class Mailbox {

    private static final Duration FOREVER = Duration.ofDays(10_000);

    private final int readAhead;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Queue<Received> messages = new ArrayDeque<>();
    private int receivers;
    private int awaitingEnd;
    private boolean unbounded;
    private @Nullable Close end;

    /**
     * An empty one.
     *
     * @param readAhead how many messages there may be that nobody waits for
     */
    Mailbox(int readAhead) {
        this.readAhead = readAhead;
    }

    /** Waits until there is room for a message. */
    void awaitRoom() {
        lock.lock();
        try {
            while (!unbounded && end == null && awaitingEnd == 0 && messages.size() - receivers >= readAhead) {
                changed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    /** There is always room from now on, so that the end can come. */
    void unbind() {
        change(() -> unbounded = true);
    }

    void put(Received message) {
        change(() -> {
            if (end == null) {
                messages.add(message);
            }
        });
    }

    /** Nothing comes any more. No effect the second time. */
    void end(Close how) {
        change(() -> end = end == null ? how : end);
    }

    private void change(Runnable what) {
        lock.lock();
        try {
            what.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** How it ended, if it has. */
    Optional<Close> end() {
        lock.lock();
        try {
            return Optional.ofNullable(end);
        } finally {
            lock.unlock();
        }
    }

    /** How many messages are there. */
    int size() {
        lock.lock();
        try {
            return messages.size();
        } finally {
            lock.unlock();
        }
    }

    /**
     * The next message.
     *
     * @return empty if none came in time
     * @throws StreamClosedException if none can come
     * @throws CancellationException if the thread is interrupted while waiting
     */
    Optional<Received> take(Duration deadline) {
        lock.lock();
        try {
            receivers++;
            changed.signalAll();
            await(deadline, () -> !messages.isEmpty() || end != null);
            if (messages.isEmpty() && end != null) {
                throw new StreamClosedException(end);
            }
            return Optional.ofNullable(messages.poll());
        } finally {
            receivers--;
            changed.signalAll();
            lock.unlock();
        }
    }

    /**
     * How it ended; waits for it, with room for whatever comes before.
     *
     * @return empty if it did not in time
     * @throws CancellationException if the thread is interrupted while waiting
     */
    Optional<Close> awaitEnd(Duration deadline) {
        lock.lock();
        try {
            awaitingEnd++;
            changed.signalAll();
            await(deadline, () -> end != null);
            return Optional.ofNullable(end);
        } finally {
            awaitingEnd--;
            lock.unlock();
        }
    }

    private void await(Duration deadline, BooleanSupplier done) {
        long left = deadline.compareTo(FOREVER) < 0 ? deadline.toNanos() : FOREVER.toNanos();
        try {
            while (!done.getAsBoolean() && left > 0) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted while waiting for a server");
        }
    }
}
