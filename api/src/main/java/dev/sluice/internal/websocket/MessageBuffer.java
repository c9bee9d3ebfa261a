package dev.sluice.internal.websocket;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** The payload of one message as it arrives. It takes memory for what has come, never for what was announced. */
final class MessageBuffer {

    private static final int SMALL = 4 * 1024;
    private static final byte[] EMPTY = new byte[0];

    private byte[] bytes = EMPTY;
    private int length;

    int length() {
        return length;
    }

    byte[] array() {
        return bytes;
    }

    /** Appends what can be had of {@code announced} further bytes; the number appended. */
    int append(ByteBuffer in, long announced) {
        int count = (int) Math.min(announced, in.remaining());
        makeRoom(count, announced);
        in.get(bytes, length, count);
        length += count;
        return count;
    }

    /** Makes room behind what is there, if there is none, up to {@code most} bytes altogether. */
    void growIfFull(int most) {
        if (length == bytes.length) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(most, Math.max(2L * length, SMALL)));
        }
    }

    /** This many bytes were written behind what was there. */
    void grown(int count) {
        length += count;
    }

    /** The payload; the buffer is empty afterwards. */
    byte[] take() {
        byte[] taken = length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
        bytes = EMPTY;
        length = 0;
        return taken;
    }

    private void makeRoom(int count, long announced) {
        if (bytes.length - length >= count) {
            return;
        }
        long everything = length + announced;
        long wanted = Math.max(Math.max(2L * bytes.length, length + count), SMALL);
        bytes = Arrays.copyOf(bytes, (int) Math.min(everything, wanted));
    }
}
