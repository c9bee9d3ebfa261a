package dev.sluice.undertow;

import java.io.IOException;

import dev.sluice.spi.LinkEnd;
import io.undertow.server.ServerConnection;
import org.jspecify.annotations.Nullable;
import org.xnio.XnioIoThread;
import org.xnio.channels.StreamSinkChannel;
import org.xnio.conduits.ConduitStreamSourceChannel;

/** The channels beneath a link. Everything but {@link #thread} is for the I/O thread. */
interface Wire {

    ServerConnection connection();

    StreamSinkChannel sink();

    /** Null on HTTP/2, where Undertow reads the connection and tells of its end. */
    @Nullable
    ConduitStreamSourceChannel source();

    /** Whether all that was written has left for the socket. */
    boolean flush() throws IOException;

    /** Closes now. */
    void cut();

    default XnioIoThread thread() {
        return connection().getIoThread();
    }

    /** Why this was closed if nothing on our side did it: on HTTP/2 the peer reset the stream, most likely. */
    default LinkEnd loss() {
        if (connection().getWorker().isShutdown()) {
            return LinkEnd.STOPPED;
        }
        return source() == null ? LinkEnd.PEER_ENDED : LinkEnd.BROKEN;
    }
}
