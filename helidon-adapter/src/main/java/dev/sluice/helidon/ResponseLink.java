package dev.sluice.helidon;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
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
 * interrupted by {@link #end} only while it writes.
 */
final class ResponseLink implements Link {

    private static final Logger LOG = System.getLogger("dev.sluice.helidon");

    private static final Duration ALWAYS = Duration.ofDays(365);

    /** How long a write to a socket that is not stuck may take; the engine aborts again if it took longer after all. */
    private static final Duration A_MOMENT = Duration.ofMillis(100);

    private final int stream;
    private final ServerResponse response;
    private final LinkHandler handler;
    private final @Nullable Http2Links siblings;
    private final Thread thread = Thread.currentThread();
    private final AtomicReference<@Nullable LinkEnd> end = new AtomicReference<>();
    private volatile boolean ready;
    private boolean writing; // guarded by this

    /**
     * A link, made by the request's own thread.
     *
     * @param stream the number of its stream
     * @param siblings where it is told that the client reset it; null if nobody tells
     */
    ResponseLink(int stream, ServerResponse response, LinkHandler handler, @Nullable Http2Links siblings) {
        this.stream = stream;
        this.response = response;
        this.handler = handler;
        this.siblings = siblings;
    }

    /** Serves the link until it has ended. */
    void run() {
        OutputStream body = body();
        handler.opened(this);
        if (siblings != null) {
            siblings.add(stream, this);
        }
        try {
            while (end.get() == null) {
                ready = false;
                step(body);
            }
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.DEBUG, "a write failed", e);
            end.compareAndSet(null, LinkEnd.BROKEN);
        } finally {
            if (siblings != null) {
                siblings.remove(stream);
            }
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

    /** The stream or its connection has ended, so a write that waits for the client's window would wait for good. */
    void end(LinkEnd how) {
        end(how, ALWAYS);
    }

    private synchronized void end(LinkEnd how, Duration patience) {
        end.compareAndSet(null, how);
        if (writing && siblings != null) {
            siblings.interrupt(thread, patience);
        } else if (writing) {
            thread.interrupt();
        }
        LockSupport.unpark(thread);
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

    /** A write that waits for the client's window is interrupted; one that is stuck in the socket takes the connection along. */
    @Override
    public void abort() {
        end(LinkEnd.ABORTED, A_MOMENT);
    }
}
