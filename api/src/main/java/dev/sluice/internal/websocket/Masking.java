package dev.sluice.internal.websocket;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** The masking of RFC 6455 section 5.3, eight bytes at a time. */
final class Masking {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private Masking() {}

    /**
     * Masks or unmasks in place.
     *
     * @param key the masking key, its first byte the highest
     * @param phase how many bytes of the payload came before {@code from}
     */
    static void apply(byte[] bytes, int from, int to, int key, long phase) {
        int turned = Integer.rotateLeft(key, (int) (phase & 3) * Byte.SIZE);
        long twice = (long) turned << Integer.SIZE | Integer.toUnsignedLong(turned);
        int i = from;
        for (; i <= to - Long.BYTES; i += Long.BYTES) {
            LONGS.set(bytes, i, (long) LONGS.get(bytes, i) ^ twice);
        }
        for (int shift = Long.SIZE - Byte.SIZE; i < to; i++, shift -= Byte.SIZE) {
            bytes[i] ^= (byte) (twice >>> shift);
        }
    }
}
