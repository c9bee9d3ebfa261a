package dev.sluice.internal.websocket;

import java.util.Arrays;
import java.util.zip.Inflater;

/** The newest bytes of a client's messages, as many as DEFLATE can refer to (RFC 1951 section 2). Not thread-safe. */
final class Window {

    private static final int SIZE = 32 * 1024;

    private byte[] bytes = new byte[0];
    private int length;

    /** Adds the first bytes of this array. */
    void append(byte[] more, int count) {
        int added = Math.min(count, SIZE);
        int kept = Math.min(length, SIZE - added);
        byte[] old = bytes;
        if (kept + added > old.length) {
            bytes = new byte[Math.min(SIZE, Math.max(2 * old.length, kept + added))];
        }
        System.arraycopy(old, length - kept, bytes, 0, kept);
        System.arraycopy(more, count - added, bytes, kept, added);
        length = kept + added;
    }

    /** Tells a fresh inflater of what came before. */
    void teach(Inflater inflater) {
        if (length > 0) {
            inflater.setDictionary(bytes, 0, length);
        }
    }

    /** Tells a fresh inflater of what came before, the first bytes of this array as the newest. */
    void teach(Inflater inflater, byte[] more, int count) {
        Window joined = new Window();
        joined.bytes = Arrays.copyOf(bytes, length);
        joined.length = length;
        joined.append(more, count);
        joined.teach(inflater);
    }
}
