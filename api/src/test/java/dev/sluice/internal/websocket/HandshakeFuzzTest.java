package dev.sluice.internal.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

import dev.sluice.Headers;
import dev.sluice.fixtures.Randomly;
import dev.sluice.spi.Answer;
import dev.sluice.spi.HttpRequest;
import dev.sluice.spi.HttpVersion;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Of any headers the opening handshake")
class HandshakeFuzzTest {

    private static final Set<Integer> REFUSALS = Set.of(400, 403, 426);
    private static final String[] PIECES = {",", ";", "=", "\"", "\\", " ", "\t", "13", "websocket", "upgrade",
        "Upgrade",
        "permessage-deflate", "client_max_window_bits", "server_max_window_bits", "server_no_context_takeover", "15",
        "8", "16",
        "9999999999", "sluice.v1", "http://", "https://", "host", ":80", ":", "null", "[::1]", "@", "/", "\u00e9",
        "dGhlIHNhbXBsZSBub25jZQ=="};

    @Test
    @DisplayName("makes a refusal that fits, or a 101 that is right, and throws nothing")
    void anyHeaders() {
        Randomly.tries(20_000, any -> {
            HttpRequest request = request(any);
            boolean asked = Handshake.isAskedFor(request);
            Optional<Answer.Response> refusal = Handshake.refusal(request, Set.of("http://host"));
            if (refusal.isPresent()) {
                assertThat(REFUSALS).contains(refusal.get().status());
            } else if (asked) {
                assertAccepted(request, any.oneIn(2));
            }
        });
    }

    private static void assertAccepted(HttpRequest request, boolean takeover) {
        Optional<String> subprotocol = Handshake.subprotocol(request, List.of("sluice.v1"));
        Optional<DeflateTerms> terms = Handshake.compression(request, takeover);
        Headers answer = Handshake.accept(request, subprotocol, terms);
        assertThat(answer.first("Sec-WebSocket-Accept")).contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
        assertThat(answer.first("Sec-WebSocket-Protocol")).isEqualTo(subprotocol);
        answer.first("Sec-WebSocket-Extensions").ifPresent(agreed -> {
            assertThat(agreed).startsWith("permessage-deflate");
            assertThat(ExtensionParser.parse(List.of(agreed))).hasSize(1);
        });
    }

    /** Right more often than not, so that what is behind a check is reached too. */
    private static HttpRequest request(Randomly any) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        header(any, headers, "Host", "host");
        header(any, headers, "Upgrade", "websocket");
        header(any, headers, "Connection", "keep-alive, Upgrade");
        header(any, headers, "Sec-WebSocket-Version", "13");
        header(any, headers, "Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
        header(any, headers, "Sec-WebSocket-Extensions", "permessage-deflate; client_max_window_bits");
        header(any, headers, "Sec-WebSocket-Protocol", "chat, sluice.v1");
        header(any, headers, "Origin", "http://host");
        HttpVersion version = any.oneIn(20) ? any.pick(HttpVersion.values()) : HttpVersion.HTTP_1_1;
        return new HttpRequest("GET", "/", "", version, Headers.of(headers),
                InetSocketAddress.createUnresolved("client", 1),
                false, Optional.empty());
    }

    private static void header(Randomly any, Map<String, List<String>> headers, String name, String right) {
        if (any.oneIn(12)) {
            headers.put(name, IntStream.range(0, any.upTo(2)).mapToObj(i -> any.joined(8, PIECES)).toList());
        } else {
            headers.put(name, List.of(right));
        }
    }
}
