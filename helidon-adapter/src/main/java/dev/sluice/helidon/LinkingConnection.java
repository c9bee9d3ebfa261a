package dev.sluice.helidon;

import java.time.Duration;

import dev.sluice.Headers;
import dev.sluice.spi.LinkEnd;
import dev.sluice.spi.LinkHandler;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.task.InterruptableTask;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.spi.ServerConnection;
import org.jspecify.annotations.Nullable;

/**
 * A connection that a route can take over while it speaks HTTP/1.1. Invariant: a connection that was taken over carries no
 * request after it.
 */
final class LinkingConnection implements ServerConnection, InterruptableTask<Void> {

    // One virtual thread runs a connection and all its requests, and a route is not told of its connection otherwise.
    private static final ThreadLocal<@Nullable LinkingConnection> CURRENT = new ThreadLocal<>();

    private final LinkingContext context;
    private final ServerConnection helidon;
    private volatile @Nullable ConnectionLink link;
    private volatile boolean closing;

    LinkingConnection(LinkingContext context, ServerConnection helidon) {
        this.context = context;
        this.helidon = helidon;
    }

    /** The connection whose request this thread serves, if it is one that can be taken over. */
    static @Nullable LinkingConnection current() {
        return CURRENT.get();
    }

    @Override
    public void handle(Limit limit) throws InterruptedException {
        CURRENT.set(this);
        LinkEnd how = LinkEnd.BROKEN;
        try {
            helidon.handle(limit);
        } catch (CloseConnectionException e) {
            how = LinkEnd.PEER_ENDED;
            throw e;
        } finally {
            CURRENT.remove();
            context.links().end(closing ? LinkEnd.STOPPED : how);
        }
    }

    /** Lets this request be the last one of the connection. */
    void closeAfterResponse() {
        // While a request is served this interrupts nothing: it only ends the loop that reads requests.
        helidon.close(false);
    }

    /** Takes the connection over and serves a link until it has ended. */
    void serve(ServerResponse response, Framing framing, Headers headers, LinkHandler handler) {
        complete(response, framing, headers, handler);
        ConnectionLink taken = new ConnectionLink(context.helidon(), framing, handler);
        link = taken;
        if (closing) {
            taken.stop();
        }
        try {
            taken.run(ResponseHead.of(response, framing, headers));
        } finally {
            link = null;
            closeAfterResponse();
        }
    }

    /** Has Helidon send the response, so that hooks and filters see one that was sent, with none of its bytes written. */
    private void complete(ServerResponse response, Framing framing, Headers headers, LinkHandler handler) {
        context.dataWriter().detach(true);
        try {
            ResponseHead.apply(headers, response);
            response.status(framing.status()).send();
        } catch (RuntimeException e) {
            context.dataWriter().detach(false);
            handler.ended(LinkEnd.BROKEN);
            throw e;
        }
    }

    @Override
    public boolean canInterrupt() {
        return link == null && helidon instanceof InterruptableTask<?> task && task.canInterrupt();
    }

    @Override
    public Duration idleTime() {
        // A link looks after its own silence; Helidon counts from the request on.
        return link == null && context.links().isEmpty() ? helidon.idleTime() : Duration.ZERO;
    }

    /** Called when the server stops, before it waits for connections and cuts them. */
    @Override
    public void close(boolean interrupt) {
        closing = true;
        helidon.close(interrupt);
        ConnectionLink open = link;
        if (open != null) {
            open.stop();
        }
    }
}
