package dev.sluice.undertow;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.xnio.XnioIoThread;

/**
 * What the links of one I/O thread have to do. The rule that loses nothing: while a task is in the queue a run is
 * certain to come. An I/O thread selects only when it has no task left, so one task for each of a thousand members of a busy
 * topic would keep it from ever reading: all of them share one, which stops after a while and goes on behind the selector.
 */
final class Turns implements Runnable {

    private static final Logger LOG = System.getLogger("dev.sluice.undertow");
    private static final ThreadLocal<Turns> OF_THREAD = ThreadLocal
            .withInitial(() -> new Turns(XnioIoThread.requireCurrentThread()));
    private static final long LONGEST_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    /** The shortest that there is. */
    private static final long PAUSE_MILLIS = 1;

    private final XnioIoThread thread;
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean due = new AtomicBoolean();

    private Turns(XnioIoThread thread) {
        this.thread = thread;
    }

    /** Those of this I/O thread. */
    static Turns ofCurrentThread() {
        return OF_THREAD.get();
    }

    /** Runs this soon, on the I/O thread; not at all if that is stopping, when it closes every connection. */
    void add(Runnable task) {
        waiting.add(task);
        if (due.compareAndSet(false, true)) {
            runAgain(0);
        }
    }

    private void runAgain(long millis) {
        try {
            thread.executeAfter(this, millis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            waiting.clear();
        }
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (Throwable t) {
            // Thrown on, it would end the turns of all others.
            LOG.log(Level.ERROR, "a link failed", t);
        }
    }

    @Override
    public void run() {
        long begin = System.nanoTime();
        Runnable next = waiting.poll();
        while (next != null) {
            run(next);
            next = System.nanoTime() - begin < LONGEST_NANOS ? waiting.poll() : null;
        }
        if (!waiting.isEmpty()) {
            runAgain(PAUSE_MILLIS);
            return;
        }
        due.set(false);
        if (!waiting.isEmpty() && due.compareAndSet(false, true)) {
            runAgain(0);
        }
    }
}
