package dev.sluice.samples.netty;

import static io.netty.handler.codec.http.HttpHeaderNames.*;
import static io.netty.handler.codec.http.HttpHeaderValues.CLOSE;
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
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
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
    private boolean bodyFollows;
    private @Nullable Body body;
    private @Nullable Answer dropping;
    private HttpRequest request = new DefaultHttpRequest(HTTP_1_1, HttpMethod.GET, "/");

    Requests(SocketChannel channel, Engine engine, OneByOne decoder, HttpResponseEncoder encoder) {
        this.channel = channel;
        this.engine = engine;
        this.decoder = decoder;
        this.encoder = encoder;
    }

    /**
     * The head of a request, then its body, which is decoded when the engine has said what to do with it; or whatever comes
     * behind the last request, which nobody wants.
     */
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest head) {
            channel.config().setAutoRead(false);
            request = head;
            bodyFollows = HttpUtil.isTransferEncodingChunked(head) || HttpUtil.getContentLength(head, 0) > 0;
            // Behind a head that is malformed nothing more comes.
            if ((bodyFollows || head.decoderResult().isFailure()) && !(message instanceof LastHttpContent)) {
                ask(head.decoderResult().cause());
            }
        } else if (message instanceof HttpContent part && body != null) {
            body.add(part.content());
        }
        if (message instanceof LastHttpContent last) {
            channel.config().setAutoRead(false);
            ended(last.decoderResult().cause());
        }
        ReferenceCountUtil.release(message);
    }

    private void ended(@Nullable Throwable problem) {
        Answer answered = dropping;
        dropping = null;
        Body read = body;
        body = null;
        if (problem != null || (read == null && answered == null)) {
            giveUp(answered, LinkEnd.BROKEN);
            ask(problem);
        } else if (read != null) {
            read.whole(response -> channel.eventLoop().execute(() -> carryOut(response)));
        } else if (answered != null) {
            carryOut(answered);
        }
    }

    /** What came with a body is carried out when that has been read, and dropped unless it is wanted. */
    private void answered(Answer answer) {
        if (answer instanceof Answer.Receive wanted) {
            body = new Body(channel, wanted);
            if (bodyFollows && HttpUtil.is100ContinueExpected(request)) {
                channel.writeAndFlush(new DefaultFullHttpResponse(HTTP_1_1, HttpResponseStatus.CONTINUE));
            }
        } else {
            dropping = answer;
        }
        if (bodyFollows) {
            readOn();
        } else {
            ended(null);
        }
    }

    private void readOn() {
        channel.config().setAutoRead(true);
        try {
            decoder.next(channel.pipeline().context(decoder));
        } catch (Exception e) {
            Closing.cut(channel);
        }
    }

    private void ask(@Nullable Throwable problem) {
        try {
            if (problem != null) {
                throw new IllegalArgumentException(problem);
            }
            dev.sluice.spi.HttpRequest asked = RequestHead.of(request, channel);
            // A gate may block, and other connections need this thread.
            Thread.ofVirtual().name("sluice-netty-answer").start(() -> ask(asked));
        } catch (IllegalArgumentException e) {
            respond(text(problem instanceof TooLongFrameException ? 431 : 400, "malformed request"), false);
        }
    }

    private void ask(dev.sluice.spi.HttpRequest asked) {
        Answer answer = engine.answer(asked);
        try {
            channel.eventLoop().execute(() -> answered(answer));
        } catch (RejectedExecutionException e) {
            giveUp(answer, LinkEnd.STOPPED);
        }
    }

    private void carryOut(Answer answer) {
        boolean http11 = request.protocolVersion().equals(HTTP_1_1);
        if (!channel.isActive()) {
            giveUp(answer, LinkEnd.BROKEN);
        } else if (answer instanceof Answer.Upgrade(Headers headers, LinkHandler handler)) {
            channel.write(with(headers, new DefaultFullHttpResponse(HTTP_1_1, HttpResponseStatus.SWITCHING_PROTOCOLS)));
            channel.pipeline().remove(encoder);
            open(new NettyLink(channel, handler, false));
        } else if (answer instanceof Answer.Stream(Headers headers, LinkHandler handler)) {
            HttpResponse head = with(headers, new DefaultHttpResponse(HTTP_1_1, HttpResponseStatus.OK));
            HttpUtil.setTransferEncodingChunked(head, http11);
            channel.write(head);
            open(new NettyLink(channel, handler, true));
        } else {
            respond(answer instanceof Answer.Response response ? response : text(404, "nothing is here"),
                    http11 && HttpUtil.isKeepAlive(request));
        }
    }

    /** What the engine was about to open must be told that it is not. */
    private static void giveUp(@Nullable Answer answer, LinkEnd how) {
        if (answer instanceof Answer.Upgrade upgrade) {
            upgrade.handler().ended(how);
        } else if (answer instanceof Answer.Stream stream) {
            stream.handler().ended(how);
        }
    }

    /** The link takes our place; what the decoder has held back is its first input. */
    private void open(NettyLink link) {
        channel.flush();
        channel.pipeline().replace(this, "link", link);
        link.open();
        channel.pipeline().remove(decoder);
    }

    private static Answer.Response text(int status, String body) {
        return new Answer.Response(status, Headers.of("Content-Type", "text/plain; charset=utf-8"), body);
    }

    private void respond(Answer.Response answer, boolean mayStay) {
        ByteBuf body = Unpooled.copiedBuffer(answer.body(), StandardCharsets.UTF_8);
        HttpResponse response = with(answer.headers(), new DefaultFullHttpResponse(HTTP_1_1,
                HttpResponseStatus.valueOf(answer.status()), request.method().equals(HttpMethod.HEAD)
                        ? Unpooled.EMPTY_BUFFER
                        : body));
        if (answer.status() != HttpResponseStatus.NO_CONTENT.code()) {
            response.headers().setInt(CONTENT_LENGTH, body.readableBytes());
        }
        boolean stays = mayStay && !response.headers().containsValue(CONNECTION, CLOSE, true);
        if (!stays) {
            response.headers().add(CONNECTION, CLOSE);
        }
        channel.writeAndFlush(response).addListener(written -> {
            if (written.isSuccess() && stays) {
                readOn();
            } else {
                channel.pipeline().remove(decoder);
                Closing.inOrder(channel);
            }
        });
    }

    private static HttpResponse with(Headers headers, HttpResponse response) {
        headers.asMap().forEach(response.headers()::add);
        return response;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            Closing.cut(channel);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        giveUp(dropping, LinkEnd.BROKEN);
        dropping = null;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        Closing.cut(channel);
    }
}
