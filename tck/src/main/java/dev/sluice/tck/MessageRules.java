package dev.sluice.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.List;
import java.util.stream.Stream;

import dev.sluice.Channel;
import dev.sluice.Codec;
import dev.sluice.CodecException;
import dev.sluice.Endpoint;
import dev.sluice.Transport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Which messages a WebSocket client may send: as large as the limits say, and of the kind that the channel has. */
abstract class MessageRules extends WireChapter {

    private static final int FRAME = 1_000;
    private static final int MESSAGE = 2_500;

    MessageRules(TransportFactory factory) {
        super(factory);
    }

    @Test
    @Rule("WS-40")
    @DisplayName("WS-40 a frame of exactly maxFrameBytes is taken")
    void largestFrame() {
        WebSocketClient client = open(startLimited(), "/text");
        for (int size : new int[]{FRAME - 1, FRAME}) {
            client.send(Frame.text("x".repeat(size)));
            client.expectText("x".repeat(size));
        }
    }

    @TestFactory
    @Rule("WS-41")
    @DisplayName("WS-41 a frame of more than maxFrameBytes ends the connection with 1009 before its payload arrives")
    Stream<DynamicTest> tooLargeFrames() {
        Transport transport = startLimited();
        return DynamicTest.stream(Stream.of(FRAME + 1L, 65_536L, 1L << 31, 1L << 32, 1L << 40, Long.MAX_VALUE),
                length -> length + " bytes", length -> {
                    open(transport, "/text").sendHead(Frame.text("").announcing(length)).expectRefusal(1009);
                    open(transport, "/binary").sendHead(Frame.binary().announcing(length).unfinished())
                            .expectRefusal(1009);
                });
    }

    @Test
    @Rule("WS-42")
    @DisplayName("WS-42 a message of exactly maxMessageBytes is taken, in one frame or in fragments")
    void largestMessage() {
        WebSocketClient client = open(startLimited(), "/text");
        client.send(fragment(Frame.TEXT, FRAME).unfinished(), fragment(Frame.CONTINUATION, FRAME).unfinished(),
                fragment(Frame.CONTINUATION, MESSAGE - 2 * FRAME));
        client.expectText("x".repeat(MESSAGE));

        Transport wide = startEchoes(config().maxFrameBytes(10_000).maxMessageBytes(500).build());
        WebSocketClient unfragmented = open(wide, "/text");
        for (int size : new int[]{499, 500}) {
            unfragmented.send(Frame.text("x".repeat(size)));
            unfragmented.expectText("x".repeat(size));
        }
    }

    @Test
    @Rule("WS-43")
    @DisplayName("WS-43 fragments beyond maxMessageBytes end the connection with 1009, by the last one's header")
    void tooManyFragments() {
        Transport transport = startLimited();
        for (int kind : List.of(Frame.TEXT, Frame.BINARY)) {
            WebSocketClient client = open(transport, kind == Frame.TEXT ? "/text" : "/binary");
            client.send(fragment(kind, FRAME).unfinished(), fragment(Frame.CONTINUATION, FRAME).unfinished());
            client.sendHead(Frame.continuation("").announcing(MESSAGE - 2 * FRAME + 1).unfinished());
            client.expectRefusal(1009);
        }
    }

    @Test
    @Rule("WS-44")
    @DisplayName("WS-44 a frame within maxFrameBytes but of more than maxMessageBytes ends the connection with 1009")
    void tooLargeMessageInOneFrame() {
        Transport transport = startEchoes(config().maxFrameBytes(10_000).maxMessageBytes(500).build());
        open(transport, "/text").sendHead(Frame.text("").announcing(501)).expectRefusal(1009);
    }

    @Test
    @Rule("WS-45")
    @DisplayName("WS-45 the limits are for each message alone, and control frames between fragments do not count")
    void limitsAreForEachMessage() {
        WebSocketClient client = open(startLimited(), "/text");
        Frame ping = Frame.ping("p".repeat(125));
        for (int i = 0; i < 5; i++) {
            client.send(fragment(Frame.TEXT, FRAME).unfinished(), ping,
                    fragment(Frame.CONTINUATION, FRAME).unfinished());
            client.expectPong(ping.text());
            client.send(fragment(Frame.CONTINUATION, MESSAGE - 2 * FRAME));
            client.expectText("x".repeat(MESSAGE));
        }
    }

    @Test
    @Rule("WS-46")
    @DisplayName("WS-46 the limits are in bytes, not in characters")
    void limitsAreInBytes() {
        WebSocketClient client = open(startLimited(), "/text").send(Frame.text("é".repeat(FRAME / 2)));
        client.expectText("é".repeat(FRAME / 2));
        client.sendHead(Frame.text("é".repeat(FRAME / 2 + 1))).expectRefusal(1009);
    }

    @Test
    @Rule("WS-47")
    @DisplayName("WS-47 a client that is still sending what was refused gets the Close")
    void theCloseOvertakesTheRest() {
        WebSocketClient client = open(startLimited(), "/text").send(Frame.text("x".repeat(2 << 20)));
        client.expectRefusal(1009);
    }

    @TestFactory
    @Rule("WS-48")
    @DisplayName("WS-48 a message that is not of the channel's kind ends the connection with 1003 when it begins")
    Stream<DynamicTest> wrongKind() {
        Transport transport = startEchoes();
        Frame text = Frame.text("text");
        Frame binary = Frame.binary((byte) 1, (byte) -1);
        return Stream.of(
                dynamicTest("text", () -> open(transport, "/binary").send(text).expectRefusal(1003)),
                dynamicTest("binary", () -> open(transport, "/text").send(binary).expectRefusal(1003)),
                dynamicTest("an empty text", () -> open(transport, "/binary").send(Frame.text("")).expectRefusal(1003)),
                dynamicTest("the head of a text", () -> open(transport, "/binary").sendHead(text).expectRefusal(1003)),
                dynamicTest("the head of a binary",
                        () -> open(transport, "/text").sendHead(binary).expectRefusal(1003)),
                dynamicTest("a fragment",
                        () -> open(transport, "/text").send(binary.unfinished()).expectRefusal(1003)));
    }

    @Test
    @Rule("WS-49")
    @DisplayName("WS-49 a message on a one-way channel ends the connection with 1003")
    void messagesOnOneWayChannel() {
        Transport transport = startOneWay();
        open(transport, "/news").send(Frame.text("me too")).expectRefusal(1003);
        open(transport, "/news").send(Frame.binary((byte) 1)).expectRefusal(1003);
        open(transport, "/news").send(Frame.text("")).expectRefusal(1003);
    }

    @Test
    @Rule("WS-50")
    @DisplayName("WS-50 a one-way channel answers pings, ignores pongs and takes a Close")
    void controlFramesOnOneWayChannel() {
        WebSocketClient client = open(startOneWay(), "/news");
        client.send(Frame.pong("unasked"), Frame.ping("still there?"));
        client.expectPong("still there?");
        client.send(Frame.close(1000, "enough"));
        client.expectClose(1000);
        client.expectFin();
    }

    @TestFactory
    @Rule("WS-51")
    @DisplayName("WS-51 a message that the codec cannot decode ends the connection with 1007 and tells nothing of why")
    Stream<DynamicTest> undecodableMessages() {
        Transport transport = start(
                refusing("/parse",
                        Codec.text(text -> text, text -> fail(new IllegalArgumentException("secret " + text)))),
                refusing("/codec", new Throwing(new CodecException("secret"))),
                refusing("/runtime", new Throwing(new IllegalStateException("secret"))));
        return DynamicTest.stream(Stream.of("/parse", "/codec", "/runtime"), path -> path, path -> {
            WebSocketClient client = open(transport, path).send(Frame.text("undecodable"));
            assertThat(client.expectClose(1007)).doesNotContain("secret").doesNotContainIgnoringCase("exception");
            client.connection().endOutput();
            client.connection().awaitEnd();
        });
    }

    private Transport startLimited() {
        return startEchoes(config().maxFrameBytes(FRAME).maxMessageBytes(MESSAGE).build());
    }

    private Transport startOneWay() {
        return start(Endpoint.at("/news").serve(NEWS, WireChapter::stay).build());
    }

    private static Frame fragment(int opcode, int size) {
        return Frame.of(opcode, Frame.text("x".repeat(size)).payload());
    }

    private static Endpoint refusing(String path, Codec<String> codec) {
        return Endpoint.at(path).serve(Channel.twoWay("refusing", codec, Codec.text()),
                stream -> stream.forEach(message -> {})).build();
    }

    private static String fail(RuntimeException failure) {
        throw failure;
    }

    /** Decodes nothing. */
    private record Throwing(RuntimeException failure) implements Codec<String> {

        @Override
        public Form form() {
            return Form.TEXT;
        }

        @Override
        public byte[] encode(String message) {
            return Codec.text().encode(message);
        }

        @Override
        public String decode(byte[] bytes) {
            throw failure;
        }
    }
}
