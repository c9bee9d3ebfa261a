package dev.sluice.undertow;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

import dev.sluice.spi.Answer;
import dev.sluice.spi.RequestBody;
import io.undertow.connector.PooledByteBuffer;
import io.undertow.io.IoCallback;
import io.undertow.io.Sender;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpContinue;
import io.undertow.server.protocol.http.HttpServerConnection;
import org.jspecify.annotations.Nullable;
import org.xnio.ChannelListener;
import org.xnio.IoUtils;
import org.xnio.XnioExecutor;
import org.xnio.channels.StreamSourceChannel;

/**
 * Reads the body of a request as it comes, on the I/O thread, which never waits. Invariant: the body comes to one end, the
 * first one: it is whole, it breaks off, or its time is over.
 */
final class BodyInput implements ChannelListener<StreamSourceChannel> {

    private final HttpServerExchange exchange;
    private final RequestBody body;
    private final Executor asking;
    private XnioExecutor.@Nullable Key deadline;
    private boolean over;

    private BodyInput(HttpServerExchange exchange, RequestBody body, Executor asking) {
        this.exchange = exchange;
        this.body = body;
        this.asking = asking;
    }

    /** Has the body read, and the response sent that is made of it on a thread of {@code asking}. */
    static void receive(HttpServerExchange exchange, Answer.Receive wanted, Executor asking) {
        BodyInput input = new BodyInput(exchange, new RequestBody(wanted), asking);
        // We count ourselves, and drop what is too much.
        exchange.setMaxEntitySize(-1);
        exchange.dispatch(exchange.getIoThread(), () -> input.begin(wanted.within().toMillis()));
    }

    private void begin(long millis) {
        if (exchange.isComplete() || !exchange.getConnection().isOpen()) {
            exchange.endExchange();
            return;
        }
        if (exchange.isRequestComplete()) {
            respond();
            return;
        }
        try {
            deadline = exchange.getIoThread().executeAfter(this::cut, millis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            cut();
            return;
        }
        if (HttpContinue.requiresContinueResponse(exchange)) {
            HttpContinue.sendContinueResponse(exchange, new Continued());
        } else {
            read();
        }
    }

    /** The client has been asked for the body, which it did not want to send in vain. */
    private final class Continued implements IoCallback {

        @Override
        public void onComplete(HttpServerExchange asked, Sender sender) {
            read();
        }

        @Override
        public void onException(HttpServerExchange asked, Sender sender, IOException problem) {
            cut();
        }
    }

    private void read() {
        StreamSourceChannel channel = exchange.getRequestChannel();
        channel.getReadSetter().set(this);
        handleEvent(channel);
        if (!over) {
            channel.resumeReads();
        }
    }

    @Override
    public void handleEvent(StreamSourceChannel channel) {
        if (over) {
            return;
        }
        try (PooledByteBuffer pooled = exchange.getConnection().getByteBufferPool().allocate()) {
            ByteBuffer buffer = pooled.getBuffer();
            int count = channel.read(buffer);
            while (count > 0) {
                body.add(buffer.flip());
                count = channel.read(buffer.clear());
            }
            if (count < 0) {
                end();
                respond();
            }
        } catch (IOException | RuntimeException e) {
            cut();
        }
    }

    /** Sent by the I/O thread, as the frames of HTTP/2 are: a stream that two threads end at once may be reset. */
    private void respond() {
        exchange.dispatch(asking, asked -> {
            Answer.Response response = body.respond();
            asked.dispatch(asked.getIoThread(), sending -> Responses.send(sending, response));
        });
    }

    /** There is no response: the connection is closed, or the stream of HTTP/2 reset. */
    private void cut() {
        if (over) {
            return;
        }
        end();
        if (exchange.getConnection() instanceof HttpServerConnection connection) {
            IoUtils.safeClose(connection);
        } else {
            IoUtils.safeClose(exchange.getResponseChannel());
        }
        exchange.endExchange();
    }

    private void end() {
        over = true;
        if (deadline != null) {
            deadline.remove();
        }
    }
}
