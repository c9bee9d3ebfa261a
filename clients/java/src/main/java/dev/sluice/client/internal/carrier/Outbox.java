package dev.sluice.client.internal.carrier;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import dev.sluice.client.internal.wire.ClientFrame;
import dev.sluice.client.internal.wire.PostBody;

/**
 * The frames that the server has not said to have taken. The first one has the number {@code first}, the others follow without a
 * gap; a frame leaves when the server has taken it, or all do when the session is over. Thread-safe.
 */
final class Outbox {

    /** So many frames may wait before senders do. */
    static final int WINDOW = 256;

    /** So many events are received before the server is told. */
    private static final int EVENTS_UNTOLD = 64;

    private record Waiting(ClientFrame frame, CompletableFuture<Object> taken) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private long first = 1;
    private int untold;
    private boolean over;

    /** Completes when there is room for another. */
    CompletionStage<?> add(ClientFrame frame) {
        lock.lock();
        try {
            if (over) {
                return CompletableFuture
                        .failedFuture(new CarrierEndedException(CarrierEnd.lost("the session is over")));
            }
            Waiting added = new Waiting(frame, new CompletableFuture<>());
            waiting.add(added);
            changed.signalAll();
            return waiting.size() <= WINDOW ? CompletableFuture.completedFuture("") : added.taken;
        } finally {
            lock.unlock();
        }
    }

    /** Notes an event, of which the server is told some time. */
    void eventCame() {
        lock.lock();
        try {
            untold++;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until there is something to say; false if the session is over. */
    boolean awaitWork() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!over && waiting.isEmpty() && untold < EVENTS_UNTOLD) {
                changed.await();
            }
            untold = 0;
            return !over;
        } finally {
            lock.unlock();
        }
    }

    /** The number of the first frame. */
    long first() {
        lock.lock();
        try {
            return first;
        } finally {
            lock.unlock();
        }
    }

    /** As many frames from the first on as fit a body of this size, at least one if there is one. */
    List<ClientFrame> batch(int bytes) {
        lock.lock();
        try {
            List<ClientFrame> batch = new ArrayList<>();
            int size = 0;
            for (Waiting next : waiting) {
                size += PostBody.size(next.frame);
                if (size > bytes && !batch.isEmpty()) {
                    break;
                }
                batch.add(next.frame);
            }
            return batch;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Lets go of what was taken.
     *
     * @return false if the server says something that cannot be: it forgot frames, or took some that were never sent
     */
    boolean takenUpTo(long number) {
        List<Waiting> taken = new ArrayList<>();
        lock.lock();
        try {
            if (number < first - 1 || number >= first + waiting.size()) {
                return false;
            }
            while (first <= number) {
                taken.add(waiting.remove());
                first++;
            }
        } finally {
            lock.unlock();
        }
        taken.forEach(it -> it.taken.complete(""));
        return true;
    }

    /** Lets go of everything. */
    void close() {
        List<Waiting> left;
        lock.lock();
        try {
            over = true;
            left = List.copyOf(waiting);
            waiting.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        left.forEach(it -> it.taken
                .completeExceptionally(new CarrierEndedException(CarrierEnd.lost("the session is over"))));
    }
}
