package dev.sluice.internal.codec;

import dev.sluice.Codec;

/** Byte arrays as they are. */
public enum BytesCodec implements Codec<byte[]> {
    /** The only one. */
    INSTANCE;

    @Override
    public Form form() {
        return Form.BINARY;
    }

    @Override
    public byte[] encode(byte[] message) {
        return message;
    }

    @Override
    public byte[] decode(byte[] bytes) {
        return bytes;
    }
}
