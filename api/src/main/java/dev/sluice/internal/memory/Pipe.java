package dev.sluice.internal.memory;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * One direction of a connection: bytes that were written and are not yet read, bounded. Thread-safe. The invariant, under
 * the lock: {@code count} is at least 0 and at most {@code capacity}, and every change that lets somebody go on signals them.
 */
final class Pipe {

    /** Waits as long as it takes. */
    static final int FOREVER = 0;

    private static final int SMALLEST = 512;

    private final int capacity;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition readable = lock.newCondition();
    private final Condition writable = lock.newCondition();
    private byte[] ring = {};
    private int first;
    private int count;
    private boolean ended;
    private boolean reset;
    private boolean abandoned;

    /**
     * An empty pipe.
     *
     * @param capacity how many bytes it holds, 1 or more; a writer waits while it is full
     */
    Pipe(int capacity) {
        this.capacity = capacity;
    }

    /**
     * Writes all of it; waits while the pipe is full.
     *
     * @param millis how long to wait for each bit of room, or {@link #FOREVER}
     * @throws SocketTimeoutException if that was too long; a part may have been written
     * @throws SocketException if the pipe was ended or reset, or nobody reads it any more
     */
    void write(byte[] bytes, int from, int length, int millis) throws IOException {
        lock.lock();
        try {
            int written = 0;
            while (written < length) {
                awaitRoom(millis);
                written += put(bytes, from + written, length - written);
            }
        } catch (InterruptedException e) {
            throw interrupted("writing");
        } finally {
            lock.unlock();
        }
    }

    private void awaitRoom(int millis) throws IOException, InterruptedException {
        await(writable, millis, () -> isTaken() && count == capacity, "room for more bytes");
        if (reset) {
            throw new SocketException("Connection reset");
        }
        if (ended) {
            throw new SocketException("Socket output is shutdown");
        }
        if (abandoned) {
            throw new SocketException("Broken pipe");
        }
    }

    private boolean isTaken() {
        return !reset && !ended && !abandoned;
    }

    private int put(byte[] bytes, int from, int length) {
        int n = Math.min(length, capacity - count);
        if (count + n > ring.length) {
            grow(count + n);
        }
        int at = (first + count) % ring.length;
        int straight = Math.min(n, ring.length - at);
        System.arraycopy(bytes, from, ring, at, straight);
        System.arraycopy(bytes, from + straight, ring, 0, n - straight);
        count += n;
        readable.signalAll();
        return n;
    }

    private void grow(int needed) {
        byte[] larger = new byte[(int) Math.min(capacity, Math.max(2L * needed, SMALLEST))];
        int straight = Math.min(count, ring.length - first);
        System.arraycopy(ring, first, larger, 0, straight);
        System.arraycopy(ring, 0, larger, straight, count - straight);
        ring = larger;
        first = 0;
    }

    /**
     * Reads some; waits while there is nothing. What was written before a reset is still read.
     *
     * @param millis how long to wait, or {@link #FOREVER}
     * @return how many bytes, or -1 at the end
     * @throws SocketTimeoutException if it was too long
     * @throws SocketException if the pipe was reset, or is not to be read any more
     */
    int read(byte[] bytes, int from, int length, int millis) throws IOException {
        if (length == 0) {
            return 0;
        }
        lock.lock();
        try {
            await(readable, millis, () -> isTaken() && count == 0, "bytes");
            if (abandoned) {
                throw new SocketException("Socket closed");
            }
            if (count == 0) {
                return endOfBytes();
            }
            return take(bytes, from, length);
        } catch (InterruptedException e) {
            throw interrupted("reading");
        } finally {
            lock.unlock();
        }
    }

    private int endOfBytes() throws SocketException {
        if (reset) {
            throw new SocketException("Connection reset");
        }
        return -1;
    }

    private int take(byte[] bytes, int from, int length) {
        int n = Math.min(length, count);
        int straight = Math.min(n, ring.length - first);
        System.arraycopy(ring, first, bytes, from, straight);
        System.arraycopy(ring, 0, bytes, from + straight, n - straight);
        first = (first + n) % ring.length;
        count -= n;
        writable.signalAll();
        return n;
    }

    private static void await(Condition condition, int millis, BooleanSupplier waiting, String what)
            throws SocketTimeoutException, InterruptedException {
        long left = millis == FOREVER ? Long.MAX_VALUE : MILLISECONDS.toNanos(millis);
        while (waiting.getAsBoolean()) {
            if (left <= 0) {
                throw new SocketTimeoutException("no " + what + " within " + millis + " ms");
            }
            left = condition.awaitNanos(left);
        }
    }

    private static InterruptedIOException interrupted(String what) {
        Thread.currentThread().interrupt();
        return new InterruptedIOException("interrupted while " + what);
    }

    /** How many bytes can be read without waiting. */
    int available() {
        lock.lock();
        try {
            return abandoned ? 0 : count;
        } finally {
            lock.unlock();
        }
    }

    /** Nothing more is written: the reader comes to the end, a writer that waits fails. */
    void end() {
        change(() -> ended = true);
    }

    /** The connection is broken: a writer fails, and a reader does behind what it still gets. */
    void reset() {
        change(() -> reset = true);
    }

    /** Nothing more is read: what is there is dropped, writer and reader fail. */
    void abandon() {
        change(() -> {
            abandoned = true;
            count = 0;
            ring = new byte[0];
            first = 0;
        });
    }

    private void change(Runnable what) {
        lock.lock();
        try {
            what.run();
            readable.signalAll();
            writable.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
