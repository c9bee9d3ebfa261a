package dev.sluice.internal.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import dev.sluice.Headers;
import dev.sluice.spi.Answer;
import dev.sluice.spi.HttpRequest;
import dev.sluice.spi.HttpVersion;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The opening handshake")
class HandshakeTest {

    private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

    private static HttpRequest request(HttpVersion version, Map<String, List<String>> headers) {
        return new HttpRequest("GET", "/", "", version, Headers.of(headers),
                InetSocketAddress.createUnresolved("client", 1), false, Optional.empty());
    }

    /** A good request, with one header replaced by these lines. */
    private static HttpRequest with(String name, String... lines) {
        Map<String, List<String>> headers = new LinkedHashMap<>(Map.of("Host", List.of("server.example"),
                "Upgrade", List.of("websocket"), "Connection", List.of("Upgrade"),
                "Sec-WebSocket-Version", List.of("13"), "Sec-WebSocket-Key", List.of(KEY)));
        headers.put(name, List.of(lines));
        return request(HttpVersion.HTTP_1_1, headers);
    }

    private static HttpRequest good() {
        return with("X-Other", "x");
    }

    private static Optional<Answer.Response> refusal(HttpRequest request) {
        return Handshake.refusal(request, Set.of());
    }

    private static void assertRefused(int status, HttpRequest request) {
        assertThat(refusal(request)).hasValueSatisfying(response -> {
            assertThat(response.status()).isEqualTo(status);
            assertThat(response.body()).isNotBlank();
            assertThat(response.headers().first("Content-Type")).hasValue("text/plain; charset=utf-8");
        });
    }

    @Test
    @DisplayName("computes the accept key of RFC 6455 section 1.3")
    void acceptKey() {
        assertThat(Handshake.accept(good(), Optional.empty(), Optional.empty()))
                .isEqualTo(Headers.of("Connection", "Upgrade", "Upgrade",
                        "websocket", "Sec-WebSocket-Accept", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="));
    }

    @Test
    void namesTheSubprotocolOnlyIfOneWasAgreedOn() {
        assertThat(Handshake.accept(good(), Optional.of("chat.v2"), Optional.empty()).all("Sec-WebSocket-Protocol"))
                .containsExactly("chat.v2");
        assertThat(Handshake.accept(good(), Optional.empty(), Optional.empty()).all("Sec-WebSocket-Protocol"))
                .isEmpty();
    }

    @Test
    void takesAGoodRequest() {
        assertThat(Handshake.isAskedFor(good())).isTrue();
        assertThat(refusal(good())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"websocket", "WebSocket", "WEBSOCKET", "foo, WebSocket", "websocket,foo", " , websocket ,"})
    void isAskedForByAnUpgradeInAnyCaseAndAnywhereInTheList(String upgrade) {
        assertThat(Handshake.isAskedFor(with("Upgrade", upgrade))).isTrue();
    }

    @Test
    void isAskedForOnAnyHeaderLine() {
        assertThat(Handshake.isAskedFor(with("Upgrade", "foo", "websocket"))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "h2c", "websockets", "web socket", "websocket/13"})
    void isNotAskedForByAnythingElse(String upgrade) {
        assertThat(Handshake.isAskedFor(with("Upgrade", upgrade))).isFalse();
    }

    @Test
    void isNotAskedForOnHttp2WhereAConnectionCannotBeUpgraded() {
        assertThat(Handshake.isAskedFor(request(HttpVersion.HTTP_2, Map.of("Upgrade", List.of("websocket")))))
                .isFalse();
    }

    @ParameterizedTest
    @EnumSource(names = "HTTP_1_1", mode = EnumSource.Mode.EXCLUDE)
    void needsHttp11(HttpVersion version) {
        assertRefused(400, request(version, good().headers().asMap()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"upgrade", "UPGRADE", "keep-alive, Upgrade", "Upgrade,keep-alive"})
    void takesAConnectionThatListsUpgrade(String connection) {
        assertThat(refusal(with("Connection", connection))).isEmpty();
        assertThat(refusal(with("Connection", "keep-alive", connection))).isEmpty();
    }

    @Test
    void refusesAConnectionThatDoesNotListUpgrade() {
        assertRefused(400, with("Connection"));
        assertRefused(400, with("Connection", "keep-alive"));
        assertRefused(400, with("Connection", "upgraded"));
    }

    @Test
    void refusesAMissingOrRepeatedVersion() {
        assertRefused(400, with("Sec-WebSocket-Version"));
        assertRefused(400, with("Sec-WebSocket-Version", "13", "13"));
        assertRefused(400, with("Sec-WebSocket-Version", "13", "8"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"8", "12", "14", "013", "", "x", "13, 8"})
    void refusesAnotherVersionAndNamesItsOwn(String version) {
        HttpRequest request = with("Sec-WebSocket-Version", version);

        assertRefused(426, request);
        assertThat(refusal(request).orElseThrow().headers().all("Sec-WebSocket-Version")).containsExactly("13");
    }

    @Test
    void refusesAMissingOrRepeatedKey() {
        assertRefused(400, with("Sec-WebSocket-Key"));
        assertRefused(400, with("Sec-WebSocket-Key", KEY, KEY));
    }

    @ParameterizedTest
    @DisplayName("refuses a key that is not 16 bytes in base64")
    @ValueSource(strings = {"", "x", "dGhlIHNhbXBsZSBub25j", "dGhlIHNhbXBsZSBub25jZTE2NzE=", "!!!!!!!!!!!!!!!!!!!!!!==",
        "dGhlIHNhbXBsZSBub25jZQ=", "dGhlIHNhbXBsZSBub25jZQ", "dGhlIHNhbXBsZSB ub25jZQ==", "-_-_-_-_-_-_-_-_-_-_-w==",
        "dGhlIHNhbXBsZSBub25jZQ===", "ééééééééééééééééééééé=="})
    void badKey(String key) {
        assertRefused(400, with("Sec-WebSocket-Key", key));
    }

    @Test
    void refusesPagesOfAnotherOrigin() {
        assertRefused(403, with("Origin", "http://elsewhere.example"));
        assertRefused(403, with("Origin", "null"));
        assertThat(refusal(with("Origin", "http://server.example"))).isEmpty();
        assertThat(Handshake.refusal(with("Origin", "http://elsewhere.example"), Set.of("http://elsewhere.example")))
                .isEmpty();
    }

    @Test
    @DisplayName("says how to upgrade where there is nothing but a WebSocket")
    void upgradeRequired() {
        Answer.Response response = Handshake.upgradeRequired("why");

        assertThat(response.status()).isEqualTo(426);
        assertThat(response.body()).isEqualTo("why");
        assertThat(response.headers().asMap()).containsEntry("Upgrade", List.of("websocket"))
                .containsEntry("Connection", List.of("Upgrade")).containsEntry("Sec-WebSocket-Version", List.of("13"));
    }

    @Test
    void agreesOnTheFirstSubprotocolOfTheClientThatIsKnown() {
        List<String> known = List.of("a", "b", "Chat");

        assertThat(Handshake.subprotocol(with("Sec-WebSocket-Protocol", "x, b, a"), known)).hasValue("b");
        assertThat(Handshake.subprotocol(with("Sec-WebSocket-Protocol", "x", "y,a", "b"), known)).hasValue("a");
        assertThat(Handshake.subprotocol(with("Sec-WebSocket-Protocol", "chat, CHAT"), known)).isEmpty();
        assertThat(Handshake.subprotocol(with("Sec-WebSocket-Protocol", "Chat"), known)).hasValue("Chat");
        assertThat(Handshake.subprotocol(good(), known)).isEmpty();
        assertThat(Handshake.subprotocol(with("Sec-WebSocket-Protocol", "a"), List.of())).isEmpty();
    }

    @Test
    void agreesOnCompressionAsTheClientOffersIt() {
        HttpRequest offering = with("Sec-WebSocket-Extensions", "foo", "permessage-deflate; client_max_window_bits");

        assertThat(Handshake.accept(offering, Optional.empty(), Handshake.compression(offering, true))
                .all("Sec-WebSocket-Extensions")).containsExactly("permessage-deflate");
        assertThat(Handshake.compression(offering, false))
                .hasValue(new DeflateTerms(false, false, false));
        assertThat(Handshake.compression(good(), true)).isEmpty();
        assertThat(Handshake.accept(good(), Optional.empty(), Optional.empty()).all("Sec-WebSocket-Extensions"))
                .isEmpty();
    }

    @Test
    void refusesExtensionsThatAreNotOfTheGrammar() {
        assertRefused(400, with("Sec-WebSocket-Extensions", "permessage-deflate; =15"));
        assertThat(refusal(with("Sec-WebSocket-Extensions", "x; y=\"1\", , z"))).isEmpty();
    }
}
