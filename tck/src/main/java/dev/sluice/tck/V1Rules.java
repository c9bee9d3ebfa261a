package dev.sluice.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

import dev.sluice.Channel;
import dev.sluice.Codec;
import dev.sluice.Endpoint;
import dev.sluice.Topic;
import dev.sluice.Transport;
import dev.sluice.TwoWayChannel;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The sub-protocol sluice.v1 on a WebSocket of one channel: a header line before each message. */
abstract class V1Rules extends WireChapter {

    private static final TwoWayChannel<byte[], byte[]> BYTES = Channel.twoWay("bytes", Codec.bytes(), Codec.bytes());

    V1Rules(TransportFactory factory) {
        super(factory);
    }

    private WebSocketClient openV1(Transport transport, String path) {
        return open(transport, RawRequest.handshake(transport.port(), path).set("Sec-WebSocket-Protocol", "sluice.v1"));
    }

    @Test
    @Rule("SUB-1")
    @DisplayName("SUB-1 the sub-protocol is agreed on where the client offers it, in the client's order of preference")
    void negotiation() {
        Transport transport = start(Endpoint.at("/chat").subprotocols("mine").serve(TEXT, stream -> {
            stream.send(stream.opening().subprotocol().orElse("none"));
        }).build());
        for (String[] offered : new String[][]{{"sluice.v1", "sluice.v1"}, {"other, sluice.v1, mine", "sluice.v1"},
            {"mine, sluice.v1", "mine"}, {"other", ""}}) {
            RawRequest request = RawRequest.handshake(transport.port(), "/chat").set("Sec-WebSocket-Protocol",
                    offered[0]);
            RawResponse answer = head(transport, request);
            assertThat(answer.headers().all("Sec-WebSocket-Protocol").stream().findFirst().orElse(""))
                    .isEqualTo(offered[1]);
        }
    }

    @Test
    @Rule("SUB-2")
    @DisplayName("SUB-2 a message of no topic has the header message, and a client's message has it too, text or binary")
    void messages() {
        Transport transport = start(textEcho(), Endpoint.at("/bytes").serve(BYTES, stream -> {
            for (byte[] message : stream) {
                stream.send(message);
            }
        }).build());
        WebSocketClient text = openV1(transport, "/text");
        for (String message : new String[]{"", "hello", "message\nmessage\n", "é\n\n"}) {
            text.send(Frame.text("message\n" + message));
            text.expectText("message\n" + message);
        }
        WebSocketClient binary = openV1(transport, "/bytes");
        byte[] frame = "message\n\u0000\u00ff\n".getBytes(StandardCharsets.ISO_8859_1);
        binary.send(Frame.binary(frame)).expectBinary(frame);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "hello", "message", "message ", "message x\n", "Message\n", "messages\n", "\n",
        " message\n",
        "message\r\n", "begin\n"})
    @Rule("SUB-3")
    @DisplayName("SUB-3 a frame with another header line, or none, ends the connection with 1002")
    void malformed(String frame) {
        BlockingQueue<String> received = new LinkedBlockingQueue<>();
        Transport transport = start(Endpoint.at("/in").serve(TEXT, stream -> stream.forEach(received::add)).build());
        WebSocketClient client = openV1(transport, "/in");
        client.send(Frame.text("message\ngood"));
        client.send(Frame.text(frame));
        client.awaitClose(1002);
        assertThat(take(received, "the good message")).isEqualTo("good");
        assertThat(received).isEmpty();
    }

    @Test
    @Rule("SUB-4")
    @DisplayName("SUB-4 members of a topic by sluice.v1 get the same bytes, beside bare ones that get the message alone")
    void sharedBytes() {
        Topic<String> topic = Topic.create(NEWS);
        Transport transport = start(Endpoint.at("/news").serve(NEWS, topic).build());
        WebSocketClient one = openV1(transport, "/news");
        WebSocketClient other = openV1(transport, "/news");
        WebSocketClient bare = open(transport, "/news");
        Waiting.until("all join", () -> topic.size() == 3);
        assertThat(one.receive("a frame").text()).matches("begin [0-9a-z]+-0\n");
        assertThat(other.receive("a frame").text()).matches("begin [0-9a-z]+-0\n");
        topic.publish("news");
        assertThat(one.receive("a frame").text()).matches("message [0-9a-z]+-1\nnews");
        assertThat(other.receive("a frame").text()).matches("message [0-9a-z]+-1\nnews");
        assertThat(bare.receive("a frame").text()).isEqualTo("news");
    }
}
