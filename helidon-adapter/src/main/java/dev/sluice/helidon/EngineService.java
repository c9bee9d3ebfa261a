package dev.sluice.helidon;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;

import dev.sluice.Headers;
import dev.sluice.spi.Answer;
import dev.sluice.spi.Engine;
import dev.sluice.spi.HttpRequest;
import dev.sluice.spi.HttpVersion;
import dev.sluice.spi.LinkEnd;
import dev.sluice.spi.LinkHandler;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import org.jspecify.annotations.Nullable;

/** The route: asks the engine about each request and does what it answers, on the request's own virtual thread. */
final class EngineService implements HttpService {

    private static final Logger LOG = System.getLogger("dev.sluice.helidon");

    private final Engine engine;

    EngineService(Engine engine) {
        this.engine = engine;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.any(this::handle);
    }

    @Override
    public void afterStop() {
        // For an application that stopped its server and forgot the mount.
        engine.close();
    }

    private void handle(ServerRequest request, ServerResponse response) {
        LinkingConnection connection = LinkingConnection.current();
        if (connection != null && request.headers().containsToken(HeaderValues.CONNECTION_CLOSE)) {
            // Helidon echoes the header and keeps the connection.
            connection.closeAfterResponse();
        }
        HttpRequest asked;
        try {
            asked = Requests.of(request);
        } catch (IllegalArgumentException e) {
            response.status(Status.BAD_REQUEST_400).send("malformed header");
            return;
        }
        switch (engine.answer(asked)) {
            case Answer.NotFound notFound -> response.next();
            case Answer.Response plain -> respond(request, response, plain);
            case Answer.Receive wanted -> respond(request, response, BodyInput.receive(request, wanted));
            case Answer.Upgrade(Headers headers, LinkHandler handler) ->
                link(request, response, connection, Framing.RAW, headers, handler);
            case Answer.Stream(Headers headers, LinkHandler handler) -> {
                if (asked.version() == HttpVersion.HTTP_2) {
                    ResponseHead.apply(headers, response);
                    new ResponseLink(request.id(), response, handler, Http2Links.current()).run();
                } else {
                    link(request, response, connection, Framing.CHUNKED, headers, handler);
                }
            }
        }
    }

    private static void respond(ServerRequest request, ServerResponse response, Answer.Response plain) {
        response.status(Status.create(plain.status()));
        ResponseHead.apply(plain.headers(), response);
        if (plain.body().isEmpty()) {
            response.send();
            return;
        }
        byte[] body = plain.body().getBytes(StandardCharsets.UTF_8);
        if (request.prologue().method().equals(Method.HEAD)) {
            // Helidon would write the body even to HEAD, and the client take it for the next response.
            response.headers().contentLength(body.length);
            response.send();
        } else {
            response.send(body);
        }
    }

    private static void link(ServerRequest request, ServerResponse response, @Nullable LinkingConnection connection,
            Framing framing, Headers headers, LinkHandler handler) {
        if (connection == null) {
            LOG.log(Level.ERROR, "no stream can open: add HelidonMount.connectionSelector() to the listener, with"
                    + " WebServer.builder().addConnectionSelector(mount.connectionSelector())");
            handler.ended(LinkEnd.BROKEN);
            response.status(Status.INTERNAL_SERVER_ERROR_500).send();
            return;
        }
        if (request.content().hasEntity()) {
            // Else its bytes would be the first ones of the link.
            consume(request, handler);
        }
        connection.serve(response, framing, headers, handler);
    }

    private static void consume(ServerRequest request, LinkHandler handler) {
        try {
            request.content().consume();
        } catch (RuntimeException e) {
            handler.ended(LinkEnd.BROKEN);
            throw e;
        }
    }
}
