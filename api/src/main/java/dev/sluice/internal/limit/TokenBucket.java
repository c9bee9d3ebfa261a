package dev.sluice.internal.limit;

import java.util.concurrent.TimeUnit;

/**
 * How often something may happen a second. Invariant: in any span of {@code s} seconds no more than
 * {@code perSecond * (1 + s)} tokens are given, and never more than {@code perSecond} at once. Thread-safe.
 */
public final class TokenBucket {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final long perSecond;

    // In tokens times the nanoseconds of a second, so that no fraction gets lost.
    private long level;
    private long seen;

    /**
     * A full bucket.
     *
     * @param perSecond how many tokens it holds, and how many come back a second, 1 or more
     * @param now the time, in nanoseconds
     */
    public TokenBucket(int perSecond, long now) {
        this.perSecond = perSecond;
        this.level = perSecond * SECOND;
        this.seen = now;
    }

    /** Takes a token, if there is one. */
    public synchronized boolean take(long now) {
        refill(now);
        if (level < SECOND) {
            return false;
        }
        level -= SECOND;
        return true;
    }

    private void refill(long now) {
        // Two threads may come with their times in the wrong order.
        long passed = Math.max(0, now - seen);
        seen += passed;
        level = passed >= SECOND ? perSecond * SECOND : Math.min(perSecond * SECOND, level + passed * perSecond);
    }
}
