package dev.sluice.internal.websocket;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** What the JDK's strict decoder says of bytes, to compare the validator with. */
final class Utf8Oracle {

    /** Ends of code points: one of them completes whatever can be completed. */
    private static final List<byte[]> COMPLETIONS = List.of(ends(0x80), ends(0x80, 0x80), ends(0x80, 0x80, 0x80),
            ends(0xa0, 0x80), ends(0x90, 0x80, 0x80));

    private Utf8Oracle() {}

    private static byte[] ends(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    /** Where the validator, given one byte after the other, refuses; the length if nowhere. */
    static int firstRefused(byte[] bytes) {
        Utf8Validator validator = new Utf8Validator();
        for (int i = 0; i < bytes.length; i++) {
            if (!validator.accept(bytes, i, i + 1)) {
                return i;
            }
        }
        return bytes.length;
    }

    /** Where bytes, by the JDK's strict decoder, first cannot be completed to UTF-8 any more; their length if nowhere. */
    static int firstBad(byte[] bytes) {
        for (int i = 0; i < bytes.length; i++) {
            byte[] prefix = Arrays.copyOf(bytes, i + 1);
            if (!isUtf8(prefix) && COMPLETIONS.stream().noneMatch(end -> isUtf8(ClientFrame.join(prefix, end)))) {
                return i;
            }
        }
        return bytes.length;
    }

    static boolean isUtf8(byte[] bytes) {
        // Without an exception, of which there would be a million.
        CharBuffer out = CharBuffer.allocate(bytes.length);
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes), out, true).isUnderflow();
    }
}
