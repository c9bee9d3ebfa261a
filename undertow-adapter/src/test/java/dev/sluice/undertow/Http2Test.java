package dev.sluice.undertow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import dev.sluice.Headers;
import dev.sluice.TransportConfig;
import dev.sluice.spi.Answer;
import dev.sluice.spi.LinkEnd;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
@DisplayName("A stream over HTTP/2")
class Http2Test {

    private static final String PLAIN = "/plain";

    private final Probe probe = Probe.quiet();
    private final Warnings warnings = new Warnings();
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
    private UndertowTransport transport;

    @BeforeEach
    void start() {
        TransportConfig config = TransportConfig.builder().host("127.0.0.1").port(0).build();
        transport = UndertowTransport.of(config, new FakeEngine(request -> request.rawPath().equals(PLAIN)
                ? new Answer.Response(200, Headers.of("Content-Type", "text/plain"), "plain")
                : probe.asHttp2Stream())).start();
    }

    @AfterEach
    void stop() {
        client.shutdownNow();
        transport.close();
        warnings.close();
        assertThat(probe.breaches()).isEmpty();
        assertThat(warnings.seen()).isEmpty();
    }

    /** Its first request upgrades a connection from HTTP/1.1, the later ones are of HTTP/2 from the start. */
    private InputStream open(boolean first) throws Exception {
        if (!first) {
            assertThat(get(PLAIN).body().readAllBytes()).asString(StandardCharsets.UTF_8).isEqualTo("plain");
        }
        HttpResponse<InputStream> response = get("/stream");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertThat(response.headers().map()).doesNotContainKeys("transfer-encoding", "connection", "content-length");
        return response.body();
    }

    private HttpResponse<InputStream> get(String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + transport.port() + path);
        return client.send(HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(10)).build(),
                BodyHandlers.ofInputStream());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @DisplayName("carries a backlog whole and in order, and ends")
    void backlog(boolean first) throws Exception {
        InputStream body = open(first);
        StringBuilder sent = new StringBuilder();
        for (int i = 0; i < 300; i++) {
            String piece = i + ":" + "x".repeat(5_000) + ";";
            sent.append(piece);
            probe.send(piece);
        }
        assertThat(new String(body.readNBytes(10_000), StandardCharsets.UTF_8)).isEqualTo(sent.substring(0, 10_000));
        probe.finish();
        assertThat(new String(body.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo(sent.substring(10_000));
        assertThat(probe.end()).isEqualTo(LinkEnd.FINISHED);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @DisplayName("ends at once when the client resets it while it is idle")
    void reset(boolean first) throws Exception {
        InputStream body = open(first);
        probe.link();
        body.close();
        assertThat(probe.ended.get(2, TimeUnit.SECONDS)).isEqualTo(LinkEnd.PEER_ENDED);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @DisplayName("ends when the client's connection does")
    void connectionLost(boolean first) throws Exception {
        assertThat(open(first)).isNotNull();
        probe.link();
        client.shutdownNow();
        assertThat(probe.ended.get(2, TimeUnit.SECONDS)).isIn(LinkEnd.PEER_ENDED, LinkEnd.BROKEN);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @DisplayName("ends when the server stops")
    void stopped(boolean first) throws Exception {
        assertThat(open(first)).isNotNull();
        probe.link();
        transport.close();
        assertThat(probe.ended.get(2, TimeUnit.SECONDS)).isEqualTo(LinkEnd.STOPPED);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @DisplayName("ends when it is aborted while a write is stuck, and the connection goes on")
    void abortStuck(boolean first) throws Exception {
        assertThat(open(first)).isNotNull();
        probe.link();
        byte[] piece = new byte[64 * 1024];
        for (int i = 0; i < 1_000; i++) {
            probe.send(piece);
        }
        Awaitility.await().during(Duration.ofMillis(200)).atMost(Duration.ofSeconds(10)).until(() -> {
            int polled = probe.polled.get();
            return polled > 0 && polled < 1_000;
        });
        probe.link().abort();
        assertThat(probe.ended.get(2, TimeUnit.SECONDS)).isEqualTo(LinkEnd.ABORTED);
        assertThat(get(PLAIN).statusCode()).isEqualTo(200);
    }

    @Test
    @DisplayName("ends alone, with others of its connection going on")
    void others() throws Exception {
        InputStream body = open(false);
        probe.link();
        probe.send("one");
        assertThat(body.readNBytes(3)).asString(StandardCharsets.UTF_8).isEqualTo("one");
        probe.finish();
        assertThat(body.readAllBytes()).isEmpty();
        assertThat(get(PLAIN).version()).isEqualTo(HttpClient.Version.HTTP_2);
    }
}
