package dev.sluice.helidon;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;

import io.helidon.webserver.WebServer;

/** Stops a server from any thread, one that Helidon itself waits for too. */
final class Stopping {

    /** What Helidon gives requests that are under way; streams have ended before. */
    static final Duration GRACE = Duration.ofMillis(300);

    private static final Logger LOG = System.getLogger("dev.sluice.helidon");
    private static final Duration STOP = Duration.ofMillis(500);

    private Stopping() {}

    /**
     * Stops it, on a thread of its own: Helidon waits for its requests, of which the caller may serve one, and refuses to stop
     * on an interrupted thread.
     */
    static void stop(WebServer server) {
        Thread stopping = Thread.ofVirtual().name("sluice-helidon-stop").start(server::stop);
        boolean interrupted = Thread.interrupted();
        try {
            if (!stopping.join(STOP)) {
                LOG.log(Level.WARNING, "Helidon has not stopped within {0}; it goes on stopping", STOP);
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
