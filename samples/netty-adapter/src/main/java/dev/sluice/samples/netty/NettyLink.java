package dev.sluice.samples.netty;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.sluice.spi.Link;
import dev.sluice.spi.LinkEnd;
import dev.sluice.spi.LinkHandler;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.util.ReferenceCountUtil;

/**
 * A connection as bytes both ways. The rule that makes it safe: the connection's event loop alone calls the handler, reads and
 * writes; other threads give it tasks.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails closes the channel, which tells us
final class NettyLink extends ChannelInboundHandlerAdapter implements Link {

    /** Writes in one go; then the other connections of the event loop get their turn. */
    private static final int MAX_WRITES = 16;

    private final SocketChannel channel;
    private final LinkHandler handler;
    private final boolean isResponse;
    /** True only while a drain is certain to come: as a task, or when the channel is writable again. */
    private final AtomicBoolean due = new AtomicBoolean();
    private volatile boolean paused;
    private boolean finishing;
    private boolean ended;

    /** With {@code isResponse} the output is the body of a response, for the encoder to frame. */
    NettyLink(SocketChannel channel, LinkHandler handler, boolean isResponse) {
        this.channel = channel;
        this.handler = handler;
        this.isResponse = isResponse;
    }

    void open() {
        handler.opened(this);
        channel.config().setAutoRead(!paused);
    }

    @Override
    public void ready() {
        if (due.compareAndSet(false, true)) {
            execute(this::drain);
        }
    }

    @Override
    public void pauseReading() {
        pause(true);
    }

    @Override
    public void resumeReading() {
        pause(false);
    }

    /** Applied on one thread, so that a pause and a resume cannot overtake each other; on that one at once. */
    private void pause(boolean value) {
        paused = value;
        Runnable apply = () -> channel.config().setAutoRead(ended || !paused);
        if (channel.eventLoop().inEventLoop()) {
            apply.run();
        } else {
            execute(apply);
        }
    }

    @Override
    public void abort() {
        execute(() -> end(LinkEnd.ABORTED));
    }

    private void execute(Runnable task) {
        try {
            channel.eventLoop().execute(task);
        } catch (RejectedExecutionException e) {
            // It is stopping, which closes the channel and so ends the link.
        }
    }

    private void drain() {
        due.set(false);
        if (ended || finishing) {
            return;
        }
        for (int writes = 0; channel.isWritable() && writes < MAX_WRITES; writes++) {
            List<ByteBuffer> batch = poll();
            if (batch.isEmpty()) {
                finishIfComplete();
                return;
            }
            ByteBuf bytes = Unpooled.wrappedBuffer(batch.size(), batch.toArray(ByteBuffer[]::new));
            channel.writeAndFlush(isResponse ? new DefaultHttpContent(bytes) : bytes);
        }
        due.set(true);
        if (channel.isWritable()) {
            execute(this::drain);
        }
    }

    /** No more than the channel takes before it says that it is full: what waits for a slow client waits in the engine. */
    private List<ByteBuffer> poll() {
        List<ByteBuffer> batch = new ArrayList<>();
        for (long room = channel.bytesBeforeUnwritable(); room > 0;) {
            ByteBuffer next = handler.poll();
            if (next == null) {
                break;
            }
            batch.add(next);
            room -= next.remaining();
        }
        return batch;
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (channel.isWritable()) {
            execute(this::drain);
        }
    }

    private void finishIfComplete() {
        if (handler.isFinished()) {
            finishing = true;
            ChannelFuture written = channel
                    .writeAndFlush(isResponse ? LastHttpContent.EMPTY_LAST_CONTENT : Unpooled.EMPTY_BUFFER);
            written.addListener(done -> end(done.isSuccess() ? LinkEnd.FINISHED : LinkEnd.BROKEN));
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            if (!ended && message instanceof ByteBuf bytes) {
                handler.received(bytes.nioBuffer());
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    /** The client's FIN, or {@code close_notify}. What its last words have caused is written first. */
    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        boolean notified = event instanceof SslCloseCompletionEvent said && said.isSuccess();
        if (notified || event instanceof ChannelInputShutdownEvent) {
            drain();
            end(LinkEnd.PEER_ENDED);
            Closing.cut(channel);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        end(LinkEnd.BROKEN);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        end(channel.eventLoop().isShuttingDown() ? LinkEnd.STOPPED : LinkEnd.BROKEN);
    }

    /** The first cause wins. */
    private void end(LinkEnd how) {
        if (ended) {
            return;
        }
        ended = true;
        if (how == LinkEnd.FINISHED) {
            Closing.inOrder(channel);
        } else {
            if (how == LinkEnd.ABORTED && channel.isOpen()) {
                // A reset, so that the system does not go on sending what nobody takes.
                channel.config().setSoLinger(0);
            }
            Closing.cut(channel);
        }
        handler.ended(how);
    }
}
