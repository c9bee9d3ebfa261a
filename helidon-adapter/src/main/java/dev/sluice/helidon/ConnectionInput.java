package dev.sluice.helidon;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.LockSupport;

import dev.sluice.spi.LinkEnd;
import dev.sluice.spi.LinkHandler;
import io.helidon.common.buffers.DataReader;
import org.jspecify.annotations.Nullable;

/**
 * The bytes that come in on a connection. Invariant: one thread reads, that of the connection, and it is interrupted by
 * {@link #cut()} only while it is in {@link #readAll}.
 */
final class ConnectionInput {

    private static final Logger LOG = System.getLogger("dev.sluice.helidon");

    private static final int READS_A_TURN = 8;

    private final DataReader reader;
    private volatile boolean paused;
    private volatile boolean cut;
    private @Nullable Thread thread; // guarded by this

    ConnectionInput(DataReader reader) {
        this.reader = reader;
    }

    /** Hands over what comes in until nothing more can; gives the reason. */
    LinkEnd readAll(LinkHandler handler) {
        setThread(Thread.currentThread());
        try {
            for (int reads = 1; !cut; reads++) {
                reader.ensureAvailable();
                byte[] bytes = reader.readBytes(reader.available());
                // Parked behind the read: so the end of a quiet client is noticed while reading is paused.
                while (paused && !cut) {
                    LockSupport.park(this);
                }
                if (!cut) {
                    handler.received(ByteBuffer.wrap(bytes));
                }
                if (reads % READS_A_TURN == 0) {
                    Turns.end();
                }
            }
            return LinkEnd.ABORTED;
        } catch (DataReader.InsufficientDataAvailableException e) {
            return LinkEnd.PEER_ENDED;
        } catch (RuntimeException e) {
            LOG.log(Level.DEBUG, "a connection broke", e);
            return LinkEnd.BROKEN;
        } finally {
            setThread(null);
            // An interrupt was meant for the reading, not for what Helidon does next.
            Thread.interrupted();
        }
    }

    private synchronized void setThread(@Nullable Thread reading) {
        thread = reading;
    }

    void pause() {
        paused = true;
    }

    synchronized void resume() {
        paused = false;
        LockSupport.unpark(thread);
    }

    /**
     * Ends the reading, and with it the connection, from any thread: a channel is closed when a thread that reads it is
     * interrupted.
     */
    synchronized void cut() {
        cut = true;
        if (thread != null) {
            thread.interrupt();
        }
    }
}
