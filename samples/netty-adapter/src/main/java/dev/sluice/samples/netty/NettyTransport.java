package dev.sluice.samples.netty;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

import dev.sluice.Endpoint;
import dev.sluice.OneWayStream;
import dev.sluice.Transport;
import dev.sluice.TransportConfig;
import dev.sluice.TransportException;
import dev.sluice.spi.Engine;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ImmediateEventExecutor;
import org.jspecify.annotations.Nullable;

/** Carries endpoints on a Netty server, over HTTP/1.1 and HTTP/1.0, with or without TLS. Thread-safe. */
public final class NettyTransport implements Transport {

    /** More than Netty needs to end its threads when nothing is left to do. */
    private static final long STOP_MILLIS = 400;

    private final TransportConfig config;
    private final Engine engine;
    /** Once closed, it closes whatever is accepted still. */
    private final ChannelGroup connections = new DefaultChannelGroup(ImmediateEventExecutor.INSTANCE, true);
    private @Nullable Channel server;
    private boolean closing;

    /** A transport that is not started. */
    public NettyTransport(TransportConfig config, Collection<? extends Endpoint> endpoints) {
        this.config = config;
        this.engine = Engine.create(config, endpoints);
    }

    @Override
    public synchronized NettyTransport start() {
        if (closing || server != null) {
            throw new IllegalStateException("the transport was started before: make another one");
        }
        EventLoopGroup threads = new MultiThreadIoEventLoopGroup(NioIoHandler.newFactory());
        ChannelFuture bound = new ServerBootstrap().group(threads).channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, 1024)
                // Else Netty closes a connection at the client's FIN, and our last words are lost.
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childHandler(new Connections(config, engine, connections))
                .bind(new InetSocketAddress(config.host(), config.port())).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            stop(threads);
            throw new TransportException("cannot bind " + config.host() + ":" + config.port(), bound.cause());
        }
        server = bound.channel();
        return this;
    }

    @Override
    public synchronized int port() {
        if (server == null) {
            throw new IllegalStateException("the transport is not started");
        }
        return ((InetSocketAddress) server.localAddress()).getPort();
    }

    @Override
    public int streamCount() {
        return engine.linkCount();
    }

    @Override
    public List<OneWayStream<?>> streams() {
        return engine.streams();
    }

    /** {@inheritDoc} */
    @Override
    public void close() {
        EventLoopGroup threads;
        synchronized (this) {
            if (server == null || closing) {
                return;
            }
            closing = true;
            threads = server.eventLoop().parent();
        }
        if (StreamSupport.stream(threads.spliterator(), false).anyMatch(EventExecutor::inEventLoop)) {
            // The engine waits for links, which wait for this thread.
            Thread.ofVirtual().name("sluice-netty-close").start(() -> close(threads));
        } else {
            close(threads);
        }
    }

    /** The engine first: it says goodbye over the connections that are cut then. */
    private void close(EventLoopGroup threads) {
        engine.close();
        stop(threads);
        synchronized (this) {
            server = null;
        }
    }

    private void stop(EventLoopGroup threads) {
        connections.close().awaitUninterruptibly(STOP_MILLIS);
        threads.shutdownGracefully(0, STOP_MILLIS, MILLISECONDS).awaitUninterruptibly(STOP_MILLIS);
    }

    /** The server's {@link Channel} while it runs. */
    @Override
    public synchronized <T> Optional<T> unwrap(Class<T> type) {
        return Optional.ofNullable(server).filter(type::isInstance).map(type::cast);
    }
}
