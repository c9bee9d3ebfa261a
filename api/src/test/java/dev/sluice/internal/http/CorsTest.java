package dev.sluice.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import dev.sluice.Headers;
import dev.sluice.TransportConfig;
import dev.sluice.spi.Answer;
import dev.sluice.spi.HttpRequest;
import dev.sluice.spi.HttpVersion;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("CORS")
class CorsTest {

    private static final String FRIEND = "https://friend.example";

    private static Cors cors(boolean credentials, String... allowed) {
        return new Cors(TransportConfig.builder().allowedOrigins(Set.of(allowed)).allowCredentials(credentials)
                .build());
    }

    private static HttpRequest request(String method, String... headers) {
        return new HttpRequest(method, "/news", "", HttpVersion.HTTP_1_1, Headers.of(headers),
                InetSocketAddress.createUnresolved("client", 1), false, Optional.empty());
    }

    private static Headers shared(Cors cors, HttpRequest request, String... headers) {
        Answer answer = cors.share(request, new Answer.Response(401, Headers.of(headers), "no"));
        return ((Answer.Response) answer).headers();
    }

    @Test
    @DisplayName("changes nothing where no origin is allowed")
    void none() {
        Answer answer = new Answer.Response(401, Headers.empty(), "no");
        assertThat(cors(false).share(request("GET", "Origin", FRIEND), answer)).isSameAs(answer);
        assertThat(cors(false).refusal(request("GET", "Origin", FRIEND)).orElseThrow().status()).isEqualTo(403);
        assertThat(cors(false).refusal(request("GET"))).isEmpty();
    }

    @Test
    @DisplayName("tells a page of an allowed origin its origin, and caches that it matters")
    void allowed() {
        Headers headers = shared(cors(false, FRIEND), request("GET", "Origin", FRIEND));
        assertThat(headers).isEqualTo(Headers.of("Vary", "Origin", "Access-Control-Allow-Origin", FRIEND));
        assertThat(shared(cors(true, FRIEND), request("GET", "Origin", FRIEND))
                .first("Access-Control-Allow-Credentials")).hasValue("true");
    }

    @Test
    @DisplayName("tells other pages nothing, those of the same host among them")
    void others() {
        Cors cors = cors(true, FRIEND);
        for (HttpRequest request : List.of(request("GET"), request("GET", "Origin", "https://evil.example"),
                request("GET", "Origin", "http://own.example", "Host", "own.example"))) {
            assertThat(shared(cors, request)).isEqualTo(Headers.of("Vary", "Origin"));
        }
    }

    @Test
    @DisplayName("tells every page that everybody is allowed, where everybody is")
    void everybody() {
        assertThat(shared(cors(false, "*"), request("GET", "Origin", "null"))
                .first("Access-Control-Allow-Origin")).hasValue("*");
        assertThat(shared(cors(false, "*"), request("GET"))).isEqualTo(Headers.of("Vary", "Origin"));
    }

    @Test
    @DisplayName("keeps what a gate says varies, and takes the place of what it says of origins")
    void merges() {
        Headers headers = shared(cors(false, FRIEND), request("GET", "Origin", FRIEND), "vary", "Cookie",
                "access-control-allow-origin", "*", "WWW-Authenticate", "Bearer");
        assertThat(headers.all("Vary")).containsExactly("Cookie", "Origin");
        assertThat(headers.all("Access-Control-Allow-Origin")).containsExactly(FRIEND);
        assertThat(headers.all("WWW-Authenticate")).containsExactly("Bearer");
    }

    @Test
    @DisplayName("answers a preflight with the headers that were asked for")
    void preflight() {
        Answer.Response response = cors(false, FRIEND).preflight(request("OPTIONS", "Origin", FRIEND,
                "Access-Control-Request-Method", "GET", "Access-Control-Request-Headers", "x-a,last-event-id"), "GET")
                .orElseThrow();
        assertThat(response).isEqualTo(new Answer.Response(204, Headers.of("Access-Control-Allow-Methods", "GET",
                "Access-Control-Max-Age", "600", "Access-Control-Allow-Headers", "x-a, last-event-id"), ""));
    }

    @Test
    @DisplayName("takes nothing for a preflight that is none")
    void noPreflight() {
        Cors cors = cors(false, FRIEND);
        assertThat(cors.preflight(request("OPTIONS", "Origin", FRIEND), "GET")).isEmpty();
        assertThat(cors.preflight(request("OPTIONS", "Access-Control-Request-Method", "GET"), "GET")).isEmpty();
        assertThat(cors.preflight(request("GET", "Origin", FRIEND, "Access-Control-Request-Method", "GET"), "GET"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "x-a, (", "x:y", "é"})
    @DisplayName("refuses a preflight that asks for what is no header, without repeating it")
    void noHeader(String asked) {
        Answer.Response response = cors(false, FRIEND).preflight(request("OPTIONS", "Origin", FRIEND,
                "Access-Control-Request-Method", "GET", "Access-Control-Request-Headers", asked), "GET").orElseThrow();
        assertThat(response.status()).isEqualTo(400);
        assertThat(response.headers().asMap() + response.body()).doesNotContain(asked);
    }
}
