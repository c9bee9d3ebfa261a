package dev.sluice.undertow;

import java.nio.charset.StandardCharsets;

import dev.sluice.Headers;
import dev.sluice.spi.Answer;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HttpString;

/** Plain responses. */
final class Responses {

    private Responses() {}

    static void send(HttpServerExchange exchange, Answer.Response response) {
        exchange.setStatusCode(response.status());
        putHeaders(exchange, response.headers());
        exchange.getResponseSender().send(response.body(), StandardCharsets.UTF_8);
    }

    static void send(HttpServerExchange exchange, int status, String body) {
        send(exchange, new Answer.Response(status, Headers.of("Content-Type", "text/plain; charset=utf-8"), body));
    }

    /** Beside those that handlers before us have set. */
    static void putHeaders(HttpServerExchange exchange, Headers headers) {
        headers.asMap()
                .forEach((name, values) -> exchange.getResponseHeaders().putAll(new HttpString(name), values));
    }
}
