package dev.sluice.helidon;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

import dev.sluice.spi.Link;
import dev.sluice.spi.LinkEnd;
import dev.sluice.spi.LinkHandler;
import io.helidon.common.buffers.BufferData;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerResponse;
import org.jspecify.annotations.Nullable;

/**
 * A link that is the body of one HTTP/2 response. Invariant: the request's own thread does everything, and it is
 * interrupted by {@link #abort()} only while it writes.
 */
final class ResponseLink implements Link {

    private static final Logger LOG = System.getLogger("dev.sluice.helidon");

    private final ServerResponse response;
    private final LinkHandler handler;
    private final Thread thread = Thread.currentThread();
    private final AtomicReference<@Nullable LinkEnd> end = new AtomicReference<>();
    private volatile boolean ready;
    private boolean writing; // guarded by this

    ResponseLink(ServerResponse response, LinkHandler handler) {
        this.response = response;
        this.handler = handler;
    }

    /** Serves the link until it has ended. */
    void run() {
        OutputStream body = body();
        handler.opened(this);
        try {
            while (end.get() == null) {
                ready = false;
                step(body);
            }
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.DEBUG, "a write failed", e);
            end.compareAndSet(null, LinkEnd.BROKEN);
        }
        // An interrupt was meant for the link, not for what Helidon does next.
        Thread.interrupted();
        LinkEnd how = Objects.requireNonNull(end.get());
        handler.ended(how);
        if (how != LinkEnd.FINISHED) {
            // Helidon resets the stream.
            throw new CloseConnectionException("the stream ended: " + how);
        }
    }

    private OutputStream body() {
        try {
            return response.outputStream();
        } catch (RuntimeException e) {
            handler.ended(LinkEnd.BROKEN);
            throw e;
        }
    }

    private void step(OutputStream body) throws IOException {
        BufferData batch = Framing.RAW.poll(handler);
        if (batch != null) {
            write(batch, body);
        } else if (handler.isFinished()) {
            end.compareAndSet(null, LinkEnd.FINISHED);
        } else {
            await();
        }
    }

    private void write(BufferData batch, OutputStream body) throws IOException {
        setWriting(true);
        try {
            if (end.get() == null) {
                batch.writeTo(body);
                body.flush();
            }
        } finally {
            setWriting(false);
        }
    }

    private synchronized void setWriting(boolean value) {
        writing = value;
    }

    private void await() {
        while (!ready && end.get() == null) {
            LockSupport.park(this);
            if (Thread.interrupted()) {
                // Nobody else interrupts a request: the server is stopping.
                end.compareAndSet(null, LinkEnd.STOPPED);
            }
        }
    }

    @Override
    public void ready() {
        ready = true;
        LockSupport.unpark(thread);
    }

    @Override
    public void pauseReading() {
        // Nothing is read.
    }

    @Override
    public void resumeReading() {
        // Nothing is read.
    }

    /** A write that waits for the client's window is interrupted; one that waits for the socket takes the connection along. */
    @Override
    public synchronized void abort() {
        end.compareAndSet(null, LinkEnd.ABORTED);
        if (writing) {
            thread.interrupt();
        }
        LockSupport.unpark(thread);
    }
}
