package dev.sluice.tck;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import dev.sluice.Admission;
import dev.sluice.Endpoint;
import dev.sluice.Transport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** WebSocket opening handshakes that are wrong, and the status that each gets (RFC 6455 sections 4.2.1 and 4.4). */
abstract class HandshakeErrorRules extends WireChapter {

    HandshakeErrorRules(TransportFactory factory) {
        super(factory);
    }

    @TestFactory
    @Rule("HS-12")
    @DisplayName("HS-12 a Connection header that does not list upgrade gets status 400")
    Stream<DynamicTest> connectionWithoutUpgrade() {
        Transport transport = startEchoes();
        return DynamicTest.stream(Stream.of("", "keep-alive", "upgraded", "x-upgrade, keep-alive"),
                value -> "Connection: " + value, value -> {
                    RawRequest request = handshake(transport).without("Connection");
                    if (!value.isEmpty()) {
                        request.add("Connection", value);
                    }
                    assertThat(answer(transport, request).status()).isEqualTo(400);
                });
    }

    @TestFactory
    @Rule("HS-13")
    @DisplayName("HS-13 an Upgrade that does not list websocket is no handshake: a WebSocket endpoint answers 426")
    Stream<DynamicTest> upgradeToSomethingElse() {
        Transport transport = startEchoes();
        return DynamicTest.stream(Stream.of("foo", "websockets", "foo/13, bar"), value -> "Upgrade: " + value,
                value -> assertThat(answer(transport, handshake(transport).set("Upgrade", value)).status())
                        .isEqualTo(426));
    }

    @Test
    @Rule("HS-14")
    @DisplayName("HS-14 a handshake without Sec-WebSocket-Version, or with two, gets status 400")
    void versionOnce() {
        Transport transport = startEchoes();
        assertThat(answer(transport, handshake(transport).without("Sec-WebSocket-Version")).status()).isEqualTo(400);
        assertThat(answer(transport, handshake(transport).add("Sec-WebSocket-Version", "13")).status()).isEqualTo(400);
        assertThat(answer(transport, handshake(transport).add("Sec-WebSocket-Version", "8")).status()).isEqualTo(400);
    }

    @TestFactory
    @Rule("HS-15")
    @DisplayName("HS-15 a version other than 13 gets status 426 with Sec-WebSocket-Version: 13")
    Stream<DynamicTest> otherVersions() {
        Transport transport = startEchoes();
        return DynamicTest.stream(Stream.of("0", "7", "8", "12", "14", "130", "255", "x"), value -> value, value -> {
            RawResponse response = answer(transport, handshake(transport).set("Sec-WebSocket-Version", value));
            assertThat(response.status()).isEqualTo(426);
            assertThat(response.header("Sec-WebSocket-Version")).isEqualTo("13");
        });
    }

    @TestFactory
    @Rule("HS-16")
    @DisplayName("HS-16 a Sec-WebSocket-Key that is not 16 bytes in base64 gets status 400")
    Stream<DynamicTest> badKeys() {
        Transport transport = startEchoes();
        return DynamicTest.stream(
                Stream.of("AAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAAAA=", "AAAAAAAAAAAAAAAAAAAAAAAA",
                        "AAAAAAAAAAAAAAAAAAAAAA", "dGhlIHNhbXBsZSBub25jZQ=", "dGhlIHNhbXBsZSBub25jZQ===",
                        "dGhl*HNhbXBsZSBub25jZQ==",
                        "dGhl HNhbXBsZSBub25jZQ==", "dGhl-_NhbXBsZSBub25jZQ==", "key"),
                key -> key,
                key -> assertThat(answer(transport, handshake(transport).set("Sec-WebSocket-Key", key)).status())
                        .isEqualTo(400));
    }

    @Test
    @Rule("HS-17")
    @DisplayName("HS-17 a handshake without Sec-WebSocket-Key, with an empty one or with two gets status 400")
    void keyOnce() {
        Transport transport = startEchoes();
        assertThat(answer(transport, handshake(transport).without("Sec-WebSocket-Key")).status()).isEqualTo(400);
        assertThat(answer(transport, handshake(transport).set("Sec-WebSocket-Key", "")).status()).isEqualTo(400);
        assertThat(answer(transport, handshake(transport).add("Sec-WebSocket-Key", RawRequest.SAMPLE_KEY)).status())
                .isEqualTo(400);
    }

    @TestFactory
    @Rule("HS-18")
    @DisplayName("HS-18 a handshake by another method than GET gets status 405")
    Stream<DynamicTest> otherMethods() {
        Transport transport = startEchoes();
        return DynamicTest.stream(Stream.of("POST", "PUT", "DELETE", "OPTIONS"), method -> method, method -> {
            RawResponse response = answer(transport, handshake(transport).method(method));
            assertThat(response.status()).isEqualTo(405);
            assertThat(response.header("Allow")).isEqualTo("GET");
        });
    }

    @Test
    @Rule("HS-19")
    @DisplayName("HS-19 a handshake by HTTP/1.0 opens nothing")
    void http10() {
        Transport transport = startEchoes();
        RawConnection connection = connect(transport);
        connection.send(handshake(transport).version("HTTP/1.0").bytes());
        // A server may also know no HTTP/1.0, and say nothing.
        String answer = new String(connection.readToEnd("a refusal, and the end of the connection"), ISO_8859_1);
        assertThat(answer).doesNotContain(" 101 ").doesNotContain("Sec-WebSocket-Accept");
    }

    @Test
    @Rule("HS-20")
    @DisplayName("HS-20 a handshake without a Host header gets status 400")
    void noHost() {
        Transport transport = startEchoes();
        assertThat(answer(transport, handshake(transport).without("Host")).status()).isEqualTo(400);
    }

    @Test
    @Rule("HS-21")
    @DisplayName("HS-21 a wrong handshake reaches neither the gate nor the handler, and leaves no stream")
    void nothingIsOpened() {
        AtomicInteger asked = new AtomicInteger();
        AtomicInteger served = new AtomicInteger();
        Transport transport = start(Endpoint.at("/text").admit(opening -> {
            asked.incrementAndGet();
            return Admission.admitted();
        }).serve(TEXT, stream -> {
            served.incrementAndGet();
        }).build());
        Stream.of(handshake(transport).without("Connection"), handshake(transport).set("Sec-WebSocket-Version", "8"),
                handshake(transport).set("Sec-WebSocket-Key", "key"),
                handshake(transport).add("Origin", "http://evil.example"),
                handshake(transport).method("POST")).forEach(
                        request -> assertThat(answer(transport, request).status()).isBetween(400, 499));
        assertThat(asked).hasValue(0);
        assertThat(served).hasValue(0);
        assertThat(transport.streamCount()).isZero();
    }

    @Test
    @Rule("HS-22")
    @DisplayName("HS-22 a refused client may try again, on the same connection unless that was said to close")
    void tryAgain() {
        Transport transport = startEchoes();
        RawConnection connection = connect(transport);
        connection.send(handshake(transport).set("Sec-WebSocket-Version", "8").bytes());
        RawResponse refusal = RawResponse.readHead(connection).readBody(connection);
        assertThat(refusal.status()).isEqualTo(426);
        RawConnection next = refusal.has("Connection", "close") ? connect(transport) : connection;
        WebSocketClient client = WebSocketClient.open(next, handshake(transport));
        client.send(Frame.text("second try"));
        client.expectText("second try");
    }

    private static RawRequest handshake(Transport transport) {
        return RawRequest.handshake(transport.port(), "/text");
    }
}
