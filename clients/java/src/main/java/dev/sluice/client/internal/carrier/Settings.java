package dev.sluice.client.internal.carrier;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

import dev.sluice.Protocol;
import dev.sluice.TimeSource;
import dev.sluice.client.Backoff;

/**
 * How a client behaves.
 *
 * @param uri the endpoint, whose scheme is {@code http} or that of TLS
 * @param http makes the connections
 * @param headers sent with every request, asked for anew each time
 * @param protocols what may be used
 * @param connectTimeout how long making a connection may take
 * @param silence how long a server may say nothing
 * @param largestMessage the largest frame, in bytes
 * @param backoff how long to wait before trying again
 * @param pause waits
 * @param time tells the time
 */
public record Settings(
        URI uri,
        HttpClient http,
        Map<String, Supplier<String>> headers,
        Set<Protocol> protocols,
        Duration connectTimeout,
        Duration silence,
        int largestMessage,
        Backoff backoff,
        Pause pause,
        TimeSource time) {

    static final String LAST_EVENT_ID = "Last-Event-ID";

    /** Waits; to be replaced in tests. */
    @FunctionalInterface
    public interface Pause {

        /** Waits for so long. */
        void pause(Duration time) throws InterruptedException;
    }

    /** A request to the endpoint. */
    HttpRequest.Builder request() {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri);
        headers.forEach((name, value) -> request.setHeader(name, value.get()));
        return request;
    }

    /** The endpoint for a WebSocket. */
    URI webSocketUri() {
        return URI.create("ws" + uri.toString().substring("http".length()));
    }

    /** A header line for a cursor. */
    static void resume(HttpRequest.Builder request, Optional<String> cursor) {
        cursor.ifPresent(it -> request.setHeader(LAST_EVENT_ID, it));
    }
}
