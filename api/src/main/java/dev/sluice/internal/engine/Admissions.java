package dev.sluice.internal.engine;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.sluice.Admission;
import dev.sluice.Opening;
import dev.sluice.Protocol;
import dev.sluice.TransportConfig;
import dev.sluice.internal.engine.Router.Route;
import dev.sluice.internal.http.Query;
import dev.sluice.internal.http.Responses;
import dev.sluice.internal.limit.Seats.Seat;
import dev.sluice.internal.session.Sessions;
import dev.sluice.internal.stream.WireForm;
import dev.sluice.internal.websocket.Handshake;
import dev.sluice.spi.Answer;
import dev.sluice.spi.HttpRequest;

/**
 * Decides whether a request may open a stream: by the rules of HTTP and of its protocol, then by the quotas of the
 * transport, then by the endpoint's gate.
 */
final class Admissions {

    private final ProtocolRules rules;
    private final Quotas quotas;
    private final GateKeeper gates;

    /** The one or the other. */
    sealed interface Decision {

        /** A stream may open; it has the seat, which must be left when it is over. */
        record Open(Opening opening, Seat seat) implements Decision {}

        /** A session that is there already is meant, or should be. */
        record OfSession() implements Decision {}

        /** There is no stream, but a plain response. */
        record Respond(Answer.Response response) implements Decision {}
    }

    Admissions(TransportConfig config, Quotas quotas, GateKeeper gates) {
        this.rules = new ProtocolRules(config);
        this.quotas = quotas;
        this.gates = gates;
    }

    Decision decide(HttpRequest request, Route route) {
        Optional<Answer.Response> response = rules.response(request, route.endpoint());
        if (response.isPresent()) {
            return new Decision.Respond(response.get());
        }
        if (!Handshake.isAskedFor(request) && Sessions.concerns(request, route.endpoint())) {
            return new Decision.OfSession();
        }
        Optional<Map<String, List<String>>> query = Query.parse(request.rawQuery());
        if (query.isEmpty()) {
            return new Decision.Respond(Responses.refuse(400, "the query is not percent-encoded UTF-8"));
        }
        Opening opening = opening(request, route, query.get());
        return switch (quotas.enter(request.remoteAddress())) {
            case Quotas.Entry.Denied denied -> new Decision.Respond(denied.response());
            case Quotas.Entry.Granted granted -> ask(route, opening, granted.seat());
        };
    }

    private static Opening opening(HttpRequest request, Route route, Map<String, List<String>> query) {
        boolean webSocket = Handshake.isAskedFor(request);
        return new Opening(webSocket ? Protocol.WEB_SOCKET : Protocol.SSE, route.endpoint().pathTemplate(),
                request.rawPath(), route.parameters(), query, request.headers(), request.remoteAddress(),
                request.secure(), request.clientCertificate(), Optional.empty(),
                webSocket
                        ? Handshake.subprotocol(request, route.endpoint().subprotocols())
                        : Optional.of(WireForm.SLUICE_V1).filter(v1 -> route.endpoint().hasSessions()),
                request.headers().first("Last-Event-ID").filter(id -> !id.isEmpty())
                        .or(() -> query.getOrDefault("last_event_id", List.of()).stream().findFirst()));
    }

    private Decision ask(Route route, Opening opening, Seat seat) {
        return switch (gates.ask(route.endpoint(), opening)) {
            case Admission.Admitted admitted -> new Decision.Open(opening.withPrincipal(admitted.principal()), seat);
            case Admission.Refused no -> {
                seat.leave();
                yield new Decision.Respond(Responses.refuse(no.status(), no.reason(), no.headers()));
            }
        };
    }

    /** The answer as pages of other origins may read it, where it is about an event stream. */
    Answer share(HttpRequest request, Route route, Answer answer) {
        return rules.share(request, route.endpoint(), answer);
    }

    /** The answer when the application failed; it says nothing of how. */
    static Answer.Response failed() {
        return Responses.refuse(500, "the server failed");
    }
}
