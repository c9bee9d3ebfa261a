package dev.sluice.internal.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import dev.sluice.Close;
import dev.sluice.Close.Cause;
import dev.sluice.internal.stream.Carriage;
import dev.sluice.internal.websocket.CloseCode;

/**
 * The end of a transport. Invariant: it is over when the drain time and {@link #AFTER_CUT} have passed, whatever clients and
 * handlers do. Measured by the machine's clock: somebody waits for it.
 */
final class Drain {

    /** Why streams end. */
    static final Close SHUTDOWN = new Close(Cause.SHUTDOWN, CloseCode.GOING_AWAY, "the server is closing");

    /** Streams that are told at once: so many clients may come back elsewhere at the same moment. */
    static final int BATCH = 100;

    /** Between two batches, if half of the drain time is long enough. */
    private static final Duration PAUSE = Duration.ofMillis(100);
    /** For connections that were cut to be gone, and for handlers that were interrupted to return. */
    private static final Duration AFTER_CUT = Duration.ofMillis(300);

    private final Population<Carriage> connections;
    private final Handlers handlers;
    private final Duration time;

    Drain(Population<Carriage> connections, Handlers handlers, Duration time) {
        this.connections = connections;
        this.handlers = handlers;
        this.time = time;
    }

    /** Runs it. An interrupt ends the waiting, and stays set. */
    void run() {
        long deadline = System.nanoTime() + time.toNanos();
        handlers.doNotWaitForCaller();
        tellAll();
        awaitAll(deadline);
        handlers.interrupt();
        connections.members().forEach(Carriage::abort);
        awaitAll(System.nanoTime() + AFTER_CUT.toNanos());
    }

    private void tellAll() {
        List<Carriage> all = new ArrayList<>();
        connections.members().forEach(all::add);
        int pauses = (all.size() - 1) / BATCH;
        Duration pause = pauses == 0 ? Duration.ZERO : min(PAUSE, time.dividedBy(2L * pauses));
        for (int i = 0; i < all.size(); i++) {
            if (i > 0 && i % BATCH == 0) {
                connections.awaitNone(pause);
            }
            all.get(i).shutDown(SHUTDOWN);
        }
    }

    private void awaitAll(long deadline) {
        connections.awaitNone(Duration.ofNanos(deadline - System.nanoTime()));
        handlers.awaitReturn(Duration.ofNanos(deadline - System.nanoTime()));
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
