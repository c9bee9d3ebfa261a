package dev.sluice.internal.engine;

import java.util.List;
import java.util.Optional;

import dev.sluice.Protocol;
import dev.sluice.TransportConfig;
import dev.sluice.internal.endpoint.EndpointSpec;
import dev.sluice.internal.endpoint.Service;
import dev.sluice.internal.http.BodyFraming;
import dev.sluice.internal.http.Cors;
import dev.sluice.internal.http.HeadLimits;
import dev.sluice.internal.http.Responses;
import dev.sluice.internal.http.Tokens;
import dev.sluice.internal.stream.WireForm;
import dev.sluice.internal.websocket.Handshake;
import dev.sluice.spi.Answer;
import dev.sluice.spi.HttpRequest;
import dev.sluice.spi.HttpVersion;

/** What makes a request an opening, by the rules of HTTP and of its protocol, before anybody is asked. */
final class ProtocolRules {

    private final TransportConfig config;
    private final Cors cors;

    ProtocolRules(TransportConfig config) {
        this.config = config;
        this.cors = new Cors(config);
    }

    /** The plain response to a request that opens nothing; empty for an opening. */
    Optional<Answer.Response> response(HttpRequest request, EndpointSpec endpoint) {
        return HeadLimits.refusal(request, config.limits())
                .or(() -> BodyFraming.refusal(request))
                .or(() -> servesSse(endpoint) ? cors.preflight(request, methods(endpoint)) : Optional.empty())
                .or(() -> isMethodOf(request, endpoint)
                        ? Optional.empty()
                        : Optional.of(Responses.refuse(405, "streams are opened by GET", "Allow", methods(endpoint))))
                .or(() -> Handshake.isAskedFor(request)
                        ? refusalOfWebSocket(request, endpoint)
                        : refusalOfSse(request, endpoint));
    }

    private Optional<Answer.Response> refusalOfWebSocket(HttpRequest request, EndpointSpec endpoint) {
        if (!endpoint.protocols().contains(Protocol.WEB_SOCKET)) {
            return Optional.of(Responses.refuse(400, "this endpoint speaks Server-Sent Events only"));
        }
        return Handshake.refusal(request, config.allowedOrigins()).or(() -> refusalOfShared(request, endpoint));
    }

    private static Optional<Answer.Response> refusalOfShared(HttpRequest request, EndpointSpec endpoint) {
        boolean speaks = Handshake.subprotocol(request, endpoint.subprotocols()).isPresent();
        return speaks || !(endpoint.service() instanceof Service.Shared)
                ? Optional.empty()
                : Optional.of(Responses.refuse(400,
                        "this endpoint has several channels: offer the sub-protocol " + WireForm.SLUICE_V1));
    }

    private Optional<Answer.Response> refusalOfSse(HttpRequest request, EndpointSpec endpoint) {
        if (!servesSse(endpoint)) {
            // HTTP/2 has no upgrade, and its responses no header that tells of one (RFC 9113 section 8.2.2).
            return Optional.of(request.version() == HttpVersion.HTTP_2
                    ? Responses.refuse(400, "this endpoint speaks WebSocket only, by HTTP/1.1")
                    : Handshake.upgradeRequired("this endpoint speaks WebSocket only"));
        }
        return cors.refusal(request)
                .or(() -> request.method().equals("POST") ? Optional.empty() : refusalOfAccept(request));
    }

    private static boolean isMethodOf(HttpRequest request, EndpointSpec endpoint) {
        return request.method().equals("GET")
                || (request.method().equals("POST") && endpoint.hasSessions() && !Handshake.isAskedFor(request));
    }

    private static String methods(EndpointSpec endpoint) {
        return endpoint.hasSessions() ? "GET, POST" : "GET";
    }

    private static Optional<Answer.Response> refusalOfAccept(HttpRequest request) {
        List<String> accepted = Tokens.of(request.headers(), "Accept");
        return accepted.isEmpty() || accepted.stream().anyMatch(ProtocolRules::coversEventStream)
                ? Optional.empty()
                : Optional.of(Responses.refuse(406, "this endpoint speaks text/event-stream"));
    }

    private static boolean coversEventStream(String mediaRange) {
        int parameters = mediaRange.indexOf(';');
        String range = (parameters < 0 ? mediaRange : mediaRange.substring(0, parameters)).strip();
        return range.equals("*/*") || range.equalsIgnoreCase("text/*") || range.equalsIgnoreCase("text/event-stream");
    }

    private static boolean servesSse(EndpointSpec endpoint) {
        return endpoint.protocols().contains(Protocol.SSE);
    }

    /** The answer as pages of other origins may read it, where it is about an event stream. */
    Answer share(HttpRequest request, EndpointSpec endpoint, Answer answer) {
        return servesSse(endpoint) && !Handshake.isAskedFor(request) ? cors.share(request, answer) : answer;
    }
}
