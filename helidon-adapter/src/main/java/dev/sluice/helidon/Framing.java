package dev.sluice.helidon;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import dev.sluice.spi.LinkHandler;
import io.helidon.common.buffers.BufferData;
import io.helidon.http.Status;
import org.jspecify.annotations.Nullable;

/** How the output of a link stands on an HTTP/1.1 connection. */
enum Framing {
    /** As it is, after an upgrade. */
    RAW,
    /** Each batch is a chunk of the response's body. */
    CHUNKED;

    /** A batch is closed when it has this many bytes. */
    private static final int BATCH = 64 * 1024;
    private static final byte[] NOTHING = {};
    private static final byte[] LINE_END = {'\r', '\n'};
    private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    Status status() {
        return this == RAW ? Status.SWITCHING_PROTOCOLS_101 : Status.OK_200;
    }

    /** Everything that waits, up to a limit, to be written at once; null if there is nothing. */
    @Nullable
    BufferData poll(LinkHandler handler) {
        List<ByteBuffer> parts = new ArrayList<>();
        int size = 0;
        while (size < BATCH) {
            ByteBuffer next = handler.poll();
            if (next == null) {
                break;
            }
            size += next.remaining();
            parts.add(next);
        }
        return size == 0 ? null : frame(parts, size);
    }

    private BufferData frame(List<ByteBuffer> parts, int size) {
        if (this == RAW && parts.size() == 1 && parts.get(0).hasArray()) {
            ByteBuffer only = parts.get(0);
            return BufferData.create(only.array(), only.arrayOffset() + only.position(), size);
        }
        byte[] before = this == RAW
                ? NOTHING
                : (Integer.toHexString(size) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        byte[] after = this == RAW ? NOTHING : LINE_END;
        ByteBuffer batch = ByteBuffer.allocate(before.length + size + after.length).put(before);
        parts.forEach(batch::put);
        return BufferData.create(batch.put(after).array());
    }

    /** What follows the last batch. */
    BufferData end() {
        return BufferData.create(this == RAW ? NOTHING : LAST_CHUNK);
    }
}
