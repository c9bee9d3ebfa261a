package dev.sluice.helidon;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

import dev.sluice.Endpoint;
import dev.sluice.Limits;
import dev.sluice.OneWayStream;
import dev.sluice.Timing;
import dev.sluice.Tls.ClientCertificates;
import dev.sluice.Transport;
import dev.sluice.TransportConfig;
import dev.sluice.TransportException;
import dev.sluice.spi.Engine;
import io.helidon.common.tls.Tls;
import io.helidon.common.tls.TlsClientAuth;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http2.Http2Config;
import org.jspecify.annotations.Nullable;

/**
 * A transport with a Helidon {@link WebServer} of its own, which serves the endpoints over HTTP/1.1 and, for Server-Sent
 * Events, HTTP/2. Any other path gets status 404. Thread-safe.
 *
 * <p>With {@link TransportConfig#tls()} the one port speaks HTTP/1.1 and HTTP/2 as the client asks by ALPN; without TLS
 * HTTP/2 is spoken to clients that know it or ask for an upgrade.
 *
 * <p>Where the application has a Helidon server already, use {@link HelidonMount}.
 *
 * <p>A lost client is noticed at once, also when it resets one stream of an HTTP/2 connection that it keeps. One exception: a
 * client over TLS that says {@code close_notify}, stays connected and takes nothing is noticed after
 * {@link Timing#writeTimeout()}.
 *
 * <p>{@link #unwrap} gives the {@link WebServer} while the transport is started.
 */
public final class HelidonTransport implements Transport {

    private static final Duration FLOW_CONTROL_MARGIN = Duration.ofSeconds(10);

    /** As Undertow has it; a larger one that nobody wants is refused by Helidon. */
    private static final long SMALL_BODY = 2 << 20;

    private enum State {
        MADE, STARTED, CLOSED
    }

    private final TransportConfig config;
    private final HelidonMount mount;

    // Written by start and close alone, which exclude each other.
    private volatile State state = State.MADE;
    private volatile @Nullable WebServer server;

    private HelidonTransport(TransportConfig config, HelidonMount mount) {
        this.config = config;
        this.mount = mount;
    }

    /**
     * A transport that is not started.
     *
     * @param config where to bind, and how streams behave
     * @param endpoints what to serve
     * @throws IllegalArgumentException if two endpoints have the same path
     */
    public static HelidonTransport create(TransportConfig config, Collection<? extends Endpoint> endpoints) {
        return new HelidonTransport(config, HelidonMount.create(config, endpoints));
    }

    /** As {@link #create(TransportConfig, Collection)}, with an engine that is made already. */
    static HelidonTransport of(TransportConfig config, Engine engine) {
        return new HelidonTransport(config, HelidonMount.of(config, engine));
    }

    /** {@inheritDoc} A start that failed to bind may be repeated. */
    @Override
    public synchronized Transport start() {
        if (state != State.MADE) {
            throw new IllegalStateException(
                    "a transport is started once; this one is " + (state == State.CLOSED ? "closed" : "started"));
        }
        WebServer made = build().start();
        // Helidon only logs that it could not bind.
        if (!made.isRunning()) {
            throw new TransportException("cannot bind " + config.host() + ":" + config.port() + "; Helidon logged why");
        }
        server = made;
        state = State.STARTED;
        return this;
    }

    private WebServer build() {
        WebServerConfig.Builder server = WebServer.builder();
        config.tls().ifPresent(tls -> server.tls(
                Tls.builder().sslContext(tls.context()).clientAuth(mode(tls.clientCertificates())).build()));
        return server
                .host(config.host())
                .port(config.port())
                // The application decides when to close; Helidon's hook would cut the streams without a goodbye.
                .shutdownHook(false)
                .shutdownGracePeriod(Stopping.GRACE)
                // Twice what the engine takes, so that the engine can say what was too much.
                .maxPayloadSize(bodyBytes(config.limits()))
                .connectionOptions(socket -> socket.tcpNoDelay(true))
                // The engine's own deadline comes first.
                .addProtocol(Http2Config.builder()
                        .flowControlTimeout(config.timing().writeTimeout().plus(FLOW_CONTROL_MARGIN)).build())
                .addConnectionSelector(mount.connectionSelector())
                .protocols(HeadLimits.of(config.limits()))
                .routing(routing -> routing.register(mount.service()))
                .build();
    }

    private static long bodyBytes(Limits limits) {
        return Math.max(SMALL_BODY, 2L * limits.maxMessageBytes());
    }

    private static TlsClientAuth mode(ClientCertificates certificates) {
        return switch (certificates) {
            case IGNORED -> TlsClientAuth.NONE;
            case WANTED -> TlsClientAuth.OPTIONAL;
            case REQUIRED -> TlsClientAuth.REQUIRED;
        };
    }

    @Override
    public int port() {
        WebServer running = server;
        if (running == null) {
            throw new IllegalStateException("the transport is not started");
        }
        return running.port();
    }

    @Override
    public int streamCount() {
        return mount.streamCount();
    }

    @Override
    public List<OneWayStream<?>> streams() {
        return mount.streams();
    }

    @Override
    public void close() {
        WebServer stopping = takeServer();
        if (stopping == null) {
            return;
        }
        try {
            mount.close();
        } finally {
            Stopping.stop(stopping);
            server = null;
        }
    }

    /** The running server, to the one who asks first: whoever stops it must hold no lock, as handlers may close too. */
    private synchronized @Nullable WebServer takeServer() {
        if (state != State.STARTED) {
            return null;
        }
        state = State.CLOSED;
        return server;
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        WebServer running = server;
        return type.isInstance(running) ? Optional.of(type.cast(running)) : Optional.empty();
    }
}
