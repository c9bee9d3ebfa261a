package dev.sluice.helidon;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLException;

import dev.sluice.spi.Link;
import dev.sluice.spi.LinkEnd;
import dev.sluice.spi.LinkHandler;
import io.helidon.common.buffers.BufferData;
import io.helidon.webserver.ConnectionContext;
import org.jspecify.annotations.Nullable;

/**
 * A link that has an HTTP/1.1 connection to itself: the connection's own thread reads, another one writes when there is
 * something to write. Invariant: the first reason to end is the one that is told, when neither thread is at work any more.
 */
final class ConnectionLink implements Link {

    private static final Logger LOG = System.getLogger("dev.sluice.helidon");

    /** How long a write may go on after the client's FIN: it may be the answer to the client's last words. */
    private static final Duration LAST_WRITE = Duration.ofMillis(500);

    private static final int BATCHES_A_TURN = 8;

    private final ConnectionContext context;
    private final Framing framing;
    private final LinkHandler handler;
    private final ConnectionInput input;
    private final OnDemand output = new OnDemand(this::write);
    private final AtomicReference<@Nullable LinkEnd> end = new AtomicReference<>();

    ConnectionLink(ConnectionContext context, Framing framing, LinkHandler handler) {
        this.context = context;
        this.framing = framing;
        this.handler = handler;
        this.input = new ConnectionInput(context.dataReader());
    }

    /** Writes the head and serves the link until it has ended, on the connection's own thread. */
    void run(BufferData head) {
        try {
            context.dataWriter().writeNow(head);
        } catch (RuntimeException e) {
            LOG.log(Level.DEBUG, "a connection broke before its link opened", e);
            handler.ended(LinkEnd.BROKEN);
            return;
        }
        handler.opened(this);
        output.open();
        LinkEnd how = input.readAll(handler);
        output.stop();
        boolean written = output.awaitStop(LAST_WRITE);
        // Only now: where a write has met a reset, the read sees nothing but the end.
        end.compareAndSet(null, how);
        if (!written) {
            output.interrupt();
            output.awaitStop();
        }
        handler.ended(Objects.requireNonNull(end.get()));
    }

    private void write() {
        try {
            BufferData batch = framing.poll(handler);
            for (int batches = 1; batch != null; batches++) {
                context.dataWriter().writeNow(batch);
                if (batches % BATCHES_A_TURN == 0) {
                    Turns.end();
                }
                batch = framing.poll(handler);
            }
            if (handler.isFinished()) {
                finish();
            }
        } catch (RuntimeException e) {
            LOG.log(Level.DEBUG, "a write failed", e);
            // At the client's close_notify Helidon closes TLS both ways, and a write may be the first to see it.
            end(e.getCause() instanceof SSLException ? LinkEnd.PEER_ENDED : LinkEnd.BROKEN);
        }
    }

    private void finish() {
        if (end.get() == LinkEnd.FINISHED) {
            return;
        }
        context.dataWriter().writeNow(framing.end());
        if (end.compareAndSet(null, LinkEnd.FINISHED)) {
            // Not by an interrupt, which would leave out the farewell of TLS.
            context.serverSocket().close();
            // For a reader that is paused.
            input.cut();
        }
    }

    /**
     * Cuts the connection, also while a write is stuck. Not by closing the socket, which would wait for that write where
     * there is TLS; and there a reader that was told of the client's end waits for it as well, so both are interrupted.
     */
    private void end(LinkEnd how) {
        end.compareAndSet(null, how);
        input.cut();
        output.interrupt();
    }

    @Override
    public void ready() {
        output.wake();
    }

    @Override
    public void pauseReading() {
        input.pause();
    }

    @Override
    public void resumeReading() {
        input.resume();
    }

    @Override
    public void abort() {
        end(LinkEnd.ABORTED);
    }

    /** The server is stopping. */
    void stop() {
        end(LinkEnd.STOPPED);
    }
}
