package dev.sluice;

/**
 * Where deadlines and ages are read from. Replace it in tests, to let a heartbeat or an age pass without waiting for it: the
 * engine looks at it several times a second. Thread-safe.
 */
@FunctionalInterface
public interface TimeSource {

    /** Nanoseconds since some moment, never going back; only differences mean something ({@link System#nanoTime}). */
    long nanos();

    /** The time of the machine. */
    static TimeSource system() {
        return System::nanoTime;
    }
}
