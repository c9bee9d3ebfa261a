package dev.sluice.helidon;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataWriter;

/**
 * A writer that can be made to drop everything, so that Helidon can complete a response whose bytes are written by
 * somebody else. Used by one connection's own thread, or by the streams of HTTP/2, which never detach it.
 */
final class DetachableWriter implements DataWriter {

    private final DataWriter helidon;
    private boolean detached;

    DetachableWriter(DataWriter helidon) {
        this.helidon = helidon;
    }

    void detach(boolean value) {
        this.detached = value;
    }

    @Override
    public void write(BufferData... buffers) {
        if (!detached) {
            helidon.write(buffers);
        }
    }

    @Override
    public void write(BufferData buffer) {
        if (!detached) {
            helidon.write(buffer);
        }
    }

    @Override
    public void writeNow(BufferData... buffers) {
        if (!detached) {
            helidon.writeNow(buffers);
        }
    }

    @Override
    public void writeNow(BufferData buffer) {
        if (!detached) {
            helidon.writeNow(buffer);
        }
    }

    @Override
    public void flush() {
        helidon.flush();
    }

    @Override
    public void close() {
        helidon.close();
    }
}
