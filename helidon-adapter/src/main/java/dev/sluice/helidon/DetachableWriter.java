package dev.sluice.helidon;

import java.time.Duration;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataWriter;
import org.jspecify.annotations.Nullable;

/**
 * A writer that can be made to drop everything, so that Helidon can complete a response whose bytes are written by somebody
 * else; that is for a connection's own thread. Invariant: {@link #interrupt} meets no thread in the midst of a write, which
 * would close the connection, unless that write is stuck; of the streams of HTTP/2 one writes at a time.
 */
final class DetachableWriter implements DataWriter {

    private final DataWriter helidon;
    private boolean detached;
    private @Nullable Thread writing; // guarded by this
    private long since; // guarded by this
    private boolean interruptWaits; // guarded by this

    DetachableWriter(DataWriter helidon) {
        this.helidon = helidon;
    }

    void detach(boolean value) {
        this.detached = value;
    }

    /**
     * Interrupts a thread now or, if it writes, as soon as it has written.
     *
     * @param patience how long a write may have lasted already; one that is stuck for longer is ended with its connection
     */
    synchronized void interrupt(Thread thread, Duration patience) {
        if (thread == writing && System.nanoTime() - since <= patience.toNanos()) {
            interruptWaits = true;
        } else {
            thread.interrupt();
        }
    }

    private void write(Runnable write) {
        if (detached) {
            return;
        }
        begin();
        try {
            write.run();
        } finally {
            end();
        }
    }

    private synchronized void begin() {
        writing = Thread.currentThread();
        since = System.nanoTime();
        interruptWaits = Thread.interrupted();
    }

    private synchronized void end() {
        writing = null;
        if (interruptWaits) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void write(BufferData... buffers) {
        write(() -> helidon.write(buffers));
    }

    @Override
    public void write(BufferData buffer) {
        write(() -> helidon.write(buffer));
    }

    @Override
    public void writeNow(BufferData... buffers) {
        write(() -> helidon.writeNow(buffers));
    }

    @Override
    public void writeNow(BufferData buffer) {
        write(() -> helidon.writeNow(buffer));
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
