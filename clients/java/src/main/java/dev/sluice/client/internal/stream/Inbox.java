package dev.sluice.client.internal.stream;

import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import dev.sluice.client.Gap;

/**
 * What came and was not received yet, in order. No more than {@code capacity} messages are in it, and nothing enters it after the
 * end. Thread-safe.
 */
final class Inbox {

    /** What may be in it. */
    sealed interface Item {

        /** A place in a topic. */
        record Place(String cursor) implements Item {}

        /** Something was missed. */
        record Missing(Gap gap) implements Item {}

        /** A message. */
        @SuppressWarnings("ArrayRecordComponent") // On its way to a codec, never compared.
        record Received(byte[] body, Optional<String> cursor) implements Item {}
    }

    private final int capacity;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Queue<Item> items = new ArrayDeque<>();
    private int messages;
    private boolean ended;

    Inbox(int capacity) {
        this.capacity = capacity;
    }

    /** Adds what takes no room. */
    void note(Item item) {
        lock.lock();
        try {
            if (!ended) {
                items.add(item);
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Adds a message; waits for room. */
    void put(Item.Received message) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!ended && messages == capacity) {
                changed.await();
            }
            add(message);
        } finally {
            lock.unlock();
        }
    }

    /** Adds a message; false if there is no room for it. */
    boolean offer(Item.Received message) {
        lock.lock();
        try {
            if (!ended && messages == capacity) {
                return false;
            }
            add(message);
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void add(Item.Received message) {
        if (!ended) {
            items.add(message);
            messages++;
            changed.signalAll();
        }
    }

    /** The next one; waits for it at most so long. Empty also at the end. */
    Optional<Item> take(long nanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = nanos;
            while (items.isEmpty() && !ended && left > 0) {
                left = changed.awaitNanos(left);
            }
            Optional<Item> item = Optional.ofNullable(items.poll());
            if (item.orElse(null) instanceof Item.Received) {
                messages--;
                changed.signalAll();
            }
            return item;
        } finally {
            lock.unlock();
        }
    }

    /** For how many messages there is room. */
    int room() {
        lock.lock();
        try {
            return capacity - messages;
        } finally {
            lock.unlock();
        }
    }

    /** Nothing comes any more; what came may be dropped. */
    void end(boolean drop) {
        lock.lock();
        try {
            ended = true;
            if (drop) {
                items.clear();
                messages = 0;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
