package dev.sluice.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.sluice.Headers;
import dev.sluice.Limits;
import dev.sluice.TransportConfig;
import dev.sluice.spi.Answer;
import dev.sluice.spi.HttpRequest;
import dev.sluice.spi.HttpVersion;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The head of an opening")
class HeadLimitsTest {

    private static final Limits LIMITS = TransportConfig.builder().maxHeaders(3).maxHeaderBytes(300).build().limits();

    private static Optional<Answer.Response> refusal(String path, String query, Map<String, List<String>> headers) {
        return HeadLimits.refusal(new HttpRequest("GET", path, query, HttpVersion.HTTP_1_1, Headers.of(headers),
                InetSocketAddress.createUnresolved("client", 1), false, Optional.empty()), LIMITS);
    }

    private static void assertTooLarge(Optional<Answer.Response> refusal, String text) {
        assertThat(refusal).hasValueSatisfying(response -> {
            assertThat(response.status()).isEqualTo(431);
            assertThat(response.body()).isEqualTo(text);
        });
    }

    @Test
    @DisplayName("has as many lines as the limit, those of one name each counted")
    void lines() {
        assertThat(refusal("/", "", Map.of("a", List.of("1"), "b", List.of("1", "2")))).isEmpty();
        assertTooLarge(refusal("/", "", Map.of("a", List.of("1", "2"), "b", List.of("1", "2"))),
                "the request has 4 header lines, the limit is 3");
    }

    @Test
    @DisplayName("has as many bytes as the limit: of the target, the names and the values")
    void bytes() {
        // The path has 5, the query 6 with its question mark, the names 1 and 2 times 2.
        assertThat(refusal("/path", "query", values(284))).isEmpty();
        assertTooLarge(refusal("/path", "query", values(285)),
                "the target and the headers have 301 bytes, the limit is 300");
        assertTooLarge(refusal("/path", "query!", values(284)),
                "the target and the headers have 301 bytes, the limit is 300");
        assertTooLarge(refusal("/" + "p".repeat(300), "", Map.of()),
                "the target and the headers have 301 bytes, the limit is 300");
    }

    private static Map<String, List<String>> values(int bytes) {
        return Map.of("a", List.of("x".repeat(bytes - 200)), "bb", List.of("y".repeat(150), "z".repeat(50)));
    }
}
