package dev.sluice.tck;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** A client of a session over HTTP/2, with TLS: {@code java.net.http}, which has all streams on one connection. */
final class Http2SessionClient extends SessionClient {

    private final HttpClient client = HttpClient.newBuilder().sslContext(Certificates.anonymous())
            .version(Version.HTTP_2).build();
    private final URI uri;

    Http2SessionClient(int port, String path) {
        this.uri = URI.create("https://127.0.0.1:" + port + path);
    }

    private HttpRequest.Builder request(List<String> headerLines) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri);
        headerLines.forEach(line -> request.header(line.substring(0, line.indexOf(':')),
                line.substring(line.indexOf(':') + 1).strip()));
        return request;
    }

    private <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> body) {
        try {
            HttpResponse<T> response = client.send(request, body);
            if (response.version() != Version.HTTP_2) {
                throw new AssertionError("expected HTTP/2, and got " + response.version());
            }
            return response;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    @Override
    Down get(List<String> headerLines) {
        HttpResponse<InputStream> response = send(request(headerLines).timeout(Waiting.deadline()).build(),
                BodyHandlers.ofInputStream());
        // Read aside: a read of this client has no deadline.
        BlockingQueue<Optional<SseEvents.Event>> events = new LinkedBlockingQueue<>();
        if (response.statusCode() == 200) {
            Thread.ofVirtual().start(() -> read(response.body(), events));
        } else {
            events.add(Optional.empty());
        }
        return new Down() {
            @Override
            public int status() {
                return response.statusCode();
            }

            @Override
            public Optional<SseEvents.Event> event() {
                return Waiting.take(events, "an event, or the end of the response");
            }

            @Override
            public void cut() {
                try {
                    response.body().close();
                } catch (IOException e) {
                    // It is cut, then.
                }
            }
        };
    }

    private static void read(InputStream body, BlockingQueue<Optional<SseEvents.Event>> events) {
        SseEvents lines = new SseEvents();
        try (BufferedReader in = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                lines.line(line);
                lines.poll().ifPresent(event -> events.add(Optional.of(event)));
            }
        } catch (IOException e) {
            // An end too.
        }
        events.add(Optional.empty());
    }

    @Override
    Posted post(byte[] body, List<String> headerLines) {
        HttpResponse<String> response = send(request(headerLines).timeout(Waiting.deadline().multipliedBy(2))
                .POST(BodyPublishers.ofByteArray(body)).build(), BodyHandlers.ofString());
        return new Posted(response.statusCode(), response.headers().firstValueAsLong("Sluice-Received"));
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
