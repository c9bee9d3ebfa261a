package dev.sluice.samples.netty;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

import dev.sluice.spi.Answer;
import dev.sluice.spi.RequestBody;
import io.netty.buffer.ByteBuf;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.concurrent.Future;

/** The body of a request that the engine wants. For the connection's event loop. */
final class Body {

    private final RequestBody bytes;
    private final Future<?> deadline;

    /** Cuts the connection if the body does not come in time. */
    Body(SocketChannel channel, Answer.Receive wanted) {
        this.bytes = new RequestBody(wanted);
        this.deadline = channel.eventLoop().schedule(() -> Closing.cut(channel), wanted.within().toMillis(),
                MILLISECONDS);
    }

    void add(ByteBuf part) {
        bytes.add(part.nioBuffer());
    }

    /** It has come whole: what is made of it may block, and other connections need this thread. */
    void whole(Consumer<Answer> then) {
        deadline.cancel(false);
        Thread.ofVirtual().name("sluice-netty-answer").start(() -> {
            Answer.Response response = bytes.respond();
            try {
                then.accept(response);
            } catch (RejectedExecutionException e) {
                // The server is stopping, which closes the connection.
            }
        });
    }
}
