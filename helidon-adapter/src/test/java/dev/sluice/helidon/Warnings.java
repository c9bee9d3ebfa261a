package dev.sluice.helidon;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Collects every warning that is logged until it is closed. */
final class Warnings extends Handler implements AutoCloseable {

    private final List<String> seen = new CopyOnWriteArrayList<>();

    Warnings() {
        Logger.getLogger("").addHandler(this);
    }

    @Override
    public void publish(LogRecord logged) {
        if (logged.getLevel().intValue() >= Level.WARNING.intValue() && !isHelidonStopping(logged)) {
            seen.add(logged.getLoggerName() + ": " + logged.getMessage() + " " + logged.getThrown());
        }
    }

    /** Helidon interrupts connections of HTTP/2 when it stops, and now and then wonders at the interrupt. */
    private static boolean isHelidonStopping(LogRecord logged) {
        return logged.getThrown() instanceof IllegalStateException e && "Interrupted".equals(e.getMessage());
    }

    /** What was logged. */
    List<String> stop() {
        Logger.getLogger("").removeHandler(this);
        return seen;
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        stop();
    }
}
