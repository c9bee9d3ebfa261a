package dev.sluice.internal.engine;

import java.util.Collection;
import java.util.Optional;

import dev.sluice.AsyncApi;
import dev.sluice.Endpoint;
import dev.sluice.Headers;
import dev.sluice.Limits;
import dev.sluice.TransportConfig;
import dev.sluice.internal.endpoint.EndpointSpec;
import dev.sluice.internal.endpoint.PathTemplate;
import dev.sluice.internal.http.Cors;
import dev.sluice.internal.http.HeadLimits;
import dev.sluice.internal.http.Responses;
import dev.sluice.spi.Answer;
import dev.sluice.spi.HttpRequest;

/** The AsyncAPI document at its path, for everybody and every page that may read event streams. Immutable. */
final class DescriptionPage {

    private final PathTemplate path;
    private final Limits limits;
    private final Cors cors;
    private final Answer.Response document;

    /** For these endpoints; empty, if nobody wants it. */
    static Optional<DescriptionPage> of(TransportConfig config, Collection<? extends Endpoint> endpoints) {
        return config.asyncApi().map(wanted -> new DescriptionPage(wanted, config, endpoints));
    }

    private DescriptionPage(AsyncApi wanted, TransportConfig config, Collection<? extends Endpoint> endpoints) {
        this.path = PathTemplate.literal(wanted.path());
        for (Endpoint endpoint : endpoints) {
            if (endpoint instanceof EndpointSpec spec && spec.template().shape().equals(path.shape())) {
                throw new IllegalArgumentException("the AsyncAPI document is at " + path + ", where an endpoint serves "
                        + spec.names() + "; give one of them another path");
            }
        }
        this.limits = config.limits();
        this.cors = new Cors(config);
        // The common type, which browsers show; whatever reads AsyncAPI finds the version inside.
        this.document = new Answer.Response(200,
                Headers.of("Content-Type", "application/json", "Cache-Control", "no-cache"),
                wanted.document(endpoints));
    }

    boolean isAt(String rawPath) {
        return path.match(rawPath).isPresent();
    }

    Answer answer(HttpRequest request) {
        return cors.share(request, HeadLimits.refusal(request, limits).or(() -> cors.preflight(request, "GET"))
                .or(() -> refusalOfMethod(request)).or(() -> cors.refusal(request)).orElse(document));
    }

    private static Optional<Answer.Response> refusalOfMethod(HttpRequest request) {
        return request.method().equals("GET") || request.method().equals("HEAD")
                ? Optional.empty()
                : Optional.of(Responses.refuse(405, "the document is read by GET", "Allow", "GET, HEAD"));
    }
}
