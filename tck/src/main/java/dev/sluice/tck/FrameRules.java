package dev.sluice.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.sluice.Endpoint;
import dev.sluice.Transport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** WebSocket framing as it is meant to be: messages, fragments, pings (RFC 6455 section 5). */
abstract class FrameRules extends WireChapter {

    /** Around the places where the form of the length changes, and one that no single read brings. */
    private static final List<Integer> SIZES = List.of(0, 1, 125, 126, 127, 65_535, 65_536, 300_000);

    FrameRules(TransportFactory factory) {
        super(factory);
    }

    @TestFactory
    @Rule("WS-1")
    @DisplayName("WS-1 a text message of any size is text on both sides, unchanged")
    Stream<DynamicTest> textStaysText() {
        Transport transport = startEchoes();
        return DynamicTest.stream(SIZES.stream(), size -> size + " bytes", size -> {
            WebSocketClient client = open(transport, "/text").send(Frame.text("x".repeat(size)));
            client.expectText("x".repeat(size));
        });
    }

    @TestFactory
    @Rule("WS-2")
    @DisplayName("WS-2 a binary message of any size is binary on both sides, unchanged")
    Stream<DynamicTest> binaryStaysBinary() {
        Transport transport = startEchoes();
        return DynamicTest.stream(SIZES.stream(), size -> size + " bytes", size -> {
            WebSocketClient client = open(transport, "/binary").send(Frame.binary(everyByte(size)));
            client.expectBinary(everyByte(size));
        });
    }

    @TestFactory
    @Rule({"WS-3", "WS-4", "WS-5"})
    @DisplayName("WS-3 WS-4 WS-5 frames of the server are unmasked, in the shortest form, and not fragmented")
    Stream<DynamicTest> serverFramesAreStrict() {
        Transport transport = start(Endpoint.at("/sized").serve(TEXT, stream -> {
            for (String size : stream) {
                stream.send("y".repeat(Integer.parseInt(size)));
            }
        }).build());
        return DynamicTest.stream(SIZES.stream(), size -> size + " bytes", size -> {
            WebSocketClient client = open(transport, "/sized").send(Frame.text(size.toString()), Frame.close(1000, ""));
            // receive() checks the mask bit, the reserved bits, FIN and the form of the length of all that comes.
            client.awaitClose(1000);
        });
    }

    @TestFactory
    @Rule("WS-6")
    @DisplayName("WS-6 any masking key works")
    Stream<DynamicTest> anyMaskingKey() {
        WebSocketClient client = open(startEchoes(), "/text");
        return DynamicTest.stream(Stream.of(0, -1, 1, 0x7f, 0x80000000, 0x00ff00ff, 0x0d0a0d0a), Integer::toHexString,
                key -> {
                    client.send(Frame.text("seven octets, not a multiple of four").maskedWith(key));
                    client.expectText("seven octets, not a multiple of four");
                });
    }

    @Test
    @Rule("WS-7")
    @DisplayName("WS-7 a fragmented message arrives once, whole, and of the first fragment's kind")
    void fragmentsAreJoined() {
        Transport transport = startEchoes();
        WebSocketClient text = open(transport, "/text");
        text.send(Frame.text("to").unfinished(), Frame.continuation("get").unfinished(), Frame.continuation("her"),
                Frame.text("next"));
        text.expectText("together");
        text.expectText("next");

        WebSocketClient binary = open(transport, "/binary");
        binary.send(Frame.binary((byte) 1, (byte) -1).unfinished(), Frame.of(Frame.CONTINUATION, (byte) 0x80));
        binary.expectBinary((byte) 1, (byte) -1, (byte) 0x80);
    }

    @Test
    @Rule("WS-8")
    @DisplayName("WS-8 fragments may be empty, and there may be many")
    void fragmentsMayBeEmptyAndMany() {
        WebSocketClient client = open(startEchoes(), "/text");
        client.send(Frame.text("").unfinished(), Frame.continuation("").unfinished(), Frame.continuation(""));
        client.expectText("");
        client.send(Frame.text("").unfinished(), Frame.continuation("a").unfinished(), Frame.continuation(""));
        client.expectText("a");

        client.send(Frame.text("0").unfinished());
        for (int i = 0; i < 500; i++) {
            client.send(Frame.continuation("b").unfinished());
        }
        client.send(Frame.continuation("1"));
        client.expectText("0" + "b".repeat(500) + "1");
    }

    @Test
    @Rule("WS-9")
    @DisplayName("WS-9 a ping between two fragments is answered before the message is complete")
    void controlFramesBetweenFragments() {
        WebSocketClient client = open(startEchoes(), "/text");
        client.send(Frame.text("one ").unfinished(), Frame.ping("between"));
        client.expectPong("between");
        client.send(Frame.continuation("and ").unfinished(), Frame.pong("nobody asked"), Frame.ping("again"));
        client.expectPong("again");
        client.send(Frame.continuation("two"));
        client.expectText("one and two");
    }

    @TestFactory
    @Rule("WS-10")
    @DisplayName("WS-10 a ping is answered by a pong with the same payload")
    Stream<DynamicTest> pingsAreAnswered() {
        WebSocketClient client = open(startEchoes(), "/text");
        return DynamicTest.stream(Stream.of(0, 1, 4, 124, 125), size -> size + " bytes", size -> {
            client.send(Frame.of(Frame.PING, everyByte(size)));
            Frame pong = client.receive("a pong");
            assertThat(pong.opcode()).as("the opcode of %s", pong).isEqualTo(Frame.PONG);
            assertThat(pong.payload()).isEqualTo(everyByte(size));
        });
    }

    @Test
    @Rule("WS-11")
    @DisplayName("WS-11 a ping is answered while the handler is busy with something else")
    void pingsDoNotWaitForTheHandler() {
        CountDownLatch release = new CountDownLatch(1);
        WebSocketClient client = openBusy(release);
        client.send(Frame.text("nobody takes it"), Frame.ping("there?"));
        client.expectPong("there?");
        release.countDown();
        client.expectClose(1000);
    }

    @Test
    @Rule("WS-12")
    @DisplayName("WS-12 of several pings that come together at least the newest is answered, and none twice")
    void theNewestPingIsAnswered() {
        WebSocketClient client = open(startEchoes(), "/text");
        client.send(Frame.ping("1"), Frame.ping("2"), Frame.ping("3"));
        List<String> pongs = new ArrayList<>();
        while (!pongs.contains("3")) {
            Frame pong = client.receive("a pong for the newest ping");
            assertThat(pong.opcode()).isEqualTo(Frame.PONG);
            pongs.add(pong.text());
        }
        assertThat(pongs).isSubsetOf("1", "2", "3").isSorted().doesNotHaveDuplicates();
        client.send(Frame.text("after"));
        client.expectText("after");
    }

    @Test
    @Rule("WS-13")
    @DisplayName("WS-13 a pong that nobody asked for is ignored")
    void unsolicitedPongsAreIgnored() {
        WebSocketClient client = open(startEchoes(), "/text");
        client.send(Frame.pong(""), Frame.pong("unasked"), Frame.of(Frame.PONG, everyByte(125)), Frame.text("on"));
        client.expectText("on");
    }

    @Test
    @Rule({"WS-14", "WS-15"})
    @DisplayName("WS-14 WS-15 messages are delivered in order, also when many come in one packet")
    void messagesKeepTheirOrder() {
        WebSocketClient client = open(startEchoes(), "/text");
        List<String> messages = IntStream.range(0, 500).mapToObj(i -> "message " + i).toList();
        Thread.ofVirtual()
                .start(() -> client.send(messages.stream().map(Frame::text).toArray(Frame[]::new)));
        messages.forEach(client::expectText);
    }

    @Test
    @Rule("WS-16")
    @DisplayName("WS-16 bytes that come one at a time mean the same")
    void byteByByte() {
        WebSocketClient client = open(startEchoes(), "/text");
        client.connection().sendByteByByte(dialogue());
        expectDialogue(client);
    }

    @Test
    @Rule("WS-16")
    @DisplayName("WS-16 bytes that are split in two anywhere mean the same")
    void splitAnywhere() {
        WebSocketClient client = open(startEchoes(), "/text");
        byte[] bytes = dialogue();
        for (int split = 1; split < bytes.length; split++) {
            client.connection().send(Arrays.copyOfRange(bytes, 0, split));
            client.connection().send(Arrays.copyOfRange(bytes, split, bytes.length));
            expectDialogue(client);
        }
    }

    /** A fragmented message with a code point and a ping between its fragments, then one with a longer header. */
    private static byte[] dialogue() {
        byte[] euro = "€".getBytes(StandardCharsets.UTF_8);
        return Frame.bytes(Frame.of(Frame.TEXT, euro[0]).unfinished(), Frame.ping("p"),
                Frame.of(Frame.CONTINUATION, euro[1], euro[2]).unfinished(), Frame.continuation("5"),
                Frame.text("z".repeat(130)), Frame.text(""));
    }

    /** A pong may overtake messages. */
    private static void expectDialogue(WebSocketClient client) {
        List<String> texts = new ArrayList<>();
        List<String> pongs = new ArrayList<>();
        while (texts.size() < 3 || pongs.isEmpty()) {
            Frame frame = client.receive("three texts and a pong, not only " + texts + " and " + pongs);
            (frame.opcode() == Frame.PONG ? pongs : texts).add(frame.text());
        }
        assertThat(texts).containsExactly("€5", "z".repeat(130), "");
        assertThat(pongs).containsExactly("p");
    }

    private static byte[] everyByte(int size) {
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) i;
        }
        return bytes;
    }
}
