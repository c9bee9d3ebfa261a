package dev.sluice.internal.engine;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What is alive: connections or handlers. Invariant: whoever waits for it to be empty is woken when the last one leaves.
 */
final class Population<T> {

    private final Set<T> members = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition left = lock.newCondition();

    void add(T member) {
        members.add(member);
    }

    void remove(T member) {
        if (members.remove(member) && members.isEmpty()) {
            lock.lock();
            try {
                left.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    int size() {
        return members.size();
    }

    Iterable<T> members() {
        return members;
    }

    /** Waits until there is nobody; an interrupt ends the waiting and stays set. */
    void awaitNone(Duration atMost) {
        long time = TimeUnit.NANOSECONDS.convert(atMost);
        lock.lock();
        try {
            while (!members.isEmpty() && time > 0) {
                time = left.awaitNanos(time);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }
}
