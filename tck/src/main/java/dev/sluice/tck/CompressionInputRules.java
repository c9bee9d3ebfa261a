package dev.sluice.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

import dev.sluice.Transport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compressed messages of clients (RFC 7692 sections 6.2 and 7.2.2). */
abstract class CompressionInputRules extends CompressionChapter {

    private static final byte[] TAIL = {0, 0, -1, -1};

    CompressionInputRules(TransportFactory factory) {
        super(factory);
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Rule("DEFLATE-9")
    @DisplayName("DEFLATE-9 messages of any size and content come back unchanged, compressed or not")
    void anyMessage(boolean takeover) {
        Transport transport = startEchoes(config(takeover));
        WebSocketClient text = openCompressed(transport, "/text");
        WebSocketClient binary = openCompressed(transport, "/binary");
        try (Deflate ofText = deflate(takeover); Deflate ofBinary = deflate(takeover)) {
            for (int size : List.of(0, 1, 99, 100, 125, 126, 4_096, 32_768, 65_536, 300_000, 1_000_000)) {
                String many = "é".repeat(size / 2);
                text.send(ofText.text(many));
                expectText(text, ofText, many);
                for (byte[] bytes : List.of(randomBytes(size, size), new byte[size])) {
                    binary.send(ofBinary.binary(bytes));
                    assertThat(ofBinary.inflate(binary.receiveAny("the echo"))).isEqualTo(bytes);
                }
                text.send(Frame.text(many));
                expectText(text, ofText, many);
            }
        }
    }

    @Test
    @Rule("DEFLATE-10")
    @DisplayName("DEFLATE-10 a compressed message may come in fragments, with control frames between them")
    void fragmented() {
        WebSocketClient client = openCompressed(startEchoes(config(false)), "/text");
        try (Deflate deflate = Deflate.alone()) {
            String text = randomText(1, 300);
            for (int size : List.of(1, 2, 7, 150)) {
                for (Frame fragment : fragments(Frame.TEXT, deflate.deflate(utf8(text)), size)) {
                    client.send(fragment);
                    if (!fragment.fin()) {
                        client.send(Frame.pong("unasked"), Frame.ping("between"));
                        client.expectPong("between");
                    }
                }
                expectText(client, deflate, text);
            }
            client.send(Frame.of(Frame.TEXT).rsv(4).unfinished(), Frame.ping("p"));
            client.expectPong("p");
            client.send(Frame.of(Frame.CONTINUATION).unfinished(),
                    Frame.of(Frame.CONTINUATION, deflate.deflate(utf8(text))).unfinished(),
                    Frame.of(Frame.CONTINUATION));
            expectText(client, deflate, text);
        }
    }

    @Test
    @Rule("DEFLATE-11")
    @DisplayName("DEFLATE-11 compressed bytes that are split anywhere mean the same")
    void splitAnywhere() {
        WebSocketClient client = openCompressed(startEchoes(config(true)), "/text");
        try (Deflate deflate = Deflate.takeover()) {
            int splits;
            try (Deflate same = Deflate.takeover()) {
                splits = dialogue(same).length;
            }
            for (int split = 1; split < splits; split++) {
                byte[] bytes = dialogue(deflate);
                int at = Math.min(split, bytes.length - 1);
                client.connection().send(Arrays.copyOfRange(bytes, 0, at));
                client.connection().send(Arrays.copyOfRange(bytes, at, bytes.length));
                expectDialogue(client, deflate);
            }
            client.connection().sendByteByByte(dialogue(deflate));
            expectDialogue(client, deflate);
        }
    }

    private static byte[] dialogue(Deflate deflate) {
        byte[] payload = deflate.deflate(utf8("größer, größer"));
        return Frame.bytes(Frame.of(Frame.TEXT, Arrays.copyOf(payload, 3)).rsv(4).unfinished(), Frame.ping("p"),
                Frame.of(Frame.CONTINUATION, Arrays.copyOfRange(payload, 3, payload.length)), deflate.text("x y z"));
    }

    /** A pong may overtake messages. */
    private static void expectDialogue(WebSocketClient client, Deflate deflate) {
        List<String> said = new ArrayList<>();
        while (said.size() < 3) {
            said.add(new String(deflate.inflate(client.receiveAny("two texts and a pong")), StandardCharsets.UTF_8));
        }
        assertThat(said).contains("p").filteredOn(text -> !text.equals("p")).containsExactly("größer, größer", "x y z");
    }

    private record Blocks(String name, Frame frame, String text) {

        static Blocks of(String name, byte[] payload, String text) {
            return new Blocks(name, Frame.of(Frame.TEXT, payload).rsv(4), text);
        }
    }

    private static Stream<Blocks> blocks() {
        String prose = randomText(2, 2_000);
        byte[] hello = HexFormat.of().parseHex("f248cdc9c90700");
        try (Deflate stored = Deflate.storing(); Deflate deflate = Deflate.alone()) {
            byte[] several = join(deflate.deflateLast(utf8(prose)), TAIL, hello, TAIL, stored.deflate(utf8(prose)),
                    TAIL,
                    deflate.deflateLast(utf8("end")));
            return Stream.of(Blocks.of("fixed", hello, "Hello"),
                    Blocks.of("dynamic", deflate.deflate(utf8(prose)), prose),
                    Blocks.of("stored", stored.deflate(utf8(prose)), prose),
                    Blocks.of("empty", new byte[1], ""),
                    Blocks.of("last", deflate.deflateLast(utf8(prose)), prose),
                    Blocks.of("empty and last", deflate.deflateLast(), ""),
                    Blocks.of("two", HexFormat.of().parseHex("f24805000000ffffcac9c90700"), "Hello"),
                    Blocks.of("what refers to what is before a last block",
                            join(deflate.deflateLast(utf8("Hello")), TAIL, HexFormat.of().parseHex("f200110000")),
                            "HelloHello"),
                    Blocks.of("several, some of them last", several, prose + "Hello" + prose + "end"));
        }
    }

    @TestFactory
    @Rule("DEFLATE-12")
    @DisplayName("DEFLATE-12 blocks of every kind are understood: stored, fixed, dynamic, empty, and last ones")
    Stream<DynamicTest> everyBlock() {
        Transport transport = startEchoes(config(true));
        return DynamicTest.stream(blocks(), Blocks::name, blocks -> {
            WebSocketClient client = openCompressed(transport, "/text");
            try (Deflate deflate = Deflate.takeover()) {
                for (int i = 0; i < 2; i++) {
                    client.send(blocks.frame());
                    expectText(client, deflate, blocks.text());
                }
            }
        });
    }

    @Test
    @Rule("DEFLATE-13")
    @DisplayName("DEFLATE-13 a message may refer to those before it where the client's context is taken over")
    void clientTakeover() {
        WebSocketClient client = openCompressed(startEchoes(config(true)), "/text");
        try (Deflate deflate = Deflate.takeover()) {
            String text = randomText(3, 10_000);
            Frame first = deflate.text(text);
            client.send(first);
            expectText(client, deflate, text);
            for (int i = 0; i < 10; i++) {
                Frame again = deflate.text(i + text.substring(i));
                assertThat(again.payload().length).isLessThan(first.payload().length / 10);
                client.send(Frame.text("plain, and unknown to the window"), again);
                expectText(client, deflate, "plain, and unknown to the window");
                expectText(client, deflate, i + text.substring(i));
            }
        }
    }
}
