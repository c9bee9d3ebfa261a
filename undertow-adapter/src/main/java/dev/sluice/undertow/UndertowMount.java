package dev.sluice.undertow;

import java.util.Collection;
import java.util.List;

import dev.sluice.Endpoint;
import dev.sluice.OneWayStream;
import dev.sluice.Timing;
import dev.sluice.Transport;
import dev.sluice.TransportConfig;
import dev.sluice.spi.Engine;
import io.undertow.server.HttpHandler;

/**
 * Endpoints inside an application's own Undertow server, wherever it puts the handler: their path templates begin below
 * that place. The handlers around it apply: what they put into the response's headers is sent with every answer, status
 * 101 included, and what they refuse never arrives here. Thread-safe.
 *
 * <pre>{@code
 * UndertowMount mount = UndertowMount.create(TransportConfig.defaults(), List.of(chat, quotes));
 * HttpHandler root = Handlers.path(pages).addPrefixPath("/live", mount.handler());
 * …
 * mount.close(); // before the server is stopped
 * }</pre>
 */
public final class UndertowMount implements AutoCloseable {

    private final Engine engine;

    private UndertowMount(Engine engine) {
        this.engine = engine;
    }

    /**
     * A mount of these endpoints.
     *
     * @param config its host, port and TLS are not used, as the server is the application's: the client's certificate is there
     *            if the listener asks for it
     * @param endpoints the endpoints
     * @throws IllegalArgumentException if two endpoints have the same path
     */
    public static UndertowMount create(TransportConfig config, Collection<? extends Endpoint> endpoints) {
        return of(Engine.create(config, endpoints));
    }

    static UndertowMount of(Engine engine) {
        return new UndertowMount(engine);
    }

    /** A handler that gives status 404 where no endpoint is. */
    public HttpHandler handler() {
        return handler(exchange -> Responses.send(exchange, 404, "nothing here"));
    }

    /**
     * A handler that leaves a request alone where no endpoint is.
     *
     * @param next gets such a request untouched, on the same thread
     */
    public HttpHandler handler(HttpHandler next) {
        return new EngineHandler(engine, next);
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
     * which would cut them. Any thread may call it; on an I/O thread, which connections need, it returns at once and closing
     * goes on elsewhere. No effect the second time, when it returns at once.
     */
    @Override
    public void close() {
        Closing.begin(engine::close);
    }
}
