package dev.sluice.undertow;

import java.io.IOException;
import java.nio.ByteBuffer;

import dev.sluice.spi.LinkEnd;
import dev.sluice.spi.LinkHandler;
import io.undertow.connector.PooledByteBuffer;
import org.xnio.ChannelListener;
import org.xnio.conduits.ConduitStreamSourceChannel;

/**
 * Reads for the handler. The rule that stalls no reader: pausing only sets the flag, which the I/O thread acts on;
 * resuming clears it first and then always wakes the I/O thread.
 */
final class Input implements ChannelListener<ConduitStreamSourceChannel>, Runnable {

    /** How much is read in one go; then the other connections of the thread get their turn. */
    private static final int MAX_BYTES = 256 * 1024;

    private final UndertowLink link;
    private final LinkHandler handler;
    private final ConduitStreamSourceChannel source;
    private final Wire wire;
    private volatile boolean paused;
    private boolean discarding;

    Input(UndertowLink link, LinkHandler handler, ConduitStreamSourceChannel source, Wire wire) {
        this.link = link;
        this.handler = handler;
        this.source = source;
        this.wire = wire;
    }

    void start() {
        source.setReadListener(this);
        run();
    }

    void pause() {
        paused = true;
    }

    void resume() {
        paused = false;
        link.execute(this);
    }

    /**
     * The output has gone and was the last: what still comes is dropped, up to the end. To close over unread bytes is a
     * reset, which can cost the peer the last of our output.
     */
    void discard() {
        discarding = true;
        handleEvent(source);
        source.wakeupReads();
    }

    /** Wakes the reader, as bytes that were read ahead do not make the socket readable. */
    @Override
    public void run() {
        if (!link.isEnded()) {
            source.wakeupReads();
        }
    }

    @Override
    public void handleEvent(ConduitStreamSourceChannel readable) {
        // With TLS a read that is not suspended queues another one, which comes before the other connections' turn.
        source.suspendReads();
        try (PooledByteBuffer pooled = wire.connection().getByteBufferPool().allocate()) {
            read(pooled.getBuffer());
        } catch (IOException e) {
            over(LinkEnd.BROKEN);
        }
    }

    private void read(ByteBuffer buffer) throws IOException {
        int count = 1;
        for (int bytes = 0; count > 0 && bytes < MAX_BYTES && !isStopped(); bytes += count) {
            count = source.read(buffer.clear());
            if (count < 0) {
                over(LinkEnd.PEER_ENDED);
            } else if (count > 0 && !discarding) {
                handler.received(buffer.flip());
            }
        }
        if (count >= 0 && !isStopped()) {
            // By way of the selector: a wake-up would come before the other connections get their turn.
            source.resumeReads();
        }
    }

    private boolean isStopped() {
        return !discarding && (paused || link.isEnded());
    }

    private void over(LinkEnd how) {
        if (discarding) {
            wire.cut();
        } else {
            link.endInput(how);
        }
    }
}
