package dev.sluice;

import java.time.Duration;

/** Checks of values, whose messages name the value and the limit. */
final class Range {

    static final Duration SHORTEST = Duration.ofMillis(10);
    private static final Duration LONGEST = Duration.ofDays(365);

    private Range() {}

    static void atLeast(int least, String name, int value) {
        if (value < least) {
            throw new IllegalArgumentException(name + " is " + value + ", the least is " + least);
        }
    }

    static void within(Duration least, String name, Duration value) {
        if (value.compareTo(least) < 0) {
            throw new IllegalArgumentException(name + " is " + value + ", the least is " + least);
        }
        if (value.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(name + " is " + value + ", the limit is " + LONGEST);
        }
    }
}
