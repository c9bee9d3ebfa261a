package dev.sluice.helidon;

import java.util.function.IntConsumer;
import java.util.function.Supplier;

import io.helidon.common.buffers.DataReader;
import io.helidon.http.http2.Http2FrameType;
import io.helidon.http.http2.Http2Util;
import org.jspecify.annotations.Nullable;

/**
 * The bytes that come in on a connection of HTTP/2, on their way to Helidon, which tells no route that a client has reset its
 * stream: whoever waits for that is told here. For the connection's own thread.
 */
final class ResetWatch implements Supplier<byte @Nullable []> {

    private static final int HEAD_LENGTH = 9;

    private final DataReader helidon;
    private final IntConsumer resets;
    private final byte[] head = new byte[HEAD_LENGTH];
    private int headLength;
    private int skip = Http2Util.PREFACE_LENGTH;

    /**
     * A watch that begins before the preface.
     *
     * @param resets told the number of each stream that is reset
     */
    ResetWatch(DataReader helidon, IntConsumer resets) {
        this.helidon = helidon;
        this.resets = resets;
    }

    /** The next bytes; null at the end of the client's half, as Helidon has it. */
    @Override
    public byte @Nullable [] get() {
        try {
            helidon.ensureAvailable();
        } catch (DataReader.InsufficientDataAvailableException e) {
            return null;
        }
        byte[] bytes = helidon.readBytes(helidon.available());
        look(bytes);
        return bytes;
    }

    private void look(byte[] bytes) {
        int at = 0;
        while (at < bytes.length) {
            int step = Math.min(bytes.length - at, skip > 0 ? skip : HEAD_LENGTH - headLength);
            if (skip > 0) {
                skip -= step;
            } else {
                System.arraycopy(bytes, at, head, headLength, step);
                headLength += step;
            }
            at += step;
            if (headLength == HEAD_LENGTH) {
                headLength = 0;
                frame();
            }
        }
    }

    /** RFC 9113 section 4.1: three bytes of length, the type, the flags, and 31 bits of the stream's number. */
    private void frame() {
        skip = (unsigned(0) << 16) | (unsigned(1) << 8) | unsigned(2);
        if (unsigned(3) == Http2FrameType.RST_STREAM.type()) {
            resets.accept(((unsigned(5) & 0x7f) << 24) | (unsigned(6) << 16) | (unsigned(7) << 8) | unsigned(8));
        }
    }

    private int unsigned(int index) {
        return head[index] & 0xff;
    }
}
