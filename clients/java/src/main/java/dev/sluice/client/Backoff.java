package dev.sluice.client;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long a client waits before it tries again: a random time between nothing and a bound that doubles with each attempt that
 * got nowhere ("full jitter"), so that clients of a server that was away do not come back all at once.
 *
 * @param first the bound of the first wait, 1 ms or more
 * @param longest the bound of all waits, {@code first} or more
 * @param random where chance comes from; thread-safe
 */
public record Backoff(Duration first, Duration longest, RandomGenerator random) {

    private static final int MOST_DOUBLINGS = 30;

    /**
     * Checks the bounds.
     *
     * @throws IllegalArgumentException if one is out of range; the message names the value and the limit
     */
    public Backoff {
        if (first.toMillis() < 1) {
            throw new IllegalArgumentException("first is " + first + ", the least is " + Duration.ofMillis(1));
        }
        if (longest.compareTo(first) < 0) {
            throw new IllegalArgumentException("longest is " + longest + ", the least is first, " + first);
        }
    }

    /** With these bounds and the JDK's chance. */
    public static Backoff between(Duration first, Duration longest) {
        return new Backoff(first, longest, new java.security.SecureRandom());
    }

    /**
     * How long to wait, in whole milliseconds.
     *
     * @param attempts how many attempts got nowhere before, 0 or more
     */
    public Duration delay(int attempts) {
        long bound = longest.toMillis();
        if (attempts < MOST_DOUBLINGS) {
            bound = Math.min(bound, first.toMillis() << attempts);
        }
        return Duration.ofMillis(random.nextLong(bound + 1));
    }
}
