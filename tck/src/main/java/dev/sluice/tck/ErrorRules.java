package dev.sluice.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import dev.sluice.Channel;
import dev.sluice.Codec;
import dev.sluice.Endpoint;
import dev.sluice.OneWayChannel;
import dev.sluice.OneWayStream;
import dev.sluice.Protocol;
import dev.sluice.Transport;
import dev.sluice.TransportConfigBuilder;
import dev.sluice.TwoWayChannel;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Endpoints and configurations that cannot work are refused when they are made, with a message that helps. */
abstract class ErrorRules extends Chapter {

    private static final OneWayChannel<byte[]> IMAGES = Channel.oneWay("images", Codec.bytes());

    private static final TwoWayChannel<byte[], String> UPLOAD = Channel.twoWay("upload", Codec.bytes(), Codec.text());

    ErrorRules(TransportFactory factory) {
        super(factory);
    }

    @Test
    @Rule("ERR-1")
    @DisplayName("ERR-1 a two-way channel with a binary codec either way cannot travel by SSE, and the message says what can")
    void twoWayOverSse() {
        Endpoint.Builder builder = Endpoint.at("/up").over(Protocol.SSE).serve(UPLOAD, stream -> {});
        assertThatThrownBy(builder::build).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("/up").hasMessageContaining("binary").hasMessageContaining("upload")
                .hasMessageContaining("WEB_SOCKET");
    }

    @Test
    @Rule("ERR-2")
    @DisplayName("ERR-2 a binary codec cannot travel by SSE, which the message says with what to do instead")
    void binaryOverSse() {
        Endpoint.Builder both = Endpoint.at("/images").over(Protocol.WEB_SOCKET, Protocol.SSE);
        Endpoint.Builder builder = both.serve(IMAGES, stream -> {});
        assertThatThrownBy(builder::build).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("/images").hasMessageContaining("binary").hasMessageContaining("WEB_SOCKET");
    }

    @Test
    @Rule("ERR-3")
    @DisplayName("ERR-3 an endpoint travels by all that its channel can travel by, unless it is said otherwise")
    void protocolsByDefault() {
        assertThat(Served.lines(stream -> {}).protocols()).containsExactlyInAnyOrder(Protocol.SSE, Protocol.WEB_SOCKET);
        assertThat(Served.talk(stream -> {}).protocols()).containsExactlyInAnyOrder(Protocol.SSE, Protocol.WEB_SOCKET);
        assertThat(Endpoint.at("/images").serve(IMAGES, stream -> {}).build().protocols())
                .containsExactly(Protocol.WEB_SOCKET);
        assertThat(Endpoint.at("/lines").over(Protocol.SSE).serve(Served.LINES, stream -> {}).build().protocols())
                .containsExactly(Protocol.SSE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "chat", "/chat/{", "/chat/}", "/{room", "/a{room}", "/{room}b", "/{}", "/{1}",
        "/{a}/{a}", "/a b", "/ü", "/a%20b", "/a?b", "/a#b"})
    @Rule("ERR-4")
    @DisplayName("ERR-4 a malformed path template is refused, with the template in the message")
    void badTemplate(String template) {
        assertThatThrownBy(() -> Endpoint.at(template)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + template + "'");
    }

    @Test
    @Rule("ERR-5")
    @DisplayName("ERR-5 an endpoint serves something, and no two channels at one target")
    void servesSomething() {
        assertThatThrownBy(() -> Endpoint.at("/nothing").build()).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("/nothing").hasMessageContaining("serve");
        Endpoint.Builder twice = Endpoint.at("/live").serve(Served.LINES, stream -> {}).serve(Served.LINES,
                stream -> {});
        assertThatThrownBy(twice::build).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("/live").hasMessageContaining("two channels at /lines");
    }

    static Stream<String> sameShapes() {
        return Stream.of("/rooms/{room}", "/rooms/{id}");
    }

    @ParameterizedTest
    @MethodSource("sameShapes")
    @Rule("ERR-6")
    @DisplayName("ERR-6 two endpoints of one path shape cannot be on one transport, which is told when it is made")
    void samePath(String second) {
        Endpoint one = Endpoint.at("/rooms/{room}").serve(Served.LINES, stream -> {}).build();
        Endpoint two = Endpoint.at(second).serve(Served.TALK, stream -> {}).build();
        assertThatThrownBy(() -> create(config().build(), one, two)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("/rooms/{room}").hasMessageContaining(second);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a,b", "ü", "a\n", "\"a\""})
    @Rule("ERR-7")
    @DisplayName("ERR-7 a sub-protocol that is no token is refused")
    void badSubprotocol(String name) {
        assertThatThrownBy(() -> Endpoint.at("/chat").subprotocols("good", name))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("/chat");
    }

    static Stream<Map.Entry<String, UnaryOperator<TransportConfigBuilder>>> badConfigs() {
        return Map.<String, UnaryOperator<TransportConfigBuilder>>ofEntries(
                Map.entry("port", b -> b.port(-1)),
                Map.entry("port ", b -> b.port(65_536)),
                Map.entry("maxMessageBytes", b -> b.maxMessageBytes(0)),
                Map.entry("maxFrameBytes", b -> b.maxFrameBytes(124)),
                Map.entry("inboxMessages", b -> b.inboxMessages(0)),
                Map.entry("outboxMessages", b -> b.outboxMessages(0)),
                Map.entry("outboxBytes", b -> b.outboxBytes(0)),
                Map.entry("heartbeat", b -> b.heartbeat(Duration.ofMillis(9))),
                Map.entry("pongTimeout", b -> b.pongTimeout(Duration.ZERO)),
                Map.entry("closeTimeout", b -> b.closeTimeout(Duration.ofSeconds(-1))),
                Map.entry("maxStreams", b -> b.maxStreams(0)),
                Map.entry("maxHeaderBytes", b -> b.maxHeaderBytes(255)),
                Map.entry("maxAge", b -> b.maxAge(Duration.ZERO)),
                Map.entry("sseRetry", b -> b.sseRetry(Duration.ofMillis(-1)))).entrySet().stream();
    }

    @ParameterizedTest
    @MethodSource("badConfigs")
    @Rule("ERR-8")
    @DisplayName("ERR-8 a configuration out of range is refused, with the name of the value in the message")
    void badConfig(Map.Entry<String, UnaryOperator<TransportConfigBuilder>> bad) {
        assertThatThrownBy(() -> bad.getValue().apply(config()).build()).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(bad.getKey().strip());
    }

    @Test
    @Rule("ERR-9")
    @DisplayName("ERR-9 one endpoint may be carried by several transports, each with its own streams")
    void sharedEndpoint() {
        Guests<OneWayStream<String>> guests = new Guests<>();
        Endpoint endpoint = Served.lines(guests);
        Transport first = start(endpoint);
        Transport second = start(endpoint);
        assertThat(first.port()).isNotEqualTo(second.port());
        try (Peer one = Peer.open(Protocol.SSE, first.port(), Served.LINES_PATH);
                Peer two = Peer.open(Protocol.WEB_SOCKET, second.port(), Served.LINES_PATH)) {
            OneWayStream<String> streamOfFirst = guests.next();
            OneWayStream<String> streamOfSecond = guests.next();
            boolean inOrder = streamOfFirst.opening().protocol() == Protocol.SSE;
            assertThat(first.streamCount()).isEqualTo(1);
            assertThat(second.streamCount()).isEqualTo(1);
            first.close();
            assertThat(one.goodbye().end()).isEqualTo(Peer.End.ORDERLY);
            (inOrder ? streamOfSecond : streamOfFirst).send("unharmed");
            assertThat(two.next()).isEqualTo("unharmed");
        }
    }
}
