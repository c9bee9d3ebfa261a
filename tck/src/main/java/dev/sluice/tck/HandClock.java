package dev.sluice.tck;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import dev.sluice.TimeSource;

/** A clock that stands still until a test moves it. */
final class HandClock implements TimeSource {

    private final AtomicLong now = new AtomicLong(System.nanoTime());

    /** Moves it on. */
    void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    @Override
    public long nanos() {
        return now.get();
    }
}
