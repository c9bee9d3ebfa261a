package dev.sluice.internal.stream;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * The messages that wait for one client. Invariant: never more than {@code maxMessages} of them nor more than
 * {@code maxBytes} bytes, in the order in which they were taken, and none is taken once it is closed.
 */
final class Outbox {

    /** What became of a message. */
    enum Result {
        /** Taken, and it is the only one: the link must be told. */
        FIRST,
        /** Taken behind others. */
        QUEUED,
        /** Not taken: there is no room. */
        FULL,
        /** Not taken: the outbox is closed. */
        CLOSED
    }

    /** How many messages that go before all others may wait; as many notices may wait on top. */
    static final int MOST_AHEAD = 256;

    private final Writing writing;
    private final int maxMessages;
    private final int maxBytes;
    private final Runnable dropped;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition room = lock.newCondition();
    private final ArrayDeque<Message> waiting = new ArrayDeque<>(4);
    private int bytes;
    private boolean closed;
    private @Nullable ArrayDeque<Message> ahead; // most streams never have any
    private int aheadBytes;

    /**
     * An empty outbox.
     *
     * @param dropped told of each message that is dropped by a policy, with the lock held
     */
    Outbox(Writing writing, int maxMessages, int maxBytes, Runnable dropped) {
        this.writing = writing;
        this.maxMessages = maxMessages;
        this.maxBytes = maxBytes;
        this.dropped = dropped;
    }

    /** Takes a message if there is room. */
    Result offer(Message message) {
        lock.lock();
        try {
            return add(message);
        } finally {
            lock.unlock();
        }
    }

    /** Takes a notice, which is small, and is polled before all messages; it has room where they have none. */
    Result putAhead(Message notice) {
        lock.lock();
        try {
            if (closed) {
                return Result.CLOSED;
            }
            if (aheadCount() >= 2 * MOST_AHEAD) {
                return Result.FULL;
            }
            addAhead(notice);
            return Result.QUEUED;
        } finally {
            lock.unlock();
        }
    }

    /** Takes a message that is polled before all others, if those that are so have room for it. */
    Result offerAhead(Message message) {
        lock.lock();
        try {
            if (closed) {
                return Result.CLOSED;
            }
            if (aheadCount() >= MOST_AHEAD || (aheadBytes > 0 && size(message) > maxBytes - aheadBytes)) {
                return Result.FULL;
            }
            addAhead(message);
            return Result.QUEUED;
        } finally {
            lock.unlock();
        }
    }

    private void addAhead(Message message) {
        if (ahead == null) {
            ahead = new ArrayDeque<>(4);
        }
        ahead.add(message);
        aheadBytes += size(message);
    }

    /** Takes a message if there is room, and drops it otherwise. */
    Result offerOrDrop(Message message) {
        lock.lock();
        try {
            Result result = add(message);
            if (result == Result.FULL) {
                dropped.run();
            }
            return result;
        } finally {
            lock.unlock();
        }
    }

    /** Takes a message, dropping the oldest ones until it fits. */
    Result offerDroppingOldest(Message message) {
        lock.lock();
        try {
            return addDroppingOldest(message);
        } finally {
            lock.unlock();
        }
    }

    /** Takes a message in place of the waiting one of its key, dropping the oldest ones if it does not fit even so. */
    Result offerConflating(Message message) {
        lock.lock();
        try {
            if (!closed && couldHold(message)) {
                removeReplacedBy(message);
            }
            return addDroppingOldest(message);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes a message, waiting for room.
     *
     * @return never {@link Result#FULL}
     * @throws CancellationException if the thread is interrupted while waiting
     */
    Result put(Message message) {
        return put(() -> add(message));
    }

    /**
     * Takes a message that is polled before all others, waiting for room.
     *
     * @return never {@link Result#FULL}
     * @throws CancellationException if the thread is interrupted while waiting
     */
    Result putAheadInTurn(Message message) {
        return put(() -> offerAhead(message));
    }

    private Result put(Supplier<Result> take) {
        lock.lock();
        try {
            Result result = take.get();
            while (result == Result.FULL) {
                room.await();
                result = take.get();
            }
            return result;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted while waiting for the client");
        } finally {
            lock.unlock();
        }
    }

    /** The oldest message, which leaves; null if none waits. */
    @Nullable
    Message poll() {
        lock.lock();
        try {
            Message first = takeAhead();
            if (first != null) {
                return first;
            }
            Message oldest = waiting.poll();
            if (oldest != null) {
                left(oldest);
            }
            return oldest;
        } finally {
            lock.unlock();
        }
    }

    /** The first message of those that go before all others, which leaves; null if there is none. */
    @Nullable
    Message pollAhead() {
        lock.lock();
        try {
            return takeAhead();
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Message takeAhead() {
        Message first = ahead == null ? null : ahead.poll();
        if (first != null) {
            aheadBytes -= size(first);
            room.signalAll();
        }
        return first;
    }

    private int aheadCount() {
        return ahead == null ? 0 : ahead.size();
    }

    /** Takes no more messages; those that wait stay or are dropped. */
    void close(boolean drop) {
        lock.lock();
        try {
            closed = true;
            if (drop) {
                waiting.clear();
                ahead = null;
                aheadBytes = 0;
                bytes = 0;
            }
            room.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Whether nothing waits and nothing will. */
    boolean isDone() {
        lock.lock();
        try {
            return closed && waiting.isEmpty() && aheadCount() == 0;
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    int room() {
        lock.lock();
        try {
            return maxMessages - waiting.size();
        } finally {
            lock.unlock();
        }
    }

    long bytes() {
        lock.lock();
        try {
            return bytes;
        } finally {
            lock.unlock();
        }
    }

    boolean isEmpty() {
        lock.lock();
        try {
            return waiting.isEmpty() && aheadCount() == 0;
        } finally {
            lock.unlock();
        }
    }

    /** Whether a message of this size could ever be taken. */
    boolean couldHold(Message message) {
        return size(message) <= maxBytes;
    }

    private Result add(Message message) {
        if (closed) {
            return Result.CLOSED;
        }
        int size = size(message);
        if (waiting.size() >= maxMessages || size > maxBytes - bytes) {
            return Result.FULL;
        }
        waiting.add(message);
        bytes += size;
        return waiting.size() == 1 ? Result.FIRST : Result.QUEUED;
    }

    private Result addDroppingOldest(Message message) {
        if (!closed && !couldHold(message)) {
            dropped.run();
            return Result.FULL;
        }
        Result result = add(message);
        while (result == Result.FULL) {
            left(waiting.remove());
            dropped.run();
            result = add(message);
        }
        return result;
    }

    private void removeReplacedBy(Message message) {
        for (Iterator<Message> older = waiting.descendingIterator(); older.hasNext();) {
            Message candidate = older.next();
            if (message.replaces(candidate)) {
                older.remove();
                left(candidate);
                dropped.run();
                return;
            }
        }
    }

    private void left(Message message) {
        bytes -= size(message);
        room.signalAll();
    }

    private int size(Message message) {
        return writing.of(message).length;
    }
}
