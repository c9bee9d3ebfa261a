package dev.sluice.undertow;

import java.io.IOException;

import io.undertow.server.HttpServerExchange;
import io.undertow.server.ServerConnection;
import io.undertow.server.protocol.http.HttpServerConnection;
import io.undertow.server.protocol.http.PipeliningBufferingStreamSinkConduit;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;
import org.xnio.channels.StreamSinkChannel;
import org.xnio.conduits.ConduitStreamSourceChannel;

/**
 * The body of a response.
 *
 * @param exchange the exchange
 * @param sink its response channel
 * @param http1 its connection, unless that is shared with other streams as on HTTP/2
 */
record ResponseWire(HttpServerExchange exchange, StreamSinkChannel sink, @Nullable HttpServerConnection http1)
        implements
            Wire {

    @Override
    public ServerConnection connection() {
        return exchange.getConnection();
    }

    /** Beside the exchange, which has no body to read: Undertow itself reads no further during a response. */
    @Override
    public @Nullable ConduitStreamSourceChannel source() {
        return http1 == null ? null : http1.getChannel().getSourceChannel();
    }

    @Override
    public boolean flush() throws IOException {
        // After pipelined requests Undertow keeps responses back, even when flushed, until it has read no more of them.
        PipeliningBufferingStreamSinkConduit heldBack = http1 == null ? null : http1.getPipelineBuffer();
        return sink.flush() && (heldBack == null || heldBack.flushPipelinedData());
    }

    @Override
    public void cut() {
        if (http1 == null) {
            IoUtils.safeClose(sink);
        } else {
            IoUtils.safeClose(http1);
        }
        exchange.endExchange();
    }
}
