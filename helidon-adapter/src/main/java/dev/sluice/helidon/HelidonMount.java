package dev.sluice.helidon;

import java.util.Collection;
import java.util.List;

import dev.sluice.Endpoint;
import dev.sluice.OneWayStream;
import dev.sluice.Timing;
import dev.sluice.Transport;
import dev.sluice.TransportConfig;
import dev.sluice.spi.Engine;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.spi.ServerConnectionSelector;

/**
 * Endpoints inside the application's own Helidon server, beside its other routes. Thread-safe.
 *
 * <pre>{@code
 * HelidonMount live = HelidonMount.create(config, endpoints);
 * WebServer server = WebServer.builder()
 *         .addConnectionSelector(live.connectionSelector())
 *         .routing(routing -> routing.register("/live", live.service()))
 *         .build().start();
 * // at the end
 * live.close();
 * server.stop();
 * }</pre>
 *
 * <p>Both are needed: the service is the route, and the selector lets the route have the bytes of an HTTP/1.1 connection and
 * learn of the resets of an HTTP/2 one. A listener needs one selector, whatever the number of mounts. Filters, CORS and error handlers of the routing apply; a
 * filter's call to proceed returns when the stream has ended, and a stream holds a request permit as long as it lives.
 * The host, port and TLS of the configuration are not used: the client's certificate is there if the listener asks for it.
 *
 * <p>Helidon ends a response over HTTP/2 whose client gives no window for its own {@code flowControlTimeout}, 15 s unless
 * configured: keep that above {@link Timing#writeTimeout()}.
 */
public final class HelidonMount implements AutoCloseable {

    private final Engine engine;
    private final HttpService service;
    private final ServerConnectionSelector selector;

    private HelidonMount(TransportConfig config, Engine engine) {
        this.engine = engine;
        this.selector = new LinkingSelector(HeadLimits.bytes(config.limits()));
        this.service = new EngineService(engine);
    }

    /**
     * A mount with these endpoints, whose paths are below the place where the service is registered.
     *
     * @param config how streams behave
     * @param endpoints what to serve
     * @throws IllegalArgumentException if two endpoints have the same path
     */
    public static HelidonMount create(TransportConfig config, Collection<? extends Endpoint> endpoints) {
        return new HelidonMount(config, Engine.create(config, endpoints));
    }

    /** A mount of an engine that is made already. */
    static HelidonMount of(Engine engine) {
        return of(TransportConfig.defaults(), engine);
    }

    /** A mount of an engine that is made already, with this configuration. */
    static HelidonMount of(TransportConfig config, Engine engine) {
        return new HelidonMount(config, engine);
    }

    /** The route, to be registered with the routing. A path without an endpoint is left to the next route. */
    public HttpService service() {
        return service;
    }

    /**
     * What lets the route have the bytes of a connection; to be added to the builder of the server, or of the socket that
     * the service is registered at. It takes the place of Helidon's own selectors for HTTP/1.1 and HTTP/2, with the
     * configuration and the protocol upgrades of the listener, and leaves other protocols alone.
     */
    public ServerConnectionSelector connectionSelector() {
        return selector;
    }

    /** How many streams have a connection now. */
    public int streamCount() {
        return engine.linkCount();
    }

    /** The streams that are open now, for people and tools that look after them; each can be closed. */
    public List<OneWayStream<?>> streams() {
        return engine.streams();
    }

    /**
     * Refuses new streams with status 503, ends the open ones with code 1001, and waits for them and their handlers as
     * {@link Transport#close()} does: at most about {@link Timing#drainTime()}. To be called before the server is stopped,
     * which would cut them. Any thread may call it. No effect the second time, when it returns at once.
     */
    @Override
    public void close() {
        engine.close();
    }
}
