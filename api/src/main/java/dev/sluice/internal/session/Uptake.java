package dev.sluice.internal.session;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

import dev.sluice.TimeSource;
import dev.sluice.internal.frame.ClientFrame;

/**
 * The client's frames, by their numbers. Invariant, under the lock: every frame up to {@code received} has been taken, once
 * and in order, and none behind it.
 */
final class Uptake {

    /** How often the clock is looked at, which may be one that a test moves. */
    private static final Duration LOOK = Duration.ofMillis(100);

    /** How many POSTs may wait at once: one for the handler, others for that one. Each holds a body. */
    static final int MOST_WAITING = 8;

    /** Who takes the frames. */
    interface Taker {

        /** Whether nothing is taken any more. */
        boolean isOver();

        /** Waits for room for a message, or the end of the session; false if there was none within this time. */
        boolean awaitRoom(Duration atMost) throws InterruptedException;

        /** Takes a frame; never waits. */
        void take(ClientFrame frame);
    }

    /** What became of the frames of a POST. */
    enum Result {
        /** They were taken, or as many as there was room for. */
        TAKEN,
        /** A frame is missing before them. */
        GAP,
        /** The session ended before they were all taken. */
        OVER
    }

    private final TimeSource time;
    private final Duration patience;
    private final Taker taker;
    private final ReentrantLock lock = new ReentrantLock();
    private final Semaphore places = new Semaphore(MOST_WAITING);
    private volatile long received;

    /**
     * Nothing taken yet.
     *
     * @param patience how long a POST waits for the handler, by {@code time}
     */
    Uptake(TimeSource time, Duration patience, Taker taker) {
        this.time = time;
        this.patience = patience;
        this.taker = taker;
    }

    /** Up to which frame all was taken. */
    long received() {
        return received;
    }

    /**
     * Takes those of these frames that were not taken before, as far as there is room in time; none where too many others
     * wait already.
     *
     * @param first the number of the first one
     * @throws InterruptedException if the thread is interrupted while waiting
     */
    Result take(long first, List<ClientFrame> frames) throws InterruptedException {
        if (!places.tryAcquire()) {
            return nothingTaken(first);
        }
        try {
            return takeInTurn(first, frames);
        } finally {
            places.release();
        }
    }

    private Result nothingTaken(long first) {
        return first > received + 1 ? Result.GAP : Result.TAKEN;
    }

    private Result takeInTurn(long first, List<ClientFrame> frames) throws InterruptedException {
        long begin = time.nanos();
        if (!until(begin, atMost -> lock.tryLock(atMost.toNanos(), TimeUnit.NANOSECONDS))) {
            return nothingTaken(first);
        }
        try {
            if (first > received + 1) {
                return Result.GAP;
            }
            return takeNew(begin, first, frames);
        } finally {
            lock.unlock();
        }
    }

    private Result takeNew(long begin, long first, List<ClientFrame> frames) throws InterruptedException {
        for (long number = received + 1; number < first + frames.size(); number++) {
            ClientFrame frame = frames.get((int) (number - first));
            if (frame instanceof ClientFrame.Message && !until(begin, taker::awaitRoom)) {
                return Result.TAKEN;
            }
            if (taker.isOver()) {
                return Result.OVER;
            }
            taker.take(frame);
            received = number;
        }
        return Result.TAKEN;
    }

    private interface Wait {

        boolean within(Duration atMost) throws InterruptedException;
    }

    private boolean until(long begin, Wait wait) throws InterruptedException {
        boolean done = wait.within(Duration.ZERO);
        while (!done && time.nanos() - begin < patience.toNanos()) {
            done = wait.within(LOOK);
        }
        return done;
    }
}
