package dev.sluice.undertow;

import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

import dev.sluice.Endpoint;
import dev.sluice.OneWayStream;
import dev.sluice.Timing;
import dev.sluice.Transport;
import dev.sluice.TransportConfig;
import dev.sluice.TransportException;
import dev.sluice.spi.Engine;
import io.undertow.Undertow;
import org.jspecify.annotations.Nullable;

/**
 * Carries endpoints on an Undertow server of its own, over HTTP/1.1, HTTP/1.0 and, for Server-Sent Events, HTTP/2. Another
 * path than theirs gets status 404. {@link #unwrap} gives the {@link Undertow} while it runs. Thread-safe.
 *
 * <p>With {@link TransportConfig#tls()} the one port speaks HTTP/1.1 and HTTP/2 as the client asks by ALPN; without TLS
 * HTTP/2 is spoken to clients that know it or ask for an upgrade.
 *
 * <p>A lost client is noticed at once. One exception: a client that resets one stream of an HTTP/2 connection, and had given
 * that stream no window for what waits, is noticed after {@link Timing#writeTimeout()}.
 *
 * <p>For a server of the application's own see {@link UndertowMount}.
 */
public final class UndertowTransport implements Transport {

    private final TransportConfig config;
    private final Engine engine;
    private @Nullable Undertow server;
    private int port;
    private boolean closing;

    private UndertowTransport(TransportConfig config, Engine engine) {
        this.config = config;
        this.engine = engine;
    }

    /**
     * A transport that is not started.
     *
     * @throws IllegalArgumentException if two endpoints have the same path
     */
    public static UndertowTransport create(TransportConfig config, Collection<? extends Endpoint> endpoints) {
        return of(config, Engine.create(config, endpoints));
    }

    static UndertowTransport of(TransportConfig config, Engine engine) {
        return new UndertowTransport(config, engine);
    }

    @Override
    public synchronized UndertowTransport start() {
        if (closing) {
            throw new IllegalStateException("the transport is closed: make another one");
        }
        if (server != null) {
            throw new IllegalStateException("the transport is started already");
        }
        Undertow starting = Servers.build(config, UndertowMount.of(engine).handler());
        try {
            starting.start();
        } catch (RuntimeException e) {
            // Undertow wraps whatever went wrong.
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new TransportException(
                    "cannot bind " + config.host() + ":" + config.port() + ": " + cause.getMessage(),
                    cause);
        }
        server = starting;
        port = ((InetSocketAddress) starting.getListenerInfo().get(0).getAddress()).getPort();
        return this;
    }

    @Override
    public synchronized int port() {
        if (server == null) {
            throw new IllegalStateException("the transport is not started");
        }
        return port;
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
        Undertow stopping;
        synchronized (this) {
            stopping = server;
            if (stopping == null || closing) {
                return;
            }
            closing = true;
        }
        Closing.begin(() -> close(stopping));
    }

    private void close(Undertow stopping) {
        try {
            engine.close();
        } finally {
            Closing.stop(stopping);
            synchronized (this) {
                server = null;
            }
        }
    }

    @Override
    public synchronized <T> Optional<T> unwrap(Class<T> type) {
        return Optional.ofNullable(server).filter(type::isInstance).map(type::cast);
    }
}
