package dev.sluice.undertow;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

import dev.sluice.spi.LinkHandler;
import org.xnio.channels.StreamSinkChannel;

/** Buffers for one gathering write, and what such a write left over. For the I/O thread. */
final class Batch {

    private static final ByteBuffer NONE = ByteBuffer.allocate(0);
    private static final int FEW = 4;
    private static final int MAX_BUFFERS = 64;
    /** A write copies heap buffers whole, so more than the socket takes would be copied again and again. */
    private static final int MAX_BYTES = 64 * 1024;

    private ByteBuffer[] buffers = new ByteBuffer[FEW];
    private int count;
    private long bytes;

    /** Polls until the batch is full or nothing is left; false if there is nothing to write. */
    boolean fill(LinkHandler handler) {
        while (count < MAX_BUFFERS && bytes < MAX_BYTES) {
            ByteBuffer next = handler.poll();
            if (next == null) {
                break;
            }
            if (next.hasRemaining()) {
                add(next);
            }
        }
        return count > 0;
    }

    /** One write; false if the socket did not take it all. */
    boolean writeTo(StreamSinkChannel sink) throws IOException {
        ByteBuffer last = buffers[count - 1];
        int limit = last.limit();
        // Only the last one can go past the maximum.
        last.limit(limit - (int) Math.max(0, bytes - MAX_BYTES));
        boolean all;
        try {
            sink.write(buffers, 0, count);
            all = !last.hasRemaining();
        } finally {
            last.limit(limit);
        }
        keepRest();
        return all;
    }

    private void add(ByteBuffer next) {
        if (count == buffers.length) {
            buffers = Arrays.copyOf(buffers, Math.min(MAX_BUFFERS, 2 * count));
        }
        buffers[count++] = next;
        bytes += next.remaining();
    }

    private void keepRest() {
        int written = 0;
        while (written < count && !buffers[written].hasRemaining()) {
            written++;
        }
        int rest = count - written;
        if (rest == 0 && buffers.length > FEW) {
            // An idle connection keeps little.
            buffers = new ByteBuffer[FEW];
        } else {
            System.arraycopy(buffers, written, buffers, 0, rest);
            Arrays.fill(buffers, rest, count, NONE);
        }
        count = rest;
        bytes = 0;
        for (int i = 0; i < count; i++) {
            bytes += buffers[i].remaining();
        }
    }
}
