package dev.sluice.samples.netty;

import static io.netty.handler.codec.http.HttpVersion.HTTP_1_1;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.RejectedExecutionException;

import dev.sluice.Headers;
import dev.sluice.spi.Answer;
import dev.sluice.spi.Engine;
import dev.sluice.spi.LinkEnd;
import dev.sluice.spi.LinkHandler;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/** Asks the engine what to do with each request of a connection, and does it. For the connection's event loop. */
@SuppressWarnings("FutureReturnValueIgnored") // what fails closes the channel, which tells us
final class Requests extends ChannelInboundHandlerAdapter {

    private final SocketChannel channel;
    private final Engine engine;
    private final OneByOne decoder;
    private final HttpResponseEncoder encoder;
    private @Nullable HttpRequest request;

    Requests(SocketChannel channel, Engine engine, OneByOne decoder, HttpResponseEncoder encoder) {
        this.channel = channel;
        this.engine = engine;
        this.decoder = decoder;
        this.encoder = encoder;
    }

    /** The head of a request, then what nobody wants: its body, or whatever comes behind the last request. */
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            if (message instanceof HttpRequest head) {
                request = head;
            }
            if (message instanceof LastHttpContent last && request != null) {
                channel.config().setAutoRead(false);
                ask(request, last);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void ask(HttpRequest head, HttpObject last) {
        Throwable problem = last.decoderResult().cause();
        if (problem != null) {
            refuse(problem instanceof TooLongFrameException ? 431 : 400, "malformed request");
            return;
        }
        dev.sluice.spi.HttpRequest asked;
        try {
            asked = RequestHead.of(head, channel);
        } catch (IllegalArgumentException e) {
            refuse(400, "malformed request");
            return;
        }
        // A gate may block, and other connections need this thread.
        Thread.ofVirtual().name("sluice-netty-answer").start(() -> {
            Answer answer = engine.answer(asked);
            try {
                channel.eventLoop().execute(() -> carryOut(head, answer));
            } catch (RejectedExecutionException e) {
                giveUp(answer, LinkEnd.STOPPED);
            }
        });
    }

    private void carryOut(HttpRequest head, Answer answer) {
        if (!channel.isActive()) {
            giveUp(answer, LinkEnd.BROKEN);
            return;
        }
        boolean http11 = head.protocolVersion().equals(HTTP_1_1);
        switch (answer) {
            case Answer.NotFound none -> respond(head, text(404, "nothing is here"),
                    http11 && HttpUtil.isKeepAlive(head));
            case Answer.Response response -> respond(head, response, http11 && HttpUtil.isKeepAlive(head));
            case Answer.Upgrade(Headers headers, LinkHandler handler) -> {
                channel.write(
                        with(headers, new DefaultFullHttpResponse(HTTP_1_1, HttpResponseStatus.SWITCHING_PROTOCOLS)));
                channel.pipeline().remove(encoder);
                open(new NettyLink(channel, handler, false));
            }
            case Answer.Stream(Headers headers, LinkHandler handler) -> {
                HttpResponse response = with(headers, new DefaultHttpResponse(HTTP_1_1, HttpResponseStatus.OK));
                response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
                HttpUtil.setTransferEncodingChunked(response, http11);
                channel.write(response);
                open(new NettyLink(channel, handler, true));
            }
        }
    }

    /** What the engine was about to open must be told that it is not. */
    private static void giveUp(Answer answer, LinkEnd how) {
        switch (answer) {
            case Answer.Upgrade(Headers headers, LinkHandler handler) -> handler.ended(how);
            case Answer.Stream(Headers headers, LinkHandler handler) -> handler.ended(how);
            case Answer.NotFound none -> {
            }
            case Answer.Response response -> {
            }
        }
    }

    /** The link takes our place; what the decoder has held back is its first input. */
    private void open(NettyLink link) {
        channel.flush();
        channel.pipeline().replace(this, "link", link);
        link.open();
        channel.pipeline().remove(decoder);
    }

    private void refuse(int status, String why) {
        respond(null, text(status, why), false);
    }

    private static Answer.Response text(int status, String body) {
        return new Answer.Response(status, Headers.of("Content-Type", "text/plain; charset=utf-8"), body);
    }

    private void respond(@Nullable HttpRequest head, Answer.Response answer, boolean mayStay) {
        ByteBuf body = Unpooled.copiedBuffer(answer.body(), StandardCharsets.UTF_8);
        boolean bodiless = head != null && head.method().equals(HttpMethod.HEAD);
        HttpResponse response = with(answer.headers(), new DefaultFullHttpResponse(HTTP_1_1,
                HttpResponseStatus.valueOf(answer.status()), bodiless ? Unpooled.EMPTY_BUFFER : body));
        if (answer.status() != HttpResponseStatus.NO_CONTENT.code()) {
            response.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
        }
        boolean stays = mayStay
                && !response.headers().containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE, true);
        if (!stays) {
            response.headers().add(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
        channel.writeAndFlush(response).addListener(written -> {
            if (!written.isSuccess()) {
                Closing.cut(channel);
            } else if (stays) {
                channel.config().setAutoRead(true);
                decoder.next(channel.pipeline().context(decoder));
            } else {
                channel.pipeline().remove(decoder);
                Closing.inOrder(channel);
            }
        });
    }

    private static HttpResponse with(Headers headers, HttpResponse response) {
        HttpHeaders all = response.headers();
        headers.asMap().forEach(all::add);
        return response;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            Closing.cut(channel);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        Closing.cut(channel);
    }
}
