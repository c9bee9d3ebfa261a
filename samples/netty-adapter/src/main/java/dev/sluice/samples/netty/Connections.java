package dev.sluice.samples.netty;

import javax.net.ssl.SSLEngine;

import dev.sluice.Limits;
import dev.sluice.Tls;
import dev.sluice.Tls.ClientCertificates;
import dev.sluice.TransportConfig;
import dev.sluice.spi.Engine;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.ssl.SslHandler;

/** Sets up each connection: TLS if there is any, HTTP, and the engine behind it. */
final class Connections extends ChannelInitializer<SocketChannel> {

    private final TransportConfig config;
    private final Engine engine;
    private final ChannelGroup open;

    Connections(TransportConfig config, Engine engine, ChannelGroup open) {
        this.config = config;
        this.engine = engine;
        this.open = open;
    }

    @Override
    protected void initChannel(SocketChannel channel) {
        open.add(channel);
        config.tls().ifPresent(tls -> channel.pipeline().addLast(new SslHandler(sslEngine(tls))));
        OneByOne decoder = new OneByOne(headLimits(config.limits()));
        HttpResponseEncoder encoder = new HttpResponseEncoder();
        channel.pipeline().addLast(decoder, encoder, new Requests(channel, engine, decoder, encoder));
    }

    private static SSLEngine sslEngine(Tls tls) {
        SSLEngine engine = tls.context().createSSLEngine();
        engine.setUseClientMode(false);
        engine.setWantClientAuth(tls.clientCertificates() == ClientCertificates.WANTED);
        if (tls.clientCertificates() == ClientCertificates.REQUIRED) {
            engine.setNeedClientAuth(true);
        }
        // The empty string is for no protocol that both know, which leaves HTTP/1.1.
        engine.setHandshakeApplicationProtocolSelector((e, offered) -> offered.contains("http/1.1") ? "http/1.1" : "");
        return engine;
    }

    /** Twice what the engine takes, and the syntax, so that it is the engine that says what was too much. */
    private static HttpDecoderConfig headLimits(Limits limits) {
        int bytes = (int) Math.min(Integer.MAX_VALUE, 2L * (limits.maxHeaderBytes() + 4L * limits.maxHeaders()));
        return new HttpDecoderConfig().setMaxInitialLineLength(bytes).setMaxHeaderSize(bytes);
    }
}
