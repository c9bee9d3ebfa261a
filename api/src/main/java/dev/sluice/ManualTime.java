package dev.sluice;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A clock that stands still until it is moved on, for tests of what takes long: give it to a transport by
 * {@code TransportConfig.builder().time(time)}. What is due then happens a quarter of a second later at most. It
 * begins shortly before its number overflows, as that of a machine may. Thread-safe.
 */
public final class ManualTime implements TimeSource {

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - Duration.ofSeconds(20).toNanos());

    /** A clock that stands still. */
    public ManualTime() {}

    @Override
    public long nanos() {
        return nanos.get();
    }

    /**
     * Moves the clock on.
     *
     * @param by how far, 0 or more
     * @throws IllegalArgumentException if that is negative
     */
    public void advance(Duration by) {
        if (by.isNegative()) {
            throw new IllegalArgumentException("a clock is not moved by " + by + ": it never goes back");
        }
        nanos.addAndGet(by.toNanos());
    }
}
