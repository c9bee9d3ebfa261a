package dev.sluice.internal.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

import dev.sluice.Headers;
import dev.sluice.TransportConfig;
import dev.sluice.spi.Answer;
import dev.sluice.spi.HttpRequest;

/** Which web pages may read event streams: the CORS protocol of the Fetch standard, section 3.2. Immutable. */
public final class Cors {

    private static final String ANY = "*";
    /** What a page may read besides what every page may. */
    private static final String RECEIVED = "Sluice-Received";
    private static final String MAX_AGE_SECONDS = "600";

    private final Set<String> allowed;
    private final boolean credentials;

    /** By the origins of this configuration. */
    public Cors(TransportConfig config) {
        this.allowed = config.allowedOrigins();
        this.credentials = config.allowCredentials();
    }

    /** Why a page of this origin gets nothing; empty if it does, or if there is no page. */
    public Optional<Answer.Response> refusal(HttpRequest request) {
        return Origins.mayOpen(request.headers(), allowed)
                ? Optional.empty()
                : Optional.of(Responses.refuse(403, "pages of this origin may not read the stream"));
    }

    /**
     * The answer to a browser that asks what a page may do (section 3.2.2); empty if the request is no such thing.
     *
     * @param methods the methods that there are
     */
    public Optional<Answer.Response> preflight(HttpRequest request, String methods) {
        Headers headers = request.headers();
        if (!request.method().equals("OPTIONS") || headers.first("Origin").isEmpty()
                || headers.first("Access-Control-Request-Method").isEmpty()) {
            return Optional.empty();
        }
        return refusal(request).or(() -> Optional.of(permission(headers, methods)));
    }

    private static Answer.Response permission(Headers asked, String methods) {
        List<String> names = Tokens.of(asked, "Access-Control-Request-Headers");
        if (!names.stream().allMatch(Tokens::isToken)) {
            return Responses.refuse(400, "Access-Control-Request-Headers lists what is no header name");
        }
        Map<String, List<String>> headers = new TreeMap<>();
        headers.put("Access-Control-Allow-Methods", List.of(methods));
        headers.put("Access-Control-Max-Age", List.of(MAX_AGE_SECONDS));
        if (!names.isEmpty()) {
            headers.put("Access-Control-Allow-Headers", List.of(String.join(", ", names)));
        }
        return new Answer.Response(204, Headers.of(headers), "");
    }

    /** An answer, with the headers that let a page of an allowed origin read it (section 3.2.3). */
    public Answer share(HttpRequest request, Answer answer) {
        if (allowed.isEmpty()) {
            return answer;
        }
        return switch (answer) {
            case Answer.Response response -> share(request, response);
            case Answer.Receive(int maxBytes, var within, var tooLarge, var then) -> new Answer.Receive(maxBytes,
                    within, share(request, tooLarge), body -> share(request, then.apply(body)));
            case Answer.Stream(Headers headers, var handler) ->
                new Answer.Stream(share(request.headers(), headers), handler);
            case Answer.Upgrade upgrade -> upgrade;
            case Answer.NotFound none -> none;
        };
    }

    private Answer.Response share(HttpRequest request, Answer.Response answer) {
        return new Answer.Response(answer.status(), share(request.headers(), answer.headers()), answer.body());
    }

    private Headers share(Headers asked, Headers answer) {
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.putAll(answer.asMap());
        // Also without an Origin: what it would have changed must not come out of a cache (section 3.2.5).
        headers.merge("Vary", List.of("Origin"), Cors::joined);
        grant(asked).ifPresent(origin -> {
            headers.put("Access-Control-Allow-Origin", List.of(origin));
            if (headers.containsKey(RECEIVED)) {
                headers.put("Access-Control-Expose-Headers", List.of(RECEIVED));
            }
            if (credentials) {
                headers.put("Access-Control-Allow-Credentials", List.of("true"));
            }
        });
        return Headers.of(headers);
    }

    /**
     * What {@code Access-Control-Allow-Origin} says. Nothing for a page of the same host that is not allowed by name: its
     * scheme may be another one, and then it is another origin.
     */
    private Optional<String> grant(Headers asked) {
        return asked.first("Origin").filter(origin -> allowed.contains(ANY) || allowed.contains(origin))
                .map(origin -> allowed.contains(ANY) ? ANY : origin);
    }

    private static List<String> joined(List<String> some, List<String> more) {
        List<String> all = new ArrayList<>(some);
        all.addAll(more);
        return all;
    }
}
