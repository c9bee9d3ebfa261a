package dev.sluice.undertow;

import java.nio.charset.StandardCharsets;

import dev.sluice.Headers;
import dev.sluice.spi.Answer;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.HttpString;

/** Plain responses. */
final class Responses {

    private static final HttpString VARY = io.undertow.util.Headers.VARY;

    private Responses() {}

    static void send(HttpServerExchange exchange, Answer.Response response) {
        exchange.setStatusCode(response.status());
        putHeaders(exchange, response.headers());
        if (response.body().isEmpty()) {
            exchange.endExchange();
        } else {
            exchange.getResponseSender().send(response.body(), StandardCharsets.UTF_8);
        }
    }

    static void send(HttpServerExchange exchange, int status, String body) {
        send(exchange, new Answer.Response(status, Headers.of("Content-Type", "text/plain; charset=utf-8"), body));
    }

    /** Beside those that handlers before us have set; what varies is added to theirs. */
    static void putHeaders(HttpServerExchange exchange, Headers headers) {
        HeaderMap all = exchange.getResponseHeaders();
        headers.asMap().forEach((name, values) -> {
            HttpString header = new HttpString(name);
            if (header.equals(VARY)) {
                values.forEach(value -> all.add(VARY, value));
            } else {
                all.putAll(header, values);
            }
        });
    }
}
