package dev.sluice.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.sluice.Channel;
import dev.sluice.Codec;
import dev.sluice.Endpoint;
import dev.sluice.Transport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Text is valid UTF-8 (RFC 6455 section 8.1); the sequences are those of the Autobahn test suite, and some more. */
abstract class Utf8Rules extends WireChapter {

    private static final HexFormat HEX = HexFormat.of();

    /** One to four bytes, with a combination of each boundary. */
    private static final String SAMPLE = "a\u007f\u0080κόσμε\u07ff\u0800\ud7ff\ue000€\uffff😀\udbff\udfff";

    /** Whole words, the first and last sequence of each length, and what is no character but a scalar value. */
    private static final List<String> VALID = List.of("48656c6c6f2dc2b540c39fc3b6c3a4c3bcc3a0c3a12d5554462d382121",
            "cebae1bdb9cf83cebcceb5", "ceba", "cebae1bdb9", "cebae1bdb9cf83", "00", "c280", "e0a080", "f0908080", "7f",
            "dfbf",
            "efbfbf", "f48fbfbf", "ed9fbf", "ee8080", "efbfbd", "efbbbf", "efbfbe", "f09fbfbe", "f09fbfbf", "f0afbfbe",
            "f3bfbfbf",
            "f48fbfbe", "f1808080", "f3808080", "610062");

    private static final List<String> INVALID = List.of(
            // code points behind U+10FFFF, and the first and last sequences of five and six bytes
            "f4908080", "f7bfbfbf", "f8888080", "f888808080", "fbbfbfbfbf", "fc8480808080", "fdbfbfbfbfbf", "f5808080",
            // continuation bytes with no start
            "80", "bf", "80bf", "80bf80", "80bf80bf", "6180", "c28080",
            // starts with no continuation
            "c020", "c220", "df20", "e020", "ef20", "f020", "f420", "f820", "fc20", "c2c2", "e0a020", "f0908020",
            "cebae1bdb9cf83cebcceb5eda080656469746564",
            // bytes that are never there
            "fe", "ff", "fefeffff",
            // overlong forms
            "c0af", "e080af", "f08080af", "f8808080af", "fc80808080af", "c1bf", "e09fbf", "f08fbfbf", "f887bfbfbf",
            "fc83bfbfbfbf",
            "c080", "e08080", "f0808080", "f880808080", "fc8080808080",
            // surrogates, alone and in pairs
            "eda080", "edadbf", "edae80", "edafbf", "edb080", "edbe80", "edbfbf", "eda080edb080", "eda080edbfbf",
            "edadbfedb080",
            "edadbfedbfbf", "edae80edb080", "edae80edbfbf", "edafbfedb080", "edafbfedbfbf");

    /** Each is wrong by its last byte, and nothing that could follow mends it. */
    private static final List<String> WRONG_BY_LAST_BYTE = List.of("80", "bf", "c0", "c1", "f5", "f8", "fe", "ff",
            "c220", "c2c2",
            "e080", "e09f", "eda0", "edbf", "e020", "e0a020", "e0a0c2", "f080", "f08f", "f490", "f4bf", "f09020",
            "f0908020",
            "f09080f0", "cebae1bdb9cf83cebcceb5f490");

    private static final List<String> CUT_OFF = List.of("c2", "df", "e0", "ef", "e0a0", "efbf", "f0", "f4", "f090",
            "f09080",
            "f48fbf", "ce", "cebae1", "cebae1bd", "cebae1bdb9cf", "cebae1bdb9cf83ce", "cebae1bdb9cf83cebcce");

    Utf8Rules(TransportFactory factory) {
        super(factory);
    }

    @TestFactory
    @Rule("WS-31")
    @DisplayName("WS-31 valid UTF-8 is taken, and comes back byte for byte")
    Stream<DynamicTest> validSequences() {
        WebSocketClient client = open(startLenient(), "/lenient");
        return DynamicTest.stream(VALID.stream(), hex -> hex, hex -> {
            client.send(Frame.of(Frame.TEXT, HEX.parseHex(hex)));
            Frame echo = client.receive("the text " + hex);
            assertThat(echo.opcode()).isEqualTo(Frame.TEXT);
            assertThat(HEX.formatHex(echo.payload())).isEqualTo(hex);
        });
    }

    @TestFactory
    @Rule("WS-32")
    @DisplayName("WS-32 text that is not UTF-8 ends the connection with 1007")
    Stream<DynamicTest> invalidSequences() {
        Transport transport = startLenient();
        return DynamicTest.stream(INVALID.stream(), hex -> hex,
                hex -> open(transport, "/lenient").send(Frame.of(Frame.TEXT, HEX.parseHex(hex))).expectRefusal(1007));
    }

    @TestFactory
    @Rule("WS-33")
    @DisplayName("WS-33 a bad byte is noticed at once, inside a frame that has not arrived completely")
    Stream<DynamicTest> badByteInsideFrame() {
        Transport transport = startLenient();
        return DynamicTest.stream(WRONG_BY_LAST_BYTE.stream(), hex -> hex, hex -> open(transport, "/lenient")
                .send(Frame.of(Frame.TEXT, HEX.parseHex(hex)).announcing(1000)).expectRefusal(1007));
    }

    @TestFactory
    @Rule("WS-34")
    @DisplayName("WS-34 a bad byte is noticed at once, before the last fragment")
    Stream<DynamicTest> badByteInsideMessage() {
        Transport transport = startLenient();
        return DynamicTest.stream(WRONG_BY_LAST_BYTE.stream(), hex -> hex, hex -> {
            byte[] bytes = HEX.parseHex(hex);
            open(transport, "/lenient").send(
                    Frame.of(Frame.TEXT, Arrays.copyOf(bytes, bytes.length - 1)).unfinished(),
                    Frame.of(Frame.CONTINUATION, bytes[bytes.length - 1]).unfinished()).expectRefusal(1007);
        });
    }

    @TestFactory
    @Rule("WS-35")
    @DisplayName("WS-35 a code point may be split over fragments")
    Stream<DynamicTest> codePointsSplitOverFragments() {
        WebSocketClient client = open(startLenient(), "/lenient");
        byte[] bytes = SAMPLE.getBytes(StandardCharsets.UTF_8);
        return DynamicTest.stream(IntStream.range(0, bytes.length).boxed(), split -> "behind byte " + split, split -> {
            client.send(Frame.of(Frame.TEXT, Arrays.copyOf(bytes, split)).unfinished(),
                    Frame.of(Frame.CONTINUATION, Arrays.copyOfRange(bytes, split, bytes.length)));
            client.expectText(SAMPLE);
        });
    }

    @Test
    @Rule("WS-35")
    @DisplayName("WS-35 a code point may be split over fragments of a byte each")
    void codePointsInFragmentsOfOneByte() {
        WebSocketClient client = open(startLenient(), "/lenient").send(Frame.text("").unfinished());
        for (byte b : SAMPLE.getBytes(StandardCharsets.UTF_8)) {
            client.send(Frame.of(Frame.CONTINUATION, b).unfinished());
        }
        client.send(Frame.continuation(""));
        client.expectText(SAMPLE);
    }

    @Test
    @Rule("WS-36")
    @DisplayName("WS-36 a code point may be split over packets")
    void codePointsSplitOverPackets() {
        WebSocketClient client = open(startLenient(), "/lenient");
        client.connection().sendByteByByte(Frame.text(SAMPLE).bytes());
        client.expectText(SAMPLE);
    }

    @TestFactory
    @Rule("WS-37")
    @DisplayName("WS-37 a message that ends inside a code point ends the connection with 1007")
    Stream<DynamicTest> cutOffSequences() {
        Transport transport = startLenient();
        return CUT_OFF.stream().flatMap(hex -> {
            Frame frame = Frame.of(Frame.TEXT, HEX.parseHex(hex));
            return Stream.of(
                    DynamicTest.dynamicTest(hex, () -> open(transport, "/lenient").send(frame).expectRefusal(1007)),
                    DynamicTest.dynamicTest(hex + " and an empty last fragment",
                            () -> open(transport, "/lenient").send(frame.unfinished(), Frame.continuation(""))
                                    .expectRefusal(1007)));
        });
    }

    @Test
    @Rule("WS-38")
    @DisplayName("WS-38 a control frame between two halves of a code point changes neither")
    void controlFramesInsideCodePoint() {
        WebSocketClient client = open(startLenient(), "/lenient");
        client.send(Frame.of(Frame.TEXT, HEX.parseHex("f09f")).unfinished(), Frame.of(Frame.PING, (byte) 0xff),
                Frame.of(Frame.PONG, (byte) 0xc0), Frame.of(Frame.CONTINUATION, HEX.parseHex("9880")));
        assertThat(client.receive("a pong").payload()).containsExactly(0xff);
        client.expectText("😀");
    }

    @Test
    @Rule("WS-39")
    @DisplayName("WS-39 binary messages are not checked for UTF-8")
    void binaryIsNotText() {
        WebSocketClient client = open(startEchoes(), "/binary");
        for (String hex : INVALID) {
            client.send(Frame.binary(HEX.parseHex(hex)));
            client.expectBinary(HEX.parseHex(hex));
        }
    }

    /** An echo with a codec that mends what is wrong, so that only the framing can find it. */
    private Transport startLenient() {
        return start(Endpoint.at("/lenient").serve(Channel.twoWay("lenient", new Lenient(), new Lenient()), stream -> {
            for (String message : stream) {
                stream.send(message);
            }
        }).build());
    }

    private record Lenient() implements Codec<String> {

        @Override
        public Form form() {
            return Form.TEXT;
        }

        @Override
        public byte[] encode(String message) {
            return message.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public String decode(byte[] bytes) {
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }
}
