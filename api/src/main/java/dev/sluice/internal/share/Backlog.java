package dev.sluice.internal.share;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import dev.sluice.internal.stream.Valve;

/**
 * What waits for the handlers of all streams of one connection. Invariant: reading is paused from when {@code most} bytes
 * wait until half of that does, which requests alone never bring about; a stream that was let go waits for nothing.
 */
final class Backlog {

    private final long most;
    private final Valve valve;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition room = lock.newCondition();
    private long bytes;
    private boolean paused;
    private boolean over;

    Backlog(long most, Valve valve) {
        this.most = most;
        this.valve = valve;
    }

    /** What waits for the handler of one stream. */
    final class Part {

        private long held;
        private boolean gone;

        void add(int more) {
            change(more);
        }

        /** Adds so much if reading goes on even so. */
        boolean addIfRoom(int more) {
            lock.lock();
            try {
                boolean room = bytes + more < most;
                if (room) {
                    change(more);
                }
                return room;
            } finally {
                lock.unlock();
            }
        }

        void take(int less) {
            change(-less);
        }

        private void change(int by) {
            lock.lock();
            try {
                if (!gone) {
                    held += by;
                    changed(by);
                }
            } finally {
                lock.unlock();
            }
        }

        /** The stream has ended: nobody waits for its handler. */
        void letGo() {
            lock.lock();
            try {
                if (!gone) {
                    gone = true;
                    changed(-held);
                }
            } finally {
                lock.unlock();
            }
        }
    }

    /** Waits until reading is not paused, or nothing is read any more; false if it was, all this time. */
    boolean awaitRoom(Duration atMost) throws InterruptedException {
        long left = atMost.toNanos();
        lock.lock();
        try {
            while (paused && !over && left > 0) {
                left = room.awaitNanos(left);
            }
            return !paused || over;
        } finally {
            lock.unlock();
        }
    }

    /** Nothing is read any more. */
    void end() {
        lock.lock();
        try {
            over = true;
            room.signalAll();
        } finally {
            lock.unlock();
        }
    }

    boolean isPaused() {
        lock.lock();
        try {
            return paused;
        } finally {
            lock.unlock();
        }
    }

    private void changed(long by) {
        bytes += by;
        if (!paused && bytes >= most) {
            paused = true;
            valve.pauseReading();
        } else if (paused && bytes <= most / 2) {
            paused = false;
            room.signalAll();
            valve.resumeReading();
        }
    }
}
