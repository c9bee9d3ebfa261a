package dev.sluice.internal.engine;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.sluice.Admission;
import dev.sluice.Opening;
import dev.sluice.Protocol;
import dev.sluice.TransportConfig;
import dev.sluice.internal.endpoint.EndpointSpec;
import dev.sluice.internal.engine.Router.Route;
import dev.sluice.internal.http.Query;
import dev.sluice.internal.http.Responses;
import dev.sluice.internal.http.Tokens;
import dev.sluice.internal.websocket.Handshake;
import dev.sluice.spi.Answer;
import dev.sluice.spi.HttpRequest;

/** Decides whether a request may open a stream: by the rules of HTTP and of its protocol, then by the endpoint's gate. */
final class Admissions {

    private static final Logger LOG = System.getLogger("dev.sluice");

    private final TransportConfig config;

    /** The one or the other. */
    sealed interface Decision {

        record Open(Opening opening) implements Decision {}

        record Refuse(Answer.Response response) implements Decision {}
    }

    Admissions(TransportConfig config) {
        this.config = config;
    }

    Decision decide(HttpRequest request, Route route) {
        EndpointSpec endpoint = route.endpoint();
        if (!request.method().equals("GET")) {
            return refuse(Responses.refuse(405, "streams are opened by GET", "Allow", "GET"));
        }
        boolean webSocket = Handshake.isAskedFor(request);
        Optional<Answer.Response> refusal = webSocket
                ? refusalOfWebSocket(request, endpoint)
                : refusalOfSse(request, endpoint);
        if (refusal.isPresent()) {
            return refuse(refusal.get());
        }
        Optional<Map<String, List<String>>> query = Query.parse(request.rawQuery());
        if (query.isEmpty()) {
            return refuse(Responses.refuse(400, "the query is not percent-encoded UTF-8"));
        }
        Opening opening = opening(request, route, query.get(), webSocket);
        return endpoint.gate().isPresent() ? ask(endpoint, opening) : new Decision.Open(opening);
    }

    private Optional<Answer.Response> refusalOfWebSocket(HttpRequest request, EndpointSpec endpoint) {
        if (!endpoint.protocols().contains(Protocol.WEB_SOCKET)) {
            return Optional.of(Responses.refuse(400, "this endpoint speaks Server-Sent Events only"));
        }
        return Handshake.refusal(request, config.allowedOrigins());
    }

    private static Optional<Answer.Response> refusalOfSse(HttpRequest request, EndpointSpec endpoint) {
        if (!endpoint.protocols().contains(Protocol.SSE)) {
            return Optional.of(Handshake.upgradeRequired("this endpoint speaks WebSocket only"));
        }
        List<String> accepted = Tokens.of(request.headers(), "Accept");
        if (!accepted.isEmpty() && accepted.stream().noneMatch(Admissions::coversEventStream)) {
            return Optional.of(Responses.refuse(406, "this endpoint speaks text/event-stream"));
        }
        return Optional.empty();
    }

    private static boolean coversEventStream(String mediaRange) {
        int parameters = mediaRange.indexOf(';');
        String range = (parameters < 0 ? mediaRange : mediaRange.substring(0, parameters)).strip();
        return range.equals("*/*") || range.equalsIgnoreCase("text/*") || range.equalsIgnoreCase("text/event-stream");
    }

    private static Opening opening(HttpRequest request, Route route, Map<String, List<String>> query,
            boolean webSocket) {
        return new Opening(webSocket ? Protocol.WEB_SOCKET : Protocol.SSE, route.endpoint().pathTemplate(),
                request.rawPath(), route.parameters(), query, request.headers(), request.remoteAddress(),
                request.secure(), request.clientCertificate(), Optional.empty(),
                webSocket ? Handshake.subprotocol(request, route.endpoint().subprotocols()) : Optional.empty(),
                request.headers().first("Last-Event-ID")
                        .or(() -> query.getOrDefault("last_event_id", List.of()).stream().findFirst()));
    }

    private static Decision ask(EndpointSpec endpoint, Opening opening) {
        try {
            return switch (endpoint.gate().orElseThrow().admit(opening)) {
                case Admission.Admitted admitted -> new Decision.Open(opening.withPrincipal(admitted.principal()));
                case Admission.Refused no -> refuse(Responses.refuse(no.status(), no.reason(), no.headers()));
            };
        } catch (Throwable t) {
            LOG.log(Level.WARNING, () -> "the gate of " + endpoint.template() + " failed", t);
            return refuse(failed());
        }
    }

    /** The answer when the application failed; it says nothing of how. */
    static Answer.Response failed() {
        return Responses.refuse(500, "the server failed");
    }

    private static Decision refuse(Answer.Response response) {
        return new Decision.Refuse(response);
    }
}
