package dev.sluice.helidon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import dev.sluice.TransportConfig;
import dev.sluice.helidon.ScriptedEngine.Script;
import dev.sluice.spi.HttpRequest;
import dev.sluice.spi.HttpVersion;
import dev.sluice.spi.Link;
import dev.sluice.spi.LinkEnd;
import io.helidon.webserver.WebServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class ConnectionLinkTest {

    private final ScriptedEngine engine = new ScriptedEngine();
    private final Warnings warnings = new Warnings();
    private HelidonTransport transport;
    private RawClient client;

    @BeforeEach
    void start() {
        transport = HelidonTransport.of(TransportConfig.builder().host("127.0.0.1").port(0).build(), engine);
        transport.start();
        client = new RawClient(transport.port());
    }

    @AfterEach
    void stop() {
        client.close();
        transport.close();
        assertThat(warnings.stop()).isEmpty();
    }

    private Script script() throws InterruptedException {
        return engine.scripts.poll(10, TimeUnit.SECONDS);
    }

    private static Link link(Script script) throws InterruptedException {
        return script.opened.poll(10, TimeUnit.SECONDS);
    }

    private static LinkEnd end(Script script) throws InterruptedException {
        LinkEnd how = script.ended.poll(10, TimeUnit.SECONDS);
        assertThat(script.ended).isEmpty();
        return how;
    }

    @Test
    void handsTheRequestOver() throws Exception {
        client.get("/a%2Fb/c;d=1?q=%C3%A9&r", "X-Two: 1\r\nX-Two: 2, 3\r\n").head();
        HttpRequest request = engine.requests.take();
        assertThat(request.method()).isEqualTo("GET");
        assertThat(request.rawPath()).isEqualTo("/a%2Fb/c;d=1");
        assertThat(request.rawQuery()).isEqualTo("q=%C3%A9&r");
        assertThat(request.version()).isEqualTo(HttpVersion.HTTP_1_1);
        assertThat(request.headers().all("x-two")).containsExactly("1", "2, 3");
        assertThat(request.headers().first("host")).contains("localhost");
        assertThat(request.remoteAddress().toString()).contains(":" + client.socket.getLocalPort());
        assertThat(request.secure()).isFalse();
    }

    @Test
    void answersPlainly() throws Exception {
        client.get("/plain", "");
        assertThat(client.readTo("short")).startsWith("HTTP/1.1 418 ").contains("X-A: b\r\n", "Content-Length: 5\r\n");
        client.get("/none", "");
        assertThat(client.head()).startsWith("HTTP/1.1 404 ");
    }

    @Test
    void closesWhenTheClientAsksForIt() throws Exception {
        client.get("/plain", "Connection: close\r\n");
        assertThat(client.readAll()).endsWith("short");
    }

    @Test
    void sendsNoBodyToHead() throws Exception {
        client.send("HEAD /plain HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        assertThat(client.readAll()).endsWith("\r\n\r\n");
    }

    @Test
    void upgrades() throws Exception {
        client.get("/up", "Connection: Upgrade\r\nUpgrade: test\r\n");
        String head = client.head();
        assertThat(head).startsWith("HTTP/1.1 101 Switching Protocols\r\n")
                .contains("Connection: Upgrade\r\n", "Upgrade: test\r\n")
                .doesNotContain("Content-Length", "Transfer-Encoding");
        Script script = script();
        Link link = link(script);
        client.send("hello");
        await().until(() -> script.input().equals("hello"));
        script.say("ab");
        script.say("cd");
        link.ready();
        assertThat(client.readTo("cd")).isEqualTo("abcd");
    }

    @Test
    void handsOverWhatCameWithTheRequest() throws Exception {
        client.send("GET /up HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nContent-Length: 4\r\n\r\nbodyhello");
        client.head();
        Script script = script();
        await().until(() -> script.input().equals("hello"));
    }

    @Test
    void streamsInChunks() throws Exception {
        client.get("/stream", "");
        assertThat(client.head()).startsWith("HTTP/1.1 200 OK\r\n")
                .contains("Transfer-Encoding: chunked\r\n", "Content-Type: text/event-stream\r\n",
                        "Connection: close\r\n", "Date: ")
                .doesNotContain("Content-Length");
        Script script = script();
        Link link = link(script);
        script.say("ab");
        script.say("0123456789abcdef");
        link.ready();
        assertThat(client.readTo("f\r\n")).isEqualTo("12\r\nab0123456789abcdef\r\n");
        script.say("end");
        script.finished = true;
        link.ready();
        assertThat(client.readAll()).isEqualTo("3\r\nend\r\n0\r\n\r\n");
        assertThat(end(script)).isEqualTo(LinkEnd.FINISHED);
    }

    @Test
    void sendsEverythingBeforeItCloses() throws Exception {
        client.get("/up", "").head();
        Script script = script();
        Link link = link(script);
        int size = 20 << 20;
        Stream.generate(() -> ByteBuffer.allocate(1 << 20)).limit(20).forEach(script.output::add);
        script.finished = true;
        link.ready();
        assertThat(client.readAll()).hasSize(size);
        assertThat(end(script)).isEqualTo(LinkEnd.FINISHED);
    }

    @Test
    void writesOnOneThreadWhoeverIsReady() throws Exception {
        client.get("/up", "").head();
        Script script = script();
        Link link = link(script);
        int threads = 8;
        int each = 2_000;
        for (int i = 0; i < threads; i++) {
            Thread.ofVirtual().start(() -> {
                for (int k = 0; k < each; k++) {
                    script.say("x");
                    link.ready();
                }
            });
        }
        assertThat(client.read(threads * each)).hasSize(threads * each);
        script.finished = true;
        link.ready();
        assertThat(client.readAll()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/up", "/stream"})
    void noticesFin(String path) throws Exception {
        client.get(path, "").head();
        Script script = script();
        link(script);
        client.socket.shutdownOutput();
        assertThat(end(script)).isEqualTo(LinkEnd.PEER_ENDED);
        assertThat(client.readAll()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/up", "/stream"})
    void noticesReset(String path) throws Exception {
        client.get(path, "").head();
        Script script = script();
        link(script);
        client.reset();
        assertThat(end(script)).isEqualTo(LinkEnd.BROKEN);
    }

    @Test
    void noticesFinWhileReadingIsPaused() throws Exception {
        client.get("/up", "").head();
        Script script = script();
        link(script).pauseReading();
        client.socket.shutdownOutput();
        assertThat(end(script)).isEqualTo(LinkEnd.PEER_ENDED);
    }

    @Test
    void pausesAndResumes() throws Exception {
        client.get("/up", "").head();
        Script script = script();
        Link link = link(script);
        CountDownLatch first = new CountDownLatch(1);
        script.onInput = () -> {
            link.pauseReading();
            first.countDown();
        };
        client.send("one");
        first.await();
        client.send("two");
        await().during(200, TimeUnit.MILLISECONDS).until(() -> script.input().equals("one"));
        link.resumeReading();
        await().until(() -> script.input().equals("onetwo"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/up", "/stream"})
    void abortsWhileAWriteIsStuck(String path) throws Exception {
        client.get(path, "").head();
        Script script = script();
        Link link = link(script);
        script.stick(link);
        link.abort();
        assertThat(end(script)).isEqualTo(LinkEnd.ABORTED);
    }

    @Test
    void abortsWhileReadingIsPaused() throws Exception {
        client.get("/up", "").head();
        Script script = script();
        Link link = link(script);
        CountDownLatch first = new CountDownLatch(1);
        link.pauseReading();
        client.send("data");
        first.countDown();
        script.stick(link);
        link.abort();
        assertThat(end(script)).isEqualTo(LinkEnd.ABORTED);
        assertThat(script.input()).isEmpty();
    }

    @Test
    void finishesWhileReadingIsPaused() throws Exception {
        client.get("/up", "").head();
        Script script = script();
        Link link = link(script);
        link.pauseReading();
        script.say("bye");
        script.finished = true;
        link.ready();
        assertThat(client.readAll()).isEqualTo("bye");
        assertThat(end(script)).isEqualTo(LinkEnd.FINISHED);
    }

    @Test
    void endsWhenTheClientEndsAndAWriteIsStuck() throws Exception {
        client.get("/up", "").head();
        Script script = script();
        Link link = link(script);
        script.stick(link);
        client.socket.shutdownOutput();
        assertThat(end(script)).isEqualTo(LinkEnd.PEER_ENDED);
    }

    @Test
    void answersTheLastWordsOfAClientThatEnded() throws Exception {
        client.get("/up", "").head();
        Script script = script();
        Link link = link(script);
        script.onInput = () -> {
            script.say("echo");
            link.ready();
        };
        client.send("last").socket.shutdownOutput();
        assertThat(client.readAll()).isEqualTo("echo");
        assertThat(end(script)).isEqualTo(LinkEnd.PEER_ENDED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/up", "/stream"})
    void endsWhenTheServerStops(String path) throws Exception {
        client.get(path, "").head();
        Script script = script();
        link(script);
        transport.unwrap(WebServer.class).orElseThrow().stop();
        assertThat(end(script)).isEqualTo(LinkEnd.STOPPED);
    }

    @Test
    void takesCallsWhenItHasEnded() throws Exception {
        client.get("/up", "").head();
        Script script = script();
        Link link = link(script);
        client.reset();
        end(script);
        script.say("late");
        link.ready();
        link.pauseReading();
        link.resumeReading();
        link.abort();
        await().during(100, TimeUnit.MILLISECONDS).until(() -> script.output.size() == 1 && script.ended.isEmpty());
    }
}
