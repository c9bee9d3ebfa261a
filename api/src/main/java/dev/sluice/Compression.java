package dev.sluice;

/**
 * How WebSocket messages are compressed where the client offers it (permessage-deflate, RFC 7692). What a client sends is
 * inflated up to {@link Limits#maxMessageBytes()} and never further. A client that asks for a smaller window than 32 kB
 * ({@code server_max_window_bits} below 15) is served without compression, as the JDK has no other window. A message that
 * compressing does not make smaller is sent as it is.
 *
 * @param threshold the smallest message that is compressed, in bytes, 0 or more
 * @param contextTakeover whether a message is compressed with the knowledge of the messages before it: smaller, at the price
 *            of some hundred kB a client and of compressing each message for each client; without it a message of a
 *            topic is compressed once for all
 */
public record Compression(int threshold, boolean contextTakeover) {

    private static final int DEFAULT_THRESHOLD = 256;

    /**
     * Checks the threshold.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public Compression {
        Range.atLeast(0, "threshold", threshold);
    }

    /** Messages of 256 bytes and more, each for itself. */
    public static Compression shared() {
        return new Compression(DEFAULT_THRESHOLD, false);
    }
}
