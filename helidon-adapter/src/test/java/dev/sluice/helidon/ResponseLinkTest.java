package dev.sluice.helidon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import dev.sluice.TransportConfig;
import dev.sluice.helidon.ScriptedEngine.Script;
import dev.sluice.spi.HttpVersion;
import dev.sluice.spi.Link;
import dev.sluice.spi.LinkEnd;
import io.helidon.webserver.WebServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(40)
class ResponseLinkTest {

    private final ScriptedEngine engine = new ScriptedEngine();
    private final Warnings warnings = new Warnings();
    private HelidonTransport transport;
    private Http2Client client;

    @BeforeEach
    void start() throws Exception {
        transport = HelidonTransport.of(TransportConfig.builder().host("127.0.0.1").port(0).build(), engine);
        transport.start();
        client = new Http2Client(transport.port());
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        transport.close();
        assertThat(warnings.stop()).isEmpty();
    }

    private Script open(int stream) throws Exception {
        client.get(stream, "/stream");
        assertThat(engine.requests.take().version()).isEqualTo(HttpVersion.HTTP_2);
        return engine.scripts.poll(10, TimeUnit.SECONDS);
    }

    private static Link link(Script script) throws InterruptedException {
        return script.opened.poll(10, TimeUnit.SECONDS);
    }

    private static LinkEnd end(Script script) throws InterruptedException {
        return script.ended.poll(10, TimeUnit.SECONDS);
    }

    private static void say(Script script, Link link, String text) {
        script.say(text);
        link.ready();
    }

    @Test
    void writesABatchAFrame() throws Exception {
        Script script = open(1);
        Link link = link(script);
        script.say("one");
        say(script, link, "two");
        assertThat(client.next(Http2Client.DATA).text()).isEqualTo("onetwo");
        say(script, link, "three");
        assertThat(client.next(Http2Client.DATA).text()).isEqualTo("three");
        script.finished = true;
        link.ready();
        assertThat(client.next(Http2Client.DATA).endsStream()).isTrue();
        assertThat(end(script)).isEqualTo(LinkEnd.FINISHED);
    }

    @Test
    void sharesTheConnection() throws Exception {
        Script first = open(1);
        Script second = open(3);
        Link one = link(first);
        Link two = link(second);
        one.abort();
        assertThat(end(first)).isEqualTo(LinkEnd.ABORTED);
        assertThat(client.next(Http2Client.RST_STREAM).stream()).isEqualTo(1);
        say(second, two, "still here");
        assertThat(client.next(Http2Client.DATA).text()).isEqualTo("still here");
    }

    @Test
    void abortsWhileTheClientsWindowIsShut() throws Exception {
        Script first = open(1);
        Script second = open(3);
        Link one = link(first);
        Link two = link(second);
        first.output.add(ByteBuffer.allocate(200_000));
        one.ready();
        int seen = 0;
        while (seen < 65_535) {
            seen += client.next(Http2Client.DATA).text().length();
        }
        one.abort();
        assertThat(end(first)).isEqualTo(LinkEnd.ABORTED);
        client.openWindow(0, 65_535);
        say(second, two, "still here");
        assertThat(client.next(Http2Client.DATA).text()).isEqualTo("still here");
    }

    @Test
    void survivesAResetByTheClient() throws Exception {
        Script first = open(1);
        Script second = open(3);
        Link one = link(first);
        Link two = link(second);
        say(first, one, "one");
        client.next(Http2Client.DATA);
        client.reset(1);
        say(first, one, "two");
        first.finished = true;
        one.ready();
        assertThat(end(first)).isIn(LinkEnd.FINISHED, LinkEnd.BROKEN, LinkEnd.PEER_ENDED);
        say(second, two, "still here");
        await().until(() -> client.next(Http2Client.DATA).text().equals("still here"));
    }

    @Test
    void noticesALostConnectionWhileItIsIdle() throws Exception {
        Script script = open(1);
        say(script, link(script), "one");
        client.next(Http2Client.DATA);
        client.close();
        assertThat(end(script)).isIn(LinkEnd.PEER_ENDED, LinkEnd.BROKEN);
    }

    @Test
    void endsWhenTheServerStops() throws Exception {
        Script script = open(1);
        say(script, link(script), "one");
        client.next(Http2Client.DATA);
        transport.unwrap(WebServer.class).orElseThrow().stop();
        assertThat(end(script)).isIn(LinkEnd.STOPPED, LinkEnd.BROKEN);
    }

    @Test
    void upgradesFromHttp1() throws Exception {
        try (HttpClient jdk = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build()) {
            URI uri = URI.create("http://127.0.0.1:" + transport.port() + "/stream");
            var answer = jdk.sendAsync(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofLines());
            Script script = engine.scripts.take();
            Link link = link(script);
            say(script, link, "line\n");
            HttpResponse<Stream<String>> response = answer.get(10, TimeUnit.SECONDS);
            assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(response.headers().firstValue("content-type")).contains("text/event-stream");
            Iterator<String> lines = response.body().iterator();
            assertThat(lines.next()).isEqualTo("line");
            script.finished = true;
            link.ready();
            assertThat(lines.hasNext()).isFalse();
        }
    }
}
