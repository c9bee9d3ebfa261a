package dev.sluice.internal.stream;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

/**
 * The messages that wait for the handler. Invariant: while {@code maxMessages} or {@code maxBytes} of them wait, reading
 * is paused, so that only what one read brought can come on top; it is resumed when half of both is free again.
 */
final class Inbox {

    private final int maxMessages;
    private final int maxBytes;
    private final Valve valve;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final Condition room = lock.newCondition();
    private final ArrayDeque<byte[]> waiting = new ArrayDeque<>(4);
    private int bytes;
    private boolean paused;
    private boolean ended;

    Inbox(int maxMessages, int maxBytes, Valve valve) {
        this.maxMessages = maxMessages;
        this.maxBytes = maxBytes;
        this.valve = valve;
    }

    /** Adds a message; after the end it is dropped. */
    void add(byte[] message) {
        lock.lock();
        try {
            if (ended) {
                return;
            }
            waiting.add(message);
            bytes += message.length;
            arrived.signal();
            if (!paused && (waiting.size() >= maxMessages || bytes >= maxBytes)) {
                paused = true;
                valve.pauseReading();
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes the next message, waiting for it without limit.
     *
     * @return null at the end
     * @throws CancellationException if the thread is interrupted while waiting
     */
    byte @Nullable [] take() {
        return told(next());
    }

    private byte @Nullable [] next() {
        lock.lock();
        try {
            while (waiting.isEmpty() && !ended) {
                arrived.await();
            }
            return remove();
        } catch (InterruptedException e) {
            throw interrupted();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes the next message, waiting for it as long as said.
     *
     * @return null at the end, or when the time is over
     * @throws CancellationException if the thread is interrupted while waiting
     */
    byte @Nullable [] take(Duration timeout) {
        return told(next(timeout));
    }

    private byte @Nullable [] told(byte @Nullable [] message) {
        if (message != null) {
            valve.taken(message.length);
        }
        return message;
    }

    private byte @Nullable [] next(Duration timeout) {
        long left = TimeUnit.NANOSECONDS.convert(timeout);
        lock.lock();
        try {
            while (waiting.isEmpty() && !ended && left > 0) {
                left = arrived.awaitNanos(left);
            }
            return remove();
        } catch (InterruptedException e) {
            throw interrupted();
        } finally {
            lock.unlock();
        }
    }

    /** Adds no more messages; those that wait can still be taken, unless they are dropped. */
    void end(boolean drop) {
        lock.lock();
        try {
            ended = true;
            if (drop) {
                waiting.clear();
                bytes = 0;
            }
            arrived.signalAll();
            resumeIfPaused();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until reading is not paused, as after the end.
     *
     * @return whether it is not, within this time
     * @throws InterruptedException if the thread is interrupted while waiting
     */
    boolean awaitRoom(Duration atMost) throws InterruptedException {
        long left = TimeUnit.NANOSECONDS.convert(atMost);
        lock.lock();
        try {
            while (paused && left > 0) {
                left = room.awaitNanos(left);
            }
            return !paused;
        } finally {
            lock.unlock();
        }
    }

    /** Whether reading is paused, so that silence says nothing about the client. */
    boolean isPaused() {
        lock.lock();
        try {
            return paused;
        } finally {
            lock.unlock();
        }
    }

    private byte @Nullable [] remove() {
        byte[] next = waiting.poll();
        if (next != null) {
            bytes -= next.length;
            if (waiting.size() <= maxMessages / 2 && bytes <= maxBytes / 2) {
                resumeIfPaused();
            }
        }
        return next;
    }

    private void resumeIfPaused() {
        if (paused) {
            paused = false;
            room.signalAll();
            valve.resumeReading();
        }
    }

    private static CancellationException interrupted() {
        Thread.currentThread().interrupt();
        return new CancellationException("interrupted while waiting for a message");
    }
}
