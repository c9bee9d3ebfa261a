package dev.sluice.undertow;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;

import dev.sluice.Channel;
import dev.sluice.Codec;
import dev.sluice.Endpoint;
import dev.sluice.TransportConfig;
import dev.sluice.tck.Certificates;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.xnio.Options;
import org.xnio.SslClientAuthMode;

@Timeout(60)
@DisplayName("A mount in a server with TLS")
class TlsMountTest {

    @ParameterizedTest
    @EnumSource(Version.class)
    @DisplayName("knows the client's certificate")
    void clientCertificate(Version version) throws Exception {
        Endpoint endpoint = Endpoint.at("/who").serve(Channel.oneWay("who", Codec.text()), stream -> {
            assertThat(stream.opening().secure()).isTrue();
            stream.send(stream.opening().clientCertificate().orElseThrow().getSubjectX500Principal().getName());
        }).build();
        UndertowMount mount = UndertowMount.create(TransportConfig.defaults(), List.of(endpoint));
        Undertow server = Undertow.builder()
                .addHttpsListener(0, "127.0.0.1", Certificates.SERVER.context(), mount.handler())
                .setSocketOption(Options.SSL_CLIENT_AUTH_MODE, SslClientAuthMode.REQUESTED)
                .setServerOption(UndertowOptions.ENABLE_HTTP2, true).build();
        server.start();
        int port = ((InetSocketAddress) server.getListenerInfo().get(0).getAddress()).getPort();
        try {
            HttpClient client = HttpClient.newBuilder().sslContext(Certificates.KNOWN.context()).version(version)
                    .build();
            var response = client.send(HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + "/who"))
                    .build(), BodyHandlers.ofString());
            assertThat(response.version()).isEqualTo(version);
            assertThat(response.body()).contains("data: CN=known\n");
        } finally {
            mount.close();
            server.stop();
        }
    }
}
