package dev.sluice.samples.netty;

import java.util.concurrent.TimeUnit;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;

/** The two ways in which a connection ends. For its event loop. */
@SuppressWarnings("FutureReturnValueIgnored") // a connection that is closed already is what we want
final class Closing {

    private static final long LINGER_MILLIS = 1_000;

    private Closing() {}

    /**
     * Ends our half, by TLS and by TCP, and reads on until the client has ended its own, but not for long: to close over unread
     * input is a reset, which can cost the client the last of our output.
     */
    static void inOrder(SocketChannel channel) {
        channel.config().setAutoRead(true);
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        ChannelFuture said = tls == null ? channel.newSucceededFuture() : tls.closeOutbound();
        said.addListener(done -> channel.shutdownOutput());
        Future<?> limit = channel.eventLoop().schedule(() -> cut(channel), LINGER_MILLIS, TimeUnit.MILLISECONDS);
        channel.closeFuture().addListener(closed -> limit.cancel(false));
    }

    /** Now. From behind TLS, whose own closing waits for a write that may be stuck. */
    static void cut(Channel channel) {
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (tls == null) {
            channel.close();
        } else {
            channel.pipeline().context(tls).close();
        }
    }
}
