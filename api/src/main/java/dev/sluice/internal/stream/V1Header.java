package dev.sluice.internal.stream;

import java.nio.charset.StandardCharsets;

/** The header lines of the sub-protocol {@value WireForm#SLUICE_V1}, as {@code docs/protocol.md} describes them. */
final class V1Header {

    private V1Header() {}

    /** Before a message; the cursor is empty for a message of no topic. */
    static byte[] message(String cursor) {
        return (cursor.isEmpty() ? "message\n" : "message " + cursor + "\n").getBytes(StandardCharsets.US_ASCII);
    }
}
