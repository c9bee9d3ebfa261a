package dev.sluice.helidon;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

/**
 * A task that runs on a virtual thread of its own while there is something to do. Invariant: it runs on one thread at a
 * time, at least once after each {@link #wake()} that came after {@link #open()}, and never after a stop was awaited.
 */
final class OnDemand {

    private enum State {
        IDLE, RUNNING, AGAIN, STOPPED
    }

    private static final Logger LOG = System.getLogger("dev.sluice.helidon");

    private final Runnable task;
    // Until it is opened it counts as running, so that a wake-up is kept and starts nothing.
    private final AtomicReference<State> state = new AtomicReference<>(State.RUNNING);
    private final Semaphore stopped = new Semaphore(0);
    private volatile @Nullable Thread runner;

    OnDemand(Runnable task) {
        this.task = task;
    }

    /** Lets it run; called once, before any stop. */
    void open() {
        if (again()) {
            start();
        }
    }

    /** Runs the task soon. Never blocks. */
    void wake() {
        while (true) {
            switch (state.get()) {
                case IDLE -> {
                    if (state.compareAndSet(State.IDLE, State.RUNNING)) {
                        start();
                        return;
                    }
                }
                case RUNNING -> {
                    if (state.compareAndSet(State.RUNNING, State.AGAIN)) {
                        return;
                    }
                }
                case AGAIN, STOPPED -> {
                    return;
                }
            }
        }
    }

    private void start() {
        Thread thread = Thread.ofVirtual().name("sluice-helidon-writer").unstarted(this::run);
        runner = thread;
        thread.start();
    }

    private void run() {
        do {
            runTask();
        } while (again());
    }

    private void runTask() {
        try {
            task.run();
        } catch (Throwable t) {
            // Thrown on, it would leave the state as if it ran for ever.
            LOG.log(Level.ERROR, "a link failed", t);
        }
    }

    private boolean again() {
        if (state.compareAndSet(State.RUNNING, State.IDLE)) {
            return false;
        }
        if (state.compareAndSet(State.AGAIN, State.RUNNING)) {
            return true;
        }
        stopped.release();
        return false;
    }

    /** Interrupts the run that is under way, if there is one. */
    void interrupt() {
        Thread thread = runner;
        if (thread != null) {
            thread.interrupt();
        }
    }

    /** Lets nothing start any more; a run that is under way goes on to its end. Called once. */
    void stop() {
        if (state.getAndSet(State.STOPPED) == State.IDLE) {
            stopped.release();
        }
    }

    /** Whether nothing runs any more, after waiting at most this long; an interrupt ends the waiting and is kept. */
    boolean awaitStop(Duration atMost) {
        try {
            boolean idle = stopped.tryAcquire(atMost.toNanos(), TimeUnit.NANOSECONDS);
            if (idle) {
                stopped.release();
            }
            return idle;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Waits until nothing runs any more. */
    void awaitStop() {
        stopped.acquireUninterruptibly();
        stopped.release();
    }
}
