package dev.sluice.internal.topic;

import java.util.Optional;

/**
 * A place in a topic: behind the message with this offset.
 *
 * @param epoch of the topic; another one when its messages were lost, as by a restart
 * @param offset of the newest message before it; 0 before the first one
 */
record Cursor(String epoch, long offset) {

    private static final int LONGEST = 64;
    private static final int MOST_DIGITS = 18;

    /** What a client says that it saw last; empty if no topic ever said such a thing. */
    static Optional<Cursor> parse(String claimed) {
        int dash = claimed.lastIndexOf('-');
        String digits = claimed.substring(dash + 1);
        if (dash < 1 || claimed.length() > LONGEST || digits.isEmpty() || digits.length() > MOST_DIGITS
                || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return Optional.empty();
        }
        return Optional.of(new Cursor(claimed.substring(0, dash), Long.parseLong(digits)));
    }

    @Override
    public String toString() {
        return epoch + "-" + offset;
    }
}
