package dev.sluice.samples.netty;

import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;

/**
 * Decodes the head of one request, then waits until somebody wants more: the body, if there is one, which may be large, or the
 * next request, as what follows a handshake is no HTTP. When it is removed Netty hands what it holds back to the next handler.
 */
final class OneByOne extends HttpRequestDecoder {

    private boolean waiting;

    OneByOne(HttpDecoderConfig config) {
        super(config);
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf bytes, List<Object> out) throws Exception {
        if (!waiting) {
            super.decode(context, bytes, out);
            waiting = !out.isEmpty() && isEnd(out.get(out.size() - 1));
        }
    }

    private static boolean isEnd(Object part) {
        return part instanceof HttpRequest || part instanceof LastHttpContent;
    }

    /** The body of the request, or the next request, which may have come already. */
    void next(ChannelHandlerContext context) throws Exception {
        waiting = false;
        channelRead(context, Unpooled.EMPTY_BUFFER);
    }
}
