package dev.sluice.samples;

import static dev.sluice.samples.Servers.uri;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;

import org.junit.jupiter.api.DisplayName;

@DisplayName("The pages")
class PagesTest {

    private static final Map<String, String> TYPES = Map.of("/", "text/html", "/style.css", "text/css", "/ticker",
            "text/html", "/ticker.js", "text/javascript", "/chat", "text/html", "/chat.js", "text/javascript",
            "/sluice.js", "text/javascript");

    private final HttpClient client = HttpClient.newHttpClient();

    @OnEachRuntime
    @DisplayName("are served beside the streams")
    void served(String runtime) throws Exception {
        try (Samples samples = Servers.start(runtime)) {
            for (Map.Entry<String, String> page : TYPES.entrySet()) {
                HttpResponse<String> response = get(samples, page.getKey());
                assertThat(response.statusCode()).as(page.getKey()).isEqualTo(200);
                assertThat(response.headers().firstValue("content-type")).contains(page.getValue() + "; charset=utf-8");
                assertThat(response.body()).isNotEmpty();
            }
            assertThat(get(samples, "/nowhere").statusCode()).isEqualTo(404);
        }
    }

    private HttpResponse<String> get(Samples samples, String path) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(uri(samples, "http", path)).build(), BodyHandlers.ofString());
    }
}
