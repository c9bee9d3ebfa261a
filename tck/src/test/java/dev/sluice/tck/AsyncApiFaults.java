package dev.sluice.tck;

import static dev.sluice.tck.Fault.inside;
import static dev.sluice.tck.Tampered.answers;
import static dev.sluice.tck.Tampered.requests;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import dev.sluice.AsyncApi;
import dev.sluice.Endpoint;
import dev.sluice.Headers;
import dev.sluice.Transport;
import dev.sluice.TransportConfig;
import dev.sluice.spi.Answer;
import dev.sluice.spi.HttpRequest;

/** Faults of the AsyncAPI document. */
final class AsyncApiFaults {

    private AsyncApiFaults() {}

    static Stream<Fault> all() {
        return Stream.of(
                inside("the runtime knows the paths of endpoints alone",
                        answers(a -> isDocument(a) ? new Answer.NotFound() : a), "ASYNCAPI-1", "ASYNCAPI-3"),
                inside("the runtime gives the document a type of its own", answers(AsyncApiFaults::asText),
                        "ASYNCAPI-1", "ASYNCAPI-3"),
                inside("what the server receives is left out of the document", answers(AsyncApiFaults::deaf),
                        "ASYNCAPI-1", "ASYNCAPI-2", "ASYNCAPI-3"),
                inside("HEAD is no GET", requests(r -> r.method().equals("HEAD") ? method(r, "TRACE") : r),
                        "ASYNCAPI-3"),
                inside("every method looks like GET", requests(r -> method(r, "GET")), "ASYNCAPI-4", "HTTP-2"),
                new Fault("the document is served unasked", AsyncApiFaults::unasked, List.of("ASYNCAPI-5")),
                new Fault("a document that is in the way is left out", AsyncApiFaults::gentle, List.of("ASYNCAPI-7")));
    }

    private static boolean isDocument(Answer answer) {
        return answer instanceof Answer.Response response
                && response.headers().all("Content-Type").contains("application/json");
    }

    private static Answer asText(Answer answer) {
        return isDocument(answer) && answer instanceof Answer.Response(int status, Headers headers, String body)
                ? new Answer.Response(status, HttpFaults.with(headers, "Content-Type", "text/plain"), body)
                : answer;
    }

    private static Answer deaf(Answer answer) {
        return isDocument(answer) && answer instanceof Answer.Response(int status, Headers headers, String body)
                ? new Answer.Response(status, headers, body.replace("\"receive\"", "\"send\""))
                : answer;
    }

    private static HttpRequest method(HttpRequest r, String method) {
        return new HttpRequest(method, r.rawPath(), r.rawQuery(), r.version(), r.headers(), r.remoteAddress(),
                r.secure(), r.clientCertificate());
    }

    private static Transport unasked(TransportConfig config, List<Endpoint> endpoints) {
        return new SocketTransport(config.toBuilder().asyncApi(AsyncApi.at(AsyncApiRules.PATH)).build(), endpoints);
    }

    private static Transport gentle(TransportConfig c, List<Endpoint> endpoints) {
        try {
            return new SocketTransport(c, endpoints);
        } catch (IllegalArgumentException e) {
            return new SocketTransport(new TransportConfig(c.host(), c.port(), c.tls(), c.allowedOrigins(),
                    c.allowCredentials(), c.limits(), c.timing(), c.compression(), Optional.empty(), c.observers(),
                    c.time()), endpoints);
        }
    }
}
