package dev.sluice.samples.netty;

import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;

/**
 * Decodes one request, then waits until that is answered, as what follows a handshake is no HTTP. When it is removed Netty
 * hands what it holds back to the next handler.
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
            waiting = !out.isEmpty() && out.get(out.size() - 1) instanceof LastHttpContent;
        }
    }

    /** The next request, which may have come already. */
    void next(ChannelHandlerContext context) throws Exception {
        waiting = false;
        channelRead(context, Unpooled.EMPTY_BUFFER);
    }
}
