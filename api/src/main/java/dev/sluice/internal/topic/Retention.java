package dev.sluice.internal.topic;

import java.time.Duration;
import java.util.Optional;

/**
 * What a topic keeps of its messages.
 *
 * @param messages how many of the newest ones at most, where that was said
 * @param bytes how large those that are kept may be together, each counted as its payload and {@link #OVERHEAD}, where that
 *            was said
 * @param age how old they may be; empty for any age
 * @param current whether the newest message of each key is kept
 */
record Retention(Optional<Integer> messages, Optional<Integer> bytes, Optional<Duration> age, boolean current) {

    /** What a message takes beside its payload, roughly: small ones must not be free. */
    static final int OVERHEAD = 128;

    private static final int DEFAULT_BYTES = 16 << 20;

    /** Nothing is kept. */
    static final Retention NOTHING = new Retention(Optional.empty(), Optional.empty(), Optional.empty(), false);

    Retention withMessages(int most) {
        return new Retention(Optional.of(most), bytes, age, current);
    }

    Retention withBytes(int most) {
        return new Retention(messages, Optional.of(most), age, current);
    }

    Retention withAge(Duration longest) {
        return new Retention(messages, bytes, Optional.of(longest), current);
    }

    Retention withCurrent() {
        return new Retention(messages, bytes, age, true);
    }

    int maxMessages() {
        return messages.orElse(Integer.MAX_VALUE);
    }

    int maxBytes() {
        return bytes.orElse(DEFAULT_BYTES);
    }

    /** Whether the newest messages are kept, whatever their keys. */
    boolean history() {
        return messages.isPresent() || bytes.isPresent() || (age.isPresent() && !current);
    }

    /** Whether anything outlives its publication. */
    boolean keeps() {
        return history() || current;
    }
}
