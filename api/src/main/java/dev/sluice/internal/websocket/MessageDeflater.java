package dev.sluice.internal.websocket;

import java.util.Arrays;
import java.util.Optional;
import java.util.zip.Deflater;

import org.jspecify.annotations.Nullable;

/**
 * Compresses the messages to one client (RFC 7692 section 7.2.1), each with the knowledge of those before it. Invariant:
 * native memory is held from the first message to {@link #release}, which any thread may call, and given back once.
 */
public final class MessageDeflater {

    private static final byte[] TAIL = {0, 0, (byte) 0xff, (byte) 0xff};

    private final Zlib zlib;

    // Guarded by this.
    private @Nullable Deflater deflater;
    private boolean released;

    /** For one client. */
    public MessageDeflater(Zlib zlib) {
        this.zlib = zlib;
    }

    /**
     * A message for all clients, compressed by itself.
     *
     * @return its frame; empty if it would not be smaller
     */
    public static Optional<byte[]> alone(Zlib zlib, boolean text, byte[]... parts) {
        Deflater deflater = zlib.deflater();
        try {
            return frame(deflater, text, parts);
        } finally {
            deflater.end();
        }
    }

    /**
     * The next message for this client, which must get all of them, in this order.
     *
     * @return its frame; empty if it would not be smaller, or after {@link #release}
     */
    public synchronized Optional<byte[]> next(boolean text, byte[]... parts) {
        if (released || length(parts) == 0) {
            return Optional.empty();
        }
        if (deflater == null) {
            deflater = zlib.deflater();
        }
        Optional<byte[]> frame = frame(deflater, text, parts);
        if (frame.isEmpty()) {
            deflater.reset(); // the client will not know this message, so no other may refer to it
        }
        return frame;
    }

    /** Gives back what is held. */
    public synchronized void release() {
        released = true;
        if (deflater != null) {
            deflater.end();
            deflater = null;
        }
    }

    private static Optional<byte[]> frame(Deflater deflater, boolean text, byte[]... parts) {
        // What fills this is not smaller, so there is no need to see the rest of it.
        byte[] room = new byte[length(parts) + TAIL.length];
        int used = 0;
        for (int i = 0; i < parts.length && used < room.length; i++) {
            deflater.setInput(parts[i]);
            int flush = i == parts.length - 1 ? Deflater.SYNC_FLUSH : Deflater.NO_FLUSH;
            used += deflater.deflate(room, used, room.length - used, flush);
        }
        return used == room.length
                ? Optional.empty()
                : Optional.of(FrameEncoder.compressed(text, Arrays.copyOf(room, used - TAIL.length)));
    }

    private static int length(byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        return length;
    }
}
