package dev.sluice.internal.websocket;

/**
 * Makes the frames that a client sends, which are masked (RFC 6455 section 5.3). The key is always the same: it protects
 * intermediaries, and in a test there are none.
 */
public final class ClientFrames {

    private static final int MASKED = 0x80;
    private static final int KEY = 0x37fa213d;

    private ClientFrames() {}

    /**
     * A message.
     *
     * @param text whether it is text, given as valid UTF-8, or binary
     */
    public static byte[] message(boolean text, byte[] payload) {
        return masked(FrameEncoder.message(text, payload));
    }

    /** A pong with the payload of its ping. */
    public static byte[] pong(byte[] payload) {
        return masked(FrameEncoder.pong(payload));
    }

    /** A Close frame; an empty one for code 1005. */
    public static byte[] close(int code, String reason) {
        return masked(FrameEncoder.close(code, reason));
    }

    private static byte[] masked(byte[] frame) {
        int head = switch (frame[1]) {
            case 126 -> 2 + Short.BYTES;
            case 127 -> 2 + Long.BYTES;
            default -> 2;
        };
        byte[] masked = new byte[frame.length + Integer.BYTES];
        System.arraycopy(frame, 0, masked, 0, head);
        masked[1] |= (byte) MASKED;
        for (int i = 0; i < Integer.BYTES; i++) {
            masked[head + i] = (byte) (KEY >>> (Integer.SIZE - Byte.SIZE * (i + 1)));
        }
        System.arraycopy(frame, head, masked, head + Integer.BYTES, frame.length - head);
        Masking.apply(masked, head + Integer.BYTES, masked.length, KEY, 0);
        return masked;
    }
}
