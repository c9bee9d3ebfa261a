package dev.sluice.internal.websocket;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Validates UTF-8 (RFC 3629 section 4) as it arrives, in pieces of any size. Not thread-safe. */
public final class Utf8Validator {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final long NOT_ASCII = 0x8080808080808080L;

    private int missing;
    private int lowest;
    private int highest;

    /** Takes further bytes; false as soon as no continuation could make the text valid. */
    public boolean accept(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to) {
            if (missing == 0) {
                i = skipAscii(bytes, i, to);
                if (i == to) {
                    return true;
                }
            }
            if (!accept(bytes[i++] & 0xff)) {
                return false;
            }
        }
        return true;
    }

    /** Whether the text may end here; makes ready for the next text. */
    public boolean finish() {
        boolean complete = missing == 0;
        missing = 0;
        return complete;
    }

    private static int skipAscii(byte[] bytes, int from, int to) {
        int i = from;
        while (i <= to - Long.BYTES && ((long) LONGS.get(bytes, i) & NOT_ASCII) == 0) {
            i += Long.BYTES;
        }
        while (i < to && bytes[i] >= 0) {
            i++;
        }
        return i;
    }

    private boolean accept(int b) {
        if (missing == 0) {
            return lead(b);
        }
        if (b < lowest || b > highest) {
            return false;
        }
        missing--;
        lowest = 0x80;
        highest = 0xBF;
        return true;
    }

    private boolean lead(int b) {
        lowest = 0x80;
        highest = 0xBF;
        if (b >= 0xC2 && b <= 0xDF) {
            missing = 1;
        } else if (b >= 0xE0 && b <= 0xEF) {
            missing = 2;
            lowest = b == 0xE0 ? 0xA0 : 0x80; // no overlong form
            highest = b == 0xED ? 0x9F : 0xBF; // no surrogate
        } else if (b >= 0xF0 && b <= 0xF4) {
            missing = 3;
            lowest = b == 0xF0 ? 0x90 : 0x80; // no overlong form
            highest = b == 0xF4 ? 0x8F : 0xBF; // nothing beyond U+10FFFF
        } else {
            return b < 0x80;
        }
        return true;
    }
}
