package dev.sluice.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

import dev.sluice.Transport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Compressed messages of clients that are refused (RFC 7692 section 6, RFC 6455 section 7.4.1). */
abstract class CompressionErrorRules extends CompressionChapter {

    private static final int LIMIT = 50_000;

    CompressionErrorRules(TransportFactory factory) {
        super(factory);
    }

    private Transport startLimited() {
        return startEchoes(shared().maxMessageBytes(LIMIT).maxFrameBytes(1_000).build());
    }

    @Test
    @Rule("DEFLATE-14")
    @DisplayName("DEFLATE-14 a message that refers to one before it ends the connection with 1007 where no context is "
            + "taken over")
    void noClientTakeover() {
        WebSocketClient client = openCompressed(startEchoes(config(false)), "/text");
        try (Deflate deflate = Deflate.takeover()) {
            client.send(deflate.text("Hello, Hello"));
            client.expectText("Hello, Hello");
            client.send(deflate.text("Hello, Hello")).expectRefusal(1007);
        }
    }

    @TestFactory
    @Rule("DEFLATE-15")
    @DisplayName("DEFLATE-15 a message may inflate to maxMessageBytes, and to more it ends the connection with 1009")
    Stream<DynamicTest> inflatedLimit() {
        Transport transport = startLimited();
        return DynamicTest.stream(Stream.of(LIMIT - 1, LIMIT, LIMIT + 1), size -> size + " bytes", size -> {
            WebSocketClient client = openCompressed(transport, "/binary");
            try (Deflate deflate = Deflate.alone()) {
                for (byte[] bytes : List.of(new byte[size], randomBytes(size, size))) {
                    client.send(fragments(Frame.BINARY, deflate.deflate(bytes), 999));
                    if (size > LIMIT) {
                        client.expectRefusal(1009);
                        client = openCompressed(transport, "/binary");
                    } else {
                        assertThat(deflate.inflate(client.receiveAny("the echo"))).isEqualTo(bytes);
                    }
                }
            }
        });
    }

    @Test
    @Rule("DEFLATE-16")
    @DisplayName("DEFLATE-16 a decompression bomb ends the connection with 1009 by the part that exceeds the limit")
    void bomb() {
        try (Deflate deflate = Deflate.alone()) {
            byte[] payload = deflate.deflate(new byte[100 << 20]);
            assertThat(payload.length).isLessThan(200_000);
            byte[] start = Arrays.copyOf(payload, 900);
            WebSocketClient client = openCompressed(startLimited(), "/binary");
            client.send(Frame.binary(start).rsv(4).unfinished()).expectRefusal(1009);
        }
    }

    @Test
    @Rule("DEFLATE-17")
    @DisplayName("DEFLATE-17 maxFrameBytes is the limit of a frame as it is sent, compressed")
    void frameLimit() {
        Transport transport = startLimited();
        try (Deflate deflate = Deflate.alone()) {
            WebSocketClient client = openCompressed(transport, "/binary").send(deflate.binary(new byte[LIMIT]));
            assertThat(deflate.inflate(client.receiveAny("the echo"))).isEqualTo(new byte[LIMIT]);
            client.sendHead(Frame.binary().rsv(4).announcing(1_001)).expectRefusal(1009);
        }
    }

    @TestFactory
    @Rule("DEFLATE-18")
    @DisplayName("DEFLATE-18 compressed data that is broken or incomplete ends the connection with 1007")
    Stream<DynamicTest> broken() {
        Transport transport = startEchoes(config(true));
        return DynamicTest.stream(Stream.of("ff", "06", "000500fbff48656c6c6f00", "f248cdc9", "000600f9ff48",
                "f200110000"), hex -> hex, hex -> {
                    byte[] payload = HexFormat.of().parseHex(hex);
                    openCompressed(transport, "/text").send(Frame.of(Frame.TEXT, payload).rsv(4)).expectRefusal(1007);
                });
    }

    @TestFactory
    @Rule("DEFLATE-19")
    @DisplayName("DEFLATE-19 text that is not UTF-8 once it is inflated ends the connection with 1007, as it arrives")
    Stream<DynamicTest> notUtf8() {
        Transport transport = startEchoes(config(true));
        return DynamicTest.stream(Stream.of("ff", "61c3", "eda080", "f4908080", "c080"), hex -> hex, hex -> {
            byte[] bytes = HexFormat.of().parseHex(hex);
            try (Deflate stored = Deflate.storing()) {
                Frame frame = Frame.of(Frame.TEXT, stored.deflate(bytes)).rsv(4);
                WebSocketClient client = openCompressed(transport, "/text");
                client.send(hex.equals("61c3") ? frame : frame.unfinished()).expectRefusal(1007);
                WebSocketClient binary = openCompressed(transport, "/binary").send(stored.binary(bytes));
                binary.expectBinary(bytes);
            }
        });
    }

    @TestFactory
    @Rule("DEFLATE-20")
    @DisplayName("DEFLATE-20 RSV1 on a control frame or a continuation, and RSV2 and RSV3 anywhere, end the connection "
            + "with 1002")
    Stream<DynamicTest> wrongBits() {
        Transport transport = startEchoes(config(false));
        Frame start = Frame.text("").unfinished();
        return DynamicTest.stream(Stream.of(List.of(Frame.ping("").rsv(4)), List.of(Frame.pong("").rsv(4)),
                List.of(Frame.close().rsv(4)), List.of(start, Frame.continuation("").rsv(4)),
                List.of(start.rsv(4), Frame.continuation("").rsv(4)), List.of(start.rsv(4), Frame.ping("").rsv(4)),
                List.of(start.rsv(6)), List.of(start.rsv(5)), List.of(start.rsv(2)), List.of(start.rsv(1))),
                frames -> frames.toString(),
                frames -> openCompressed(transport, "/text").send(frames.toArray(Frame[]::new)).expectRefusal(1002));
    }
}
