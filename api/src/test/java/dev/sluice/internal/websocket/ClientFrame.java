package dev.sluice.internal.websocket;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** A frame as a client may send it, well-formed or not: every field of its header can be set. */
@SuppressWarnings("ArrayRecordComponent")
record ClientFrame(boolean last, int reserved, int opcode, boolean masked, int key, byte[] payload) {

    static ClientFrame frame(int opcode, byte[] payload) {
        return new ClientFrame(true, 0, opcode, true, 0x12345678, payload);
    }

    static ClientFrame frame(int opcode) {
        return frame(opcode, new byte[0]);
    }

    ClientFrame notLast() {
        return new ClientFrame(false, reserved, opcode, masked, key, payload);
    }

    ClientFrame reserved(int bits) {
        return new ClientFrame(last, bits, opcode, masked, key, payload);
    }

    ClientFrame unmasked() {
        return new ClientFrame(last, reserved, opcode, false, key, payload);
    }

    ClientFrame key(int other) {
        return new ClientFrame(last, reserved, opcode, masked, other, payload);
    }

    /** The frame with the shortest form of its length. */
    byte[] bytes() {
        return bytes(payload.length < 126 ? 0 : payload.length < 65_536 ? 2 : 8, payload.length);
    }

    /** The frame with any form of its length, and any length. */
    byte[] bytes(int lengthBytes, long announced) {
        ByteBuffer head = ByteBuffer.allocate(14);
        head.put((byte) ((last ? 0x80 : 0) | reserved << 4 | opcode));
        int maskBit = masked ? 0x80 : 0;
        switch (lengthBytes) {
            case 0 -> head.put((byte) (maskBit | (int) announced));
            case 2 -> head.put((byte) (maskBit | 126)).putShort((short) announced);
            default -> head.put((byte) (maskBit | 127)).putLong(announced);
        }
        if (masked) {
            head.putInt(key);
        }
        byte[] bytes = new byte[head.position() + payload.length];
        System.arraycopy(head.array(), 0, bytes, 0, head.position());
        byte[] mask = ByteBuffer.allocate(4).putInt(masked ? key : 0).array();
        for (int i = 0; i < payload.length; i++) {
            bytes[head.position() + i] = (byte) (payload[i] ^ mask[i % 4]);
        }
        return bytes;
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
