package dev.sluice.samples;

import static dev.sluice.samples.Servers.uri;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import org.junit.jupiter.api.DisplayName;

@DisplayName("The ticker's path")
class TickerStreamTest {

    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @OnEachRuntime
    @DisplayName("gives curl events with ids within a second, and headers against buffering")
    void events(String runtime) throws Exception {
        try (Samples samples = Servers.start(runtime)) {
            HttpRequest request = HttpRequest.newBuilder(uri(samples, "http", "/quotes")).build();
            HttpResponse<Stream<String>> response = client.send(request, BodyHandlers.ofLines());
            List<String> lines = collect(response.body());
            await().atMost(Duration.ofSeconds(1)).until(() -> lines.size() > 8);

            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.headers().map()).containsEntry("content-type", List.of("text/event-stream"))
                    .containsEntry("cache-control", List.of("no-cache, no-transform"))
                    .containsEntry("x-accel-buffering", List.of("no"));
            assertThat(lines.stream().limit(4)).containsExactly(":", "", "retry: 100", "");
            assertThat(lines.get(4)).as("where it begins").matches("id: [A-Za-z0-9]+-[0-9]+");
            assertThat(lines.get(5)).isEmpty();
            assertThat(lines.get(6)).matches("id: [A-Za-z0-9]+-[0-9]+");
            assertThat(lines.get(7)).matches("data: \\{.*\"symbol\":\"[A-Z]{4}\".*}");
            assertThat(lines.get(8)).isEmpty();
        }
    }

    @OnEachRuntime
    @DisplayName("gives a WebSocket the same messages")
    void sameMessages(String runtime) throws Exception {
        try (Samples samples = Servers.start(runtime)) {
            HttpRequest request = HttpRequest.newBuilder(uri(samples, "http", "/quotes")).build();
            List<String> lines = collect(client.send(request, BodyHandlers.ofLines()).body());
            await().until(() -> data(lines).size() > 10);
            Texts texts = new Texts();
            WebSocket socket = client.newWebSocketBuilder().buildAsync(uri(samples, "ws", "/quotes"), texts).get();
            // It begins with the newest price of each of six stocks.
            await().until(() -> texts.received().size() > 12);

            List<String> some = List.copyOf(texts.received());
            await().untilAsserted(() -> assertThat(data(lines)).containsSubsequence(some)
                    .containsSequence(some.subList(6, some.size())));
            socket.abort();
        }
    }

    private static List<String> data(List<String> lines) {
        return lines.stream().filter(line -> line.startsWith("data: ")).map(line -> line.substring(6)).toList();
    }

    private static List<String> collect(Stream<String> body) {
        List<String> lines = new CopyOnWriteArrayList<>();
        Thread.startVirtualThread(() -> body.forEach(lines::add));
        return lines;
    }
}
