package dev.sluice.internal.frame;

import java.nio.charset.StandardCharsets;

/** Writes the header lines of the server's frames. */
public final class FrameHeader {

    private static final byte[] MESSAGE = line("message");

    private FrameHeader() {}

    /** Before a message: its target and its cursor are empty where it has none. */
    public static byte[] message(String target, String cursor) {
        return target.isEmpty() && cursor.isEmpty() ? MESSAGE : line("message", target, cursor);
    }

    /** These words of ASCII, but for the empty ones, as a header line. */
    public static byte[] line(String... words) {
        StringBuilder line = new StringBuilder();
        for (String word : words) {
            if (!word.isEmpty()) {
                line.append(line.isEmpty() ? "" : " ").append(word);
            }
        }
        return line.append('\n').toString().getBytes(StandardCharsets.US_ASCII);
    }
}
