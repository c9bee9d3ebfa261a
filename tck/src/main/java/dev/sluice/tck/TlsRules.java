package dev.sluice.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;

import dev.sluice.OneWayStream;
import dev.sluice.Protocol;
import dev.sluice.Tls.ClientCertificates;
import dev.sluice.Transport;
import dev.sluice.TwoWayStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** TLS: who speaks to whom, and that what is said arrives. */
@Needs(Capability.TLS)
abstract class TlsRules extends SecureChapter {

    private final Guests<OneWayStream<String>> guests = new Guests<>();

    TlsRules(TransportFactory factory) {
        super(factory);
    }

    @ParameterizedTest
    @EnumSource
    @Rule("TLS-1")
    @DisplayName("TLS-1 a client that offers http/1.1 by ALPN, or nothing, is served by HTTP/1.1")
    void applicationProtocol(Protocol protocol) {
        Transport transport = start(secure().build(), Served.lines(stream -> stream.send("served")));
        for (String[] offered : new String[][]{{}, {"http/1.1"}, {"foo", "http/1.1"}}) {
            Wire wire = Wire.tls(transport.port(), 0, Certificates.anonymous(), offered);
            try (Peer peer = Peer.open(protocol, wire, Served.LINES_PATH)) {
                assertThat(wire.protocol()).isIn("", "http/1.1");
                assertThat(peer.next()).isEqualTo("served");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    @Rule("TLS-2")
    @DisplayName("TLS-2 the opening says that the connection is secure")
    void isSecure(Protocol protocol) {
        Transport transport = start(secure().build(), Served.lines(guests));
        try (Peer peer = open(protocol, transport)) {
            assertThat(guests.next().opening().secure()).isTrue();
            assertThat(peer.wire()).isNotNull();
        }
    }

    private Optional<X509Certificate> certificateOf(Protocol protocol, Transport transport, SSLContext client) {
        try (Peer peer = Peer.open(protocol, Wire.tls(transport.port(), 0, client), Served.LINES_PATH)) {
            assertThat(peer.wire()).isNotNull();
            return guests.next().opening().clientCertificate();
        }
    }

    @ParameterizedTest
    @EnumSource
    @Rule("TLS-3")
    @DisplayName("TLS-3 the opening has the client's certificate where it is asked for, and else none")
    void clientCertificate(Protocol protocol) {
        for (ClientCertificates asked : ClientCertificates.values()) {
            Transport transport = start(secure(asked).build(), Served.lines(guests));
            Optional<X509Certificate> expected = Optional.of(Certificates.KNOWN.certificate())
                    .filter(known -> asked != ClientCertificates.IGNORED);
            assertThat(certificateOf(protocol, transport, Certificates.KNOWN.context())).as("%s", asked)
                    .isEqualTo(expected);
            if (asked != ClientCertificates.REQUIRED) {
                assertThat(certificateOf(protocol, transport, Certificates.anonymous())).as("%s", asked)
                        .isEmpty();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    @Rule("TLS-4")
    @DisplayName("TLS-4 a certificate that is not trusted opens nothing, nor does none where one is required")
    void untrusted(Protocol protocol) {
        for (ClientCertificates asked : List.of(ClientCertificates.WANTED, ClientCertificates.REQUIRED)) {
            Transport transport = start(secure(asked).build(), Served.lines(guests));
            assertRefused(protocol, transport, Certificates.STRANGER.context());
            if (asked == ClientCertificates.REQUIRED) {
                assertRefused(protocol, transport, Certificates.anonymous());
            }
            assertThat(certificateOf(protocol, transport, Certificates.KNOWN.context())).as("the next client")
                    .contains(Certificates.KNOWN.certificate());
        }
    }

    private void assertRefused(Protocol protocol, Transport transport, SSLContext client) {
        try (Peer peer = Peer.open(protocol, Wire.tls(transport.port(), 0, client), Served.LINES_PATH)) {
            throw new IllegalStateException("served by " + peer);
        } catch (UncheckedIOException | AssertionError refused) {
            // With TLS 1.3 the client's part of the handshake is over before it is refused.
            assertThat(refused.getCause()).isNotNull().isNotInstanceOf(SocketTimeoutException.class);
        }
        assertThat(guests.isEmpty()).as("no handler was reached").isTrue();
    }

    @Test
    @Rule("TLS-5")
    @DisplayName("TLS-5 a client that does not speak TLS is not served, and harms nobody")
    void plainClient() {
        Transport transport = start(secure().build(), Served.lines(guests));
        try (Wire plain = Wire.to(transport.port())) {
            plain.write("GET /lines HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n");
            assertThat(plain.reachesEnd()).isTrue();
        }
        assertThat(guests.isEmpty()).as("no handler was reached").isTrue();
        open(Protocol.SSE, transport).close();
        guests.next();
    }

    private static List<String> sizes() {
        // Around the 16,384 bytes of a TLS record, and up to what fits no buffer on the way.
        return IntStream.of(1, 1_000, 16_300, 16_383, 16_384, 16_385, 40_000, 300_000)
                .mapToObj(size -> size + "x".repeat(size)).toList();
    }

    @ParameterizedTest
    @EnumSource
    @Rule("TLS-6")
    @DisplayName("TLS-6 small and large messages arrive in order, each once and whole")
    void fromServer(Protocol protocol) {
        List<String> messages = Stream.concat(sizes().stream(), IntStream.range(0, 5_000).mapToObj(i -> "m" + i))
                .toList();
        Transport transport = start(secure().build(), Served.lines(stream -> messages.forEach(stream::send)));
        try (Peer peer = open(protocol, transport)) {
            assertThat(peer.rest()).isEqualTo(messages);
        }
    }

    @Test
    @Rule("TLS-6")
    @DisplayName("TLS-6 small and large messages of a client come back in order, each once and whole")
    void fromClient() {
        Transport transport = start(secure().inboxMessages(2).build(), Served.talk(FloodRules::echo));
        try (WebSocketPeer peer = WebSocketPeer.open(connect(transport), Served.TALK_PATH)) {
            List<String> messages = Stream.concat(sizes().stream(), IntStream.range(0, 300).mapToObj(i -> "m" + i))
                    .toList();
            messages.forEach(peer::send);
            assertThat(peer.next(messages.size())).isEqualTo(messages);
        }
    }

    @Test
    @Rule("TLS-7")
    @DisplayName("TLS-7 java.net.http reads an event stream by HTTP/1.1 over TLS")
    void independentSse() throws Exception {
        List<String> messages = IntStream.range(0, 2_000).mapToObj(i -> "m" + i).toList();
        Transport transport = start(secure().build(), Served.lines(stream -> messages.forEach(stream::send)));
        HttpClient client = HttpClient.newBuilder().sslContext(Certificates.anonymous()).version(
                HttpClient.Version.HTTP_1_1).build();
        URI uri = URI.create("https://127.0.0.1:" + transport.port() + Served.LINES_PATH);
        var lines = client.send(HttpRequest.newBuilder(uri).timeout(Waiting.deadline()).build(), BodyHandlers
                .ofLines());
        assertThat(lines.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
        assertThat(lines.body().filter(line -> line.startsWith("data:")).map(line -> line.substring(5).strip()))
                .isEqualTo(messages);
    }

    @Test
    @Rule("TLS-7")
    @DisplayName("TLS-7 java.net.http has its messages echoed by WebSocket over TLS")
    void independentWebSocket() {
        Transport transport = start(secure().build(), Served.talk(FloodRules::echo));
        BlockingQueue<String> echoed = new LinkedBlockingQueue<>();
        HttpClient client = HttpClient.newBuilder().sslContext(Certificates.anonymous()).build();
        WebSocket socket = Waiting.get(client.newWebSocketBuilder().buildAsync(
                URI.create("wss://127.0.0.1:" + transport.port() + Served.TALK_PATH), new WebSocket.Listener() {
                    @Override
                    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
                        echoed.add(text.toString());
                        from.request(1);
                        return null;
                    }
                }), "the handshake");
        for (int i = 0; i < 50; i++) {
            Waiting.get(socket.sendText("m" + i, true), "the message is sent");
            assertThat(Waiting.take(echoed, "the echo")).isEqualTo("m" + i);
        }
        socket.abort();
    }

    @Test
    @Rule("TLS-2")
    @DisplayName("TLS-2 a page of the same origin may open a WebSocket over TLS")
    void sameOrigin() {
        Guests<TwoWayStream<String, String>> talkers = new Guests<>();
        Transport transport = start(secure().build(), Served.talk(talkers));
        try (Wire wire = connect(transport)) {
            WebSocketPeer.open(wire, Served.TALK_PATH, "Origin: https://localhost");
            assertThat(talkers.next().opening().secure()).isTrue();
        }
    }
}
