package dev.sluice.undertow;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;

import io.undertow.Undertow;
import org.xnio.XnioIoThread;

/** Closing on threads that Undertow itself may be waiting for. */
final class Closing {

    private static final Logger LOG = System.getLogger("dev.sluice.undertow");

    /** More than Undertow needs when nobody is in its way. */
    private static final Duration STOP = Duration.ofMillis(500);

    private Closing() {}

    /** Runs this and waits for it, unless the calling thread is one that connections need. */
    static void begin(Runnable closing) {
        if (Thread.currentThread() instanceof XnioIoThread) {
            Thread.ofVirtual().name("sluice-undertow-close").start(closing);
        } else {
            closing.run();
        }
    }

    /** Stops a server. It waits for its own threads, so where the caller is one of them it stops behind the caller's back. */
    static void stop(Undertow server) {
        Thread stopping = Thread.ofVirtual().name("sluice-undertow-stop").start(server::stop);
        boolean interrupted = Thread.interrupted();
        try {
            if (!stopping.join(STOP)) {
                LOG.log(Level.WARNING, "Undertow has not stopped within {0}; it goes on stopping", STOP);
            }
        } catch (InterruptedException e) {
            interrupted = true;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
