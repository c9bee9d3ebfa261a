package dev.sluice.internal.stream;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import dev.sluice.internal.websocket.CloseCode;
import dev.sluice.internal.websocket.ProtocolViolation;

/** The header lines of the sub-protocol {@value WireForm#SLUICE_V1}, as {@code docs/protocol.md} describes them. */
final class V1Header {

    private static final byte[] MESSAGE = line("message");

    private V1Header() {}

    /** Before a message; the cursor is empty for a message of no topic. */
    static byte[] message(String cursor) {
        return cursor.isEmpty() ? MESSAGE : line("message " + cursor);
    }

    /** These ASCII words as a header line. */
    static byte[] line(String words) {
        return (words + "\n").getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * The message of a client, without its header line.
     *
     * @throws ProtocolViolation if there is another header line, or none
     */
    static byte[] withoutHeader(byte[] frame) {
        if (frame.length < MESSAGE.length || !Arrays.equals(frame, 0, MESSAGE.length, MESSAGE, 0, MESSAGE.length)) {
            throw new ProtocolViolation(CloseCode.PROTOCOL_ERROR, "not a frame of " + WireForm.SLUICE_V1);
        }
        return Arrays.copyOfRange(frame, MESSAGE.length, frame.length);
    }
}
