package dev.sluice.undertow;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.sluice.Headers;
import dev.sluice.spi.HttpRequest;
import dev.sluice.spi.HttpVersion;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import io.undertow.util.Protocols;

/** Undertow's exchange as the engine's request. */
final class Requests {

    private Requests() {}

    /**
     * The request.
     *
     * @throws IllegalArgumentException if a header has a character that HTTP forbids but Undertow lets pass
     */
    static HttpRequest of(HttpServerExchange exchange, String rawPath) {
        return new HttpRequest(exchange.getRequestMethod().toString(), rawPath, exchange.getQueryString(),
                version(exchange), headers(exchange), exchange.getSourceAddress(), exchange.isSecure(),
                Optional.empty());
    }

    private static HttpVersion version(HttpServerExchange exchange) {
        if (Protocols.HTTP_2_0.equals(exchange.getProtocol())) {
            return HttpVersion.HTTP_2;
        }
        return exchange.isHttp11() ? HttpVersion.HTTP_1_1 : HttpVersion.HTTP_1_0;
    }

    private static Headers headers(HttpServerExchange exchange) {
        Map<String, List<String>> lines = new HashMap<>();
        for (HeaderValues values : exchange.getRequestHeaders()) {
            lines.put(values.getHeaderName().toString(), new ArrayList<>(values));
        }
        return Headers.of(lines);
    }
}
