package dev.sluice.undertow;

import static dev.sluice.undertow.RawClient.get;
import static dev.sluice.undertow.RawClient.upgrade;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import dev.sluice.TransportConfig;
import dev.sluice.spi.Answer;
import dev.sluice.spi.LinkEnd;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
@DisplayName("A link")
class LinkTest {

    private static final int SMALL = 4096;
    private static final int PIECES = 2_000;

    private final Probe probe = Probe.quiet();
    private final Warnings warnings = new Warnings();
    private final List<AutoCloseable> opened = new ArrayList<>();
    private UndertowTransport transport;

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable one : opened) {
            one.close();
        }
        if (transport != null) {
            transport.close();
        }
        warnings.close();
        assertThat(probe.breaches()).isEmpty();
        assertThat(warnings.seen()).isEmpty();
    }

    private RawClient client(Answer answer, int receiveBuffer) throws IOException {
        TransportConfig config = TransportConfig.builder().host("127.0.0.1").port(0).build();
        transport = UndertowTransport.of(config, new FakeEngine(request -> answer)).start();
        RawClient client = new RawClient(transport.port(), receiveBuffer);
        opened.add(client);
        return client;
    }

    private RawClient open(String kind, int receiveBuffer) throws IOException {
        boolean sse = kind.equals("SSE");
        RawClient client = client(sse ? probe.asStream() : probe.asUpgrade(), receiveBuffer);
        client.send(sse ? get("/") : upgrade("/"));
        assertThat(client.head()).startsWith(sse ? "HTTP/1.1 200" : "HTTP/1.1 101");
        return client;
    }

    @ParameterizedTest
    @ValueSource(strings = {"SSE", "WebSocket"})
    @DisplayName("ends at once when an idle client sends FIN")
    void fin(String kind) throws Exception {
        open(kind, 0).fin();
        assertThat(probe.ended.get(1, TimeUnit.SECONDS)).isEqualTo(LinkEnd.PEER_ENDED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SSE", "WebSocket"})
    @DisplayName("ends at once when an idle client sends RST")
    void rst(String kind) throws Exception {
        open(kind, 0).rst();
        assertThat(probe.ended.get(1, TimeUnit.SECONDS)).isEqualTo(LinkEnd.BROKEN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SSE", "WebSocket"})
    @DisplayName("ends when it is aborted while a write is stuck")
    void abortStuck(String kind) throws Exception {
        RawClient client = open(kind, SMALL);
        stuck();
        probe.link().abort();
        assertThat(probe.ended.get(1, TimeUnit.SECONDS)).isEqualTo(LinkEnd.ABORTED);
        assertThatCode(client::rest).satisfiesAnyOf(e -> assertThat(e).isNull(),
                e -> assertThat(e).isInstanceOf(IOException.class));
    }

    @ParameterizedTest
    @ValueSource(strings = {"SSE", "WebSocket"})
    @DisplayName("ends when the client resets while a write is stuck")
    void rstStuck(String kind) throws Exception {
        RawClient client = open(kind, SMALL);
        stuck();
        client.rst();
        assertThat(probe.ended.get(1, TimeUnit.SECONDS)).isEqualTo(LinkEnd.BROKEN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SSE", "WebSocket"})
    @DisplayName("ends when the server stops")
    void stop(String kind) throws Exception {
        open(kind, 0);
        probe.link();
        transport.close();
        assertThat(probe.ended.get(1, TimeUnit.SECONDS)).isEqualTo(LinkEnd.STOPPED);
        probe.link().ready();
        probe.link().pauseReading();
        probe.link().resumeReading();
        probe.link().abort();
    }

    @ParameterizedTest
    @ValueSource(strings = {"SSE", "WebSocket"})
    @DisplayName("writes a backlog whole and in order through partial writes, then closes with FIN")
    void backlog(String kind) throws Exception {
        RawClient client = open(kind, SMALL);
        Random random = new Random(7);
        StringBuilder sent = new StringBuilder();
        for (int i = 0; i < PIECES; i++) {
            String piece = i + ":" + "x".repeat(random.nextInt(4_000)) + (i % 500 == 0 ? "y".repeat(300_000) : "")
                    + ";";
            sent.append(piece);
            probe.send(piece);
        }
        probe.finish();
        String all = client.rest();
        assertThat(kind.equals("SSE") ? unchunked(all) : all).isEqualTo(sent.toString());
        assertThat(probe.end()).isEqualTo(LinkEnd.FINISHED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SSE", "WebSocket"})
    @DisplayName("loses no wake-up when many threads send")
    void manySenders(String kind) throws Exception {
        RawClient client = open(kind, 0);
        int threads = 8;
        int each = 2_000;
        CountDownLatch done = new CountDownLatch(threads);
        for (int t = 0; t < threads; t++) {
            Thread.ofVirtual().start(() -> {
                for (int i = 0; i < each; i++) {
                    probe.send("m");
                }
                done.countDown();
            });
        }
        assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
        Awaitility.await().until(() -> probe.polled.get() == threads * each);
        probe.finish();
        String all = client.rest();
        assertThat(kind.equals("SSE") ? unchunked(all) : all).isEqualTo("m".repeat(threads * each));
    }

    @Test
    @DisplayName("gets as its first input what came in one packet with the handshake")
    void bytesBehindTheHandshake() throws Exception {
        Probe echo = Probe.echo();
        RawClient client = client(echo.asUpgrade(), 0).send(upgrade("/") + "hello");
        client.head();
        assertThat(client.until("hello")).isEqualTo("hello");
        client.send(" again");
        assertThat(client.until("again")).isEqualTo(" again");
        assertThat(echo.input()).isEqualTo("hello again");
        assertThat(echo.breaches()).isEmpty();
    }

    @Test
    @DisplayName("of SSE is not held up by bytes behind the request, at once or later")
    void bytesBehindTheRequest() throws Exception {
        RawClient client = client(probe.asStream(), 0).send(get("/") + get("/other"));
        client.head();
        probe.link();
        probe.send("one");
        client.until("one\r\n");
        client.send("more");
        probe.awaitInput("more");
        probe.finish();
        assertThat(client.rest()).isEqualTo("0\r\n\r\n");
        assertThat(probe.end()).isEqualTo(LinkEnd.FINISHED);
    }

    @Test
    @DisplayName("of SSE has the head sent before there is any output, chunked, and says that the connection closes")
    void head() throws Exception {
        RawClient client = client(probe.asStream(), 0).send(get("/"));
        assertThat(client.head()).startsWith("HTTP/1.1 200 OK\r\n")
                .contains("Transfer-Encoding: chunked\r\n", "Connection: close\r\n")
                .doesNotContainIgnoringCase("content-length");
        probe.link();
        probe.finish();
        assertThat(client.rest()).isEqualTo("0\r\n\r\n");
        assertThat(probe.end()).isEqualTo(LinkEnd.FINISHED);
    }

    @Test
    @DisplayName("of SSE on HTTP/1.0 goes up to the end of the connection")
    void http10() throws Exception {
        RawClient client = client(probe.asStream(), 0).send("GET / HTTP/1.0\r\n\r\n");
        assertThat(client.head()).contains(" 200 OK\r\n").doesNotContainIgnoringCase("transfer-encoding");
        probe.link();
        probe.send("one");
        client.until("one");
        probe.send("two");
        probe.finish();
        assertThat(client.rest()).isEqualTo("two");
        assertThat(probe.end()).isEqualTo(LinkEnd.FINISHED);
    }

    @Test
    @DisplayName("of WebSocket closes with FIN even while the client goes on sending")
    void finAlthoughInputIsUnread() throws Exception {
        RawClient client = open("WebSocket", 0);
        probe.link().pauseReading();
        client.send(new byte[100_000]);
        probe.send("bye");
        probe.finish();
        assertThat(client.rest()).isEqualTo("bye");
        assertThat(probe.end()).isEqualTo(LinkEnd.FINISHED);
    }

    @Test
    @DisplayName("closes within about a second although the client does not")
    void lingering() throws Exception {
        RawClient client = open("WebSocket", 0);
        probe.link();
        probe.finish();
        assertThat(client.rest()).isEmpty();
        Awaitility.await().atMost(Duration.ofSeconds(4)).untilAsserted(
                () -> assertThatCode(() -> client.send("still there?")).isInstanceOf(IOException.class));
    }

    @Test
    @DisplayName("stops the sender while reading is paused, and gets everything in order afterwards")
    void pause() throws Exception {
        RawClient client = open("WebSocket", 0);
        probe.link();
        probe.pauseOnInput();
        client.send("a");
        probe.awaitInput("a");
        byte[] much = "b".repeat(200_000).getBytes(StandardCharsets.UTF_8);
        client.send(much);
        assertThat(probe.input().length()).isLessThanOrEqualTo(1 + 16 * 1024);
        probe.resume();
        Awaitility.await().until(() -> probe.input().length() == 1 + much.length);
    }

    @Test
    @DisplayName("ends for each of many that come and go")
    void churn() throws Exception {
        List<Probe> probes = new ArrayList<>();
        TransportConfig config = TransportConfig.builder().host("127.0.0.1").port(0).build();
        transport = UndertowTransport.of(config, new FakeEngine(request -> {
            Probe one = Probe.quiet();
            synchronized (probes) {
                probes.add(one);
            }
            return request.rawPath().equals("/sse") ? one.asStream() : one.asUpgrade();
        })).start();
        int count = 200;
        for (int i = 0; i < count; i++) {
            RawClient client = new RawClient(transport.port());
            client.send(i % 2 == 0 ? get("/sse") : upgrade("/ws")).head();
            if (i % 4 < 2) {
                client.rst();
            } else {
                client.close();
            }
        }
        for (Probe one : probes) {
            assertThat(one.end()).isIn(LinkEnd.PEER_ENDED, LinkEnd.BROKEN);
            assertThat(one.breaches()).isEmpty();
        }
        assertThat(probes).hasSize(count);
    }

    /** Sends until the socket takes no more. */
    private void stuck() throws Exception {
        probe.link();
        byte[] piece = new byte[64 * 1024];
        for (int i = 0; i < 500; i++) {
            probe.send(piece);
        }
        Awaitility.await().during(Duration.ofMillis(200)).atMost(Duration.ofSeconds(10)).until(() -> {
            int polled = probe.polled.get();
            return polled > 0 && polled < 500;
        });
    }

    static String unchunked(String body) {
        StringBuilder data = new StringBuilder();
        int at = 0;
        while (true) {
            int line = body.indexOf("\r\n", at);
            int size = Integer.parseInt(body.substring(at, line), 16);
            data.append(body, line + 2, line + 2 + size);
            at = line + 2 + size + 2;
            if (size == 0) {
                assertThat(at).isEqualTo(body.length());
                return data.toString();
            }
        }
    }
}
