package dev.sluice.internal.websocket;

import java.nio.ByteBuffer;

/** Makes the frames that a server sends: whole, unmasked, with the shortest length (RFC 6455 section 5.2). */
public final class FrameEncoder {

    private static final int LAST = 0x80;
    /** RSV1, which says so by RFC 7692 section 6. */
    private static final int COMPRESSED = 0x40;

    private FrameEncoder() {}

    /**
     * A message.
     *
     * @param text whether it is text, given as valid UTF-8, or binary
     * @param parts what stands in it, one behind the other
     */
    public static byte[] message(boolean text, byte[]... parts) {
        return frame(text ? Opcode.TEXT : Opcode.BINARY, parts);
    }

    /** A compressed message. */
    static byte[] compressed(boolean text, byte[] payload) {
        return frame(COMPRESSED | (text ? Opcode.TEXT : Opcode.BINARY), payload);
    }

    /** A ping without payload. */
    public static byte[] ping() {
        return frame(Opcode.PING, new byte[0]);
    }

    /** A pong with the payload of its ping. */
    public static byte[] pong(byte[] payload) {
        return frame(Opcode.PONG, payload);
    }

    /** A Close frame; an empty one for code 1005. */
    public static byte[] close(int code, String reason) {
        return frame(Opcode.CLOSE, new ClosePayload(code, reason).encode());
    }

    private static byte[] frame(int bits, byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        int lengthBytes = length < 126 ? 0 : length <= 0xffff ? Short.BYTES : Long.BYTES;
        ByteBuffer frame = ByteBuffer.allocate(2 + lengthBytes + length).put((byte) (LAST | bits));
        switch (lengthBytes) {
            case 0 -> frame.put((byte) length);
            case Short.BYTES -> frame.put((byte) 126).putShort((short) length);
            default -> frame.put((byte) 127).putLong(length);
        }
        for (byte[] part : parts) {
            frame.put(part);
        }
        return frame.array();
    }
}
