package dev.sluice.client.internal.stream;

import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import dev.sluice.Close;
import dev.sluice.StreamClosedException;
import dev.sluice.client.internal.carrier.Carrier;

/**
 * The way to the server. There is a carrier exactly while the server takes frames of this stream; a message is sent only for a
 * credit, which is used up by that. Thread-safe.
 */
final class Uplink {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private Optional<Carrier> carrier = Optional.empty();
    private long credit;
    private Optional<Close> end = Optional.empty();

    void open(Carrier to, int firstCredit) {
        change(() -> {
            carrier = end.isEmpty() ? Optional.of(to) : Optional.empty();
            credit = firstCredit;
        });
    }

    void add(int more) {
        change(() -> credit = Math.min(Integer.MAX_VALUE, credit + more));
    }

    void away() {
        change(() -> carrier = Optional.empty());
    }

    void end(Close close) {
        change(() -> {
            carrier = Optional.empty();
            end = Optional.of(close);
        });
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

    /** The carrier, if there is one now. */
    Optional<Carrier> now() {
        lock.lock();
        try {
            return carrier;
        } finally {
            lock.unlock();
        }
    }

    /** The carrier, for one message, if it may be sent now. */
    Optional<Carrier> takeCredit() {
        lock.lock();
        try {
            if (carrier.isEmpty() || credit == 0) {
                return Optional.empty();
            }
            credit--;
            return carrier;
        } finally {
            lock.unlock();
        }
    }

    /**
     * The carrier, for one message; waits until it may be sent.
     *
     * @throws StreamClosedException if the stream has ended
     */
    Carrier awaitCredit() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            Optional<Carrier> ready = takeCredit();
            while (ready.isEmpty()) {
                requireOpen();
                changed.await();
                ready = takeCredit();
            }
            return ready.get();
        } finally {
            lock.unlock();
        }
    }

    /**
     * The carrier; waits for it at most so long.
     *
     * @throws StreamClosedException if the stream has ended
     */
    Optional<Carrier> await(long nanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = nanos;
            while (carrier.isEmpty() && left > 0) {
                requireOpen();
                left = changed.awaitNanos(left);
            }
            requireOpen();
            return carrier;
        } finally {
            lock.unlock();
        }
    }

    private void requireOpen() {
        end.ifPresent(close -> {
            throw new StreamClosedException(close);
        });
    }
}
