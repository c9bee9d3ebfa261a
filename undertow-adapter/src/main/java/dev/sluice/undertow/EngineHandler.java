package dev.sluice.undertow;

import java.util.concurrent.Executor;

import dev.sluice.spi.Answer;
import dev.sluice.spi.Engine;
import dev.sluice.spi.HttpRequest;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpServerConnection;
import io.undertow.util.Headers;

/** Asks the engine about requests to its paths, and carries the answer out; others go to the next handler. */
final class EngineHandler implements HttpHandler {

    /** A gate may block, and a thread of the server must not. */
    private static final Executor ASKING = task -> Thread.ofVirtual().name("sluice-undertow-ask").start(task);

    private final Engine engine;
    private final HttpHandler next;

    EngineHandler(Engine engine, HttpHandler next) {
        this.engine = engine;
        this.next = next;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        String path = RawPath.of(exchange);
        if (engine.serves(path)) {
            exchange.dispatch(ASKING, asked -> ask(asked, path));
        } else {
            next.handleRequest(exchange);
        }
    }

    private void ask(HttpServerExchange exchange, String path) throws Exception {
        if (exchange.getConnection() instanceof HttpServerConnection
                && exchange.getRequestHeaders().contains(Headers.TRANSFER_ENCODING)) {
            // Undertow takes for an end what is none, such as a chunk without a size: what comes behind could be a request that
            // a proxy takes for a part of the body.
            exchange.setPersistent(false);
            exchange.getResponseHeaders().put(Headers.CONNECTION, "close");
        }
        HttpRequest request;
        try {
            request = Requests.of(exchange, path);
        } catch (IllegalArgumentException e) {
            Responses.send(exchange, 400, "malformed header");
            return;
        }
        switch (engine.answer(request)) {
            case Answer.NotFound none -> next.handleRequest(exchange);
            case Answer.Response response -> Responses.send(exchange, response);
            case Answer.Receive wanted -> BodyInput.receive(exchange, wanted, ASKING);
            case Answer.Upgrade upgrade -> Links.upgrade(exchange, upgrade);
            case Answer.Stream stream -> Links.stream(exchange, stream);
        }
    }
}
