package dev.sluice.helidon;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;

import dev.sluice.helidon.ScriptedEngine.Script;
import dev.sluice.spi.HttpVersion;
import dev.sluice.spi.Link;
import dev.sluice.spi.LinkEnd;
import dev.sluice.tck.Certificates;
import io.helidon.common.tls.Tls;
import io.helidon.common.tls.TlsClientAuth;
import io.helidon.webserver.WebServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(40)
class TlsTest {

    private final SSLContext tls = Certificates.KNOWN.context();
    private final ScriptedEngine engine = new ScriptedEngine();
    private final Warnings warnings = new Warnings();
    private WebServer server;

    @BeforeEach
    void start() {
        HelidonMount mount = HelidonMount.of(engine);
        server = WebServer.builder().host("127.0.0.1").port(0).shutdownHook(false)
                .tls(Tls.builder().sslContext(Certificates.SERVER.context()).clientAuth(TlsClientAuth.OPTIONAL).build())
                .addConnectionSelector(mount.connectionSelector())
                .routing(routing -> routing.register(mount.service())).build().start();
    }

    @AfterEach
    void stop() {
        server.stop();
        assertThat(warnings.stop()).isEmpty();
    }

    private RawClient client() throws Exception {
        var socket = tls.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), server.port());
        socket.setSoTimeout(10_000);
        return new RawClient(socket);
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void negotiatesTheProtocol(HttpClient.Version version) throws Exception {
        try (HttpClient jdk = HttpClient.newBuilder().sslContext(tls).version(version).build()) {
            var request = HttpRequest.newBuilder(URI.create("https://localhost:" + server.port() + "/stream")).build();
            var answer = jdk.sendAsync(request, HttpResponse.BodyHandlers.ofString());
            Script script = engine.scripts.take();
            Link link = script.opened.take();
            script.say("all");
            script.finished = true;
            link.ready();
            assertThat(answer.get(10, TimeUnit.SECONDS).body()).isEqualTo("all");
            assertThat(answer.get().version()).isEqualTo(version);
            var seen = engine.requests.take();
            assertThat(seen.secure()).isTrue();
            assertThat(seen.clientCertificate()).contains(Certificates.KNOWN.certificate());
            assertThat(seen.version()).isEqualTo(
                    version == HttpClient.Version.HTTP_2 ? HttpVersion.HTTP_2 : HttpVersion.HTTP_1_1);
        }
    }

    @Test
    void sendsEverythingBeforeItCloses() throws Exception {
        try (RawClient client = client()) {
            client.get("/up", "").head();
            Script script = engine.scripts.take();
            Stream.generate(() -> ByteBuffer.allocate(1 << 20)).limit(4).forEach(script.output::add);
            script.finished = true;
            script.opened.take().ready();
            assertThat(client.readAll()).hasSize(4 << 20);
            assertThat(script.ended.poll(10, TimeUnit.SECONDS)).isEqualTo(LinkEnd.FINISHED);
        }
    }

    @Test
    void noticesThatTheClientIsGone() throws Exception {
        RawClient client = client();
        client.get("/up", "").head();
        Script script = engine.scripts.take();
        script.opened.take();
        client.close();
        assertThat(script.ended.poll(10, TimeUnit.SECONDS)).isEqualTo(LinkEnd.PEER_ENDED);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void abortsWhileAWriteIsStuck(boolean clientEnds) throws Exception {
        try (RawClient client = client()) {
            client.get("/up", "").head();
            Script script = engine.scripts.take();
            Link link = script.opened.take();
            script.stick(link);
            if (clientEnds) {
                client.socket.shutdownOutput();
            }
            link.abort();
            assertThat(script.ended.poll(10, TimeUnit.SECONDS)).isIn(LinkEnd.ABORTED, LinkEnd.PEER_ENDED);
        }
    }
}
