package dev.sluice.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.sluice.Endpoint;
import dev.sluice.Transport;
import dev.sluice.tck.Frame.LengthForm;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What a client must not send, and that it ends the connection with 1002 (RFC 6455 section 5). */
abstract class FrameErrorRules extends WireChapter {

    FrameErrorRules(TransportFactory factory) {
        super(factory);
    }

    /** What is sent, and a name for it. */
    private record Row(String name, List<Frame> frames) {}

    @TestFactory
    @Rule("WS-17")
    @DisplayName("WS-17 a reserved bit that no extension gave a meaning ends the connection with 1002")
    Stream<DynamicTest> reservedBits() {
        Stream<Row> data = IntStream.rangeClosed(1, 7)
                .mapToObj(rsv -> row("text, bits " + rsv, Frame.text("x").rsv(rsv)));
        return refused(Stream.concat(data, Stream.of(
                row("empty text, RSV1", Frame.text("").rsv(4)),
                row("continuation, RSV1", Frame.text("x").unfinished(), Frame.continuation("y").rsv(4)),
                row("ping, RSV1", Frame.ping("x").rsv(4)),
                row("pong, RSV2", Frame.pong("").rsv(2)),
                row("Close, RSV3", Frame.close(1000, "").rsv(1)))));
    }

    @TestFactory
    @Rule("WS-18")
    @DisplayName("WS-18 a reserved opcode ends the connection with 1002")
    Stream<DynamicTest> reservedOpcodes() {
        Stream<Integer> opcodes = Stream.of(3, 4, 5, 6, 7, 11, 12, 13, 14, 15);
        return refused(opcodes.flatMap(opcode -> Stream.of(row("opcode " + opcode, Frame.of(opcode)),
                row("opcode " + opcode + " with a payload", Frame.of(opcode, (byte) 1)),
                row("opcode " + opcode + " in a message", Frame.text("x").unfinished(), Frame.of(opcode)))));
    }

    @TestFactory
    @Rule("WS-19")
    @DisplayName("WS-19 an unmasked frame ends the connection with 1002")
    Stream<DynamicTest> unmaskedFrames() {
        return refused(Stream.of(
                row("text", Frame.text("x").unmasked()),
                row("empty text", Frame.text("").unmasked()),
                row("binary", Frame.binary((byte) 1).unmasked()),
                row("continuation", Frame.text("x").unfinished(), Frame.continuation("y").unmasked()),
                row("ping", Frame.ping("x").unmasked()),
                row("empty ping", Frame.ping("").unmasked()),
                row("pong", Frame.pong("x").unmasked()),
                row("Close", Frame.close(1000, "").unmasked()),
                row("empty Close", Frame.close().unmasked())));
    }

    @TestFactory
    @Rule("WS-20")
    @DisplayName("WS-20 a fragmented control frame ends the connection with 1002")
    Stream<DynamicTest> fragmentedControlFrames() {
        return refused(Stream.of(
                row("ping", Frame.ping("x").unfinished()),
                row("pong", Frame.pong("x").unfinished()),
                row("Close", Frame.close(1000, "").unfinished()),
                row("ping in a message", Frame.text("x").unfinished(), Frame.ping("y").unfinished())));
    }

    @TestFactory
    @Rule("WS-21")
    @DisplayName("WS-21 a control frame of more than 125 bytes ends the connection with 1002")
    Stream<DynamicTest> longControlFrames() {
        return refused(Stream.of(
                row("ping", Frame.ping("x".repeat(126))),
                row("pong", Frame.pong("x".repeat(126))),
                row("Close", Frame.close(1000, "x".repeat(124))),
                row("ping of 70000 bytes", Frame.ping("x".repeat(70_000)))));
    }

    @TestFactory
    @Rule("WS-22")
    @DisplayName("WS-22 a continuation with nothing to continue ends the connection with 1002")
    Stream<DynamicTest> strayContinuations() {
        return refused(Stream.of(
                row("at the start", Frame.continuation("x")),
                row("at the start, unfinished", Frame.continuation("x").unfinished()),
                row("at the start, empty", Frame.continuation("")),
                row("behind a message", Frame.text("x"), Frame.continuation("y")),
                row("behind a fragmented message", Frame.text("x").unfinished(), Frame.continuation("y"),
                        Frame.continuation("z")),
                row("behind a ping", Frame.ping("x"), Frame.continuation("y"))));
    }

    @TestFactory
    @Rule("WS-23")
    @DisplayName("WS-23 a new message inside a fragmented one ends the connection with 1002")
    Stream<DynamicTest> interleavedMessages() {
        return refused(Stream.of(
                row("text in text", Frame.text("x").unfinished(), Frame.text("y")),
                row("binary in text", Frame.text("x").unfinished(), Frame.binary((byte) 1)),
                row("unfinished text in text", Frame.text("x").unfinished(), Frame.text("y").unfinished()),
                row("text behind an empty fragment", Frame.text("").unfinished(), Frame.text("y")),
                row("text behind a continuation", Frame.text("x").unfinished(), Frame.continuation("y").unfinished(),
                        Frame.text("z"))));
    }

    @TestFactory
    @Rule("WS-24")
    @DisplayName("WS-24 a 64-bit length with its top bit set ends the connection with 1002")
    Stream<DynamicTest> negativeLengths() {
        return refused(Stream.of(
                row("top bit alone", Frame.text("").announcing(Long.MIN_VALUE)),
                row("top bit and a small number", Frame.text("x").announcing(Long.MIN_VALUE + 1)),
                row("all bits", Frame.text("x").announcing(-1))));
    }

    @TestFactory
    @Rule("WS-25")
    @DisplayName("WS-25 a length that is not in its shortest form ends the connection with 1002")
    Stream<DynamicTest> longLengths() {
        return refused(Stream.of(
                row("0 as 16 bits", Frame.text("").length(LengthForm.BITS_16)),
                row("125 as 16 bits", Frame.text("x".repeat(125)).length(LengthForm.BITS_16)),
                row("0 as 64 bits", Frame.text("").length(LengthForm.BITS_64)),
                row("126 as 64 bits", Frame.text("x".repeat(126)).length(LengthForm.BITS_64)),
                row("65535 as 64 bits", Frame.text("x".repeat(65_535)).length(LengthForm.BITS_64)),
                row("ping of 5 as 16 bits", Frame.ping("12345").length(LengthForm.BITS_16))));
    }

    @TestFactory
    @Rule("WS-26")
    @DisplayName("WS-26 a wrong header is refused before its payload arrives")
    Stream<DynamicTest> headersAreEnough() {
        Transport transport = startWithPatience();
        Frame hundred = Frame.text("").announcing(100);
        return DynamicTest.stream(Stream.of(
                row("reserved bit", hundred.rsv(4)),
                row("reserved opcode", Frame.of(3).announcing(100)),
                row("unmasked", hundred.unmasked()),
                row("fragmented ping", Frame.ping("").announcing(100).unfinished()),
                row("long ping", Frame.ping("").announcing(126)),
                row("stray continuation", Frame.continuation("").announcing(100)),
                row("top bit", Frame.text("").announcing(Long.MIN_VALUE + 100)),
                row("not the shortest form", hundred.length(LengthForm.BITS_64))), Row::name, row -> {
                    WebSocketClient client = open(transport, "/text");
                    row.frames().forEach(client::sendHead);
                    client.expectRefusal(1002);
                });
    }

    @Test
    @Rule("WS-27")
    @DisplayName("WS-27 a refused client gets a Close with a short reason, and the end although it does nothing")
    void refusalsAreTold() {
        Transport transport = startWithPatience();
        WebSocketClient client = open(transport, "/text").send(Frame.of(3));
        assertThat(client.expectClose(1002)).as("the reason").isNotBlank().hasSizeLessThanOrEqualTo(123);
        client.expectFin();
    }

    @Test
    @Rule("WS-28")
    @DisplayName("WS-28 an error on one connection touches no other")
    void errorsStayWhereTheyAre() {
        Transport transport = startWithPatience();
        WebSocketClient good = open(transport, "/text").send(Frame.text("half ").unfinished());
        open(transport, "/text").send(Frame.of(15)).expectRefusal(1002);
        good.send(Frame.continuation("and half"));
        good.expectText("half and half");
    }

    @Test
    @Rule({"WS-29", "WS-30"})
    @DisplayName("WS-29 WS-30 what came before the error is delivered, what comes behind it is not")
    void theErrorIsTheLine() {
        Recorder recorder = new Recorder();
        Transport transport = start(Endpoint.at("/record").serve(TEXT, recorder).build());
        WebSocketClient client = open(transport, "/record");
        client.send(Frame.text("first"), Frame.text("second"), Frame.text("bad").rsv(1), Frame.text("late"),
                Frame.ping("late"),
                Frame.close(1000, ""));
        client.expectClose(1002);
        client.connection().awaitEnd();
        assertThat(recorder.awaitMessages()).containsExactly("first", "second");
    }

    private static Row row(String name, Frame... frames) {
        return new Row(name, List.of(frames));
    }

    private Stream<DynamicTest> refused(Stream<Row> rows) {
        Transport transport = startWithPatience();
        return DynamicTest.stream(rows, Row::name, row -> open(transport, "/text")
                .send(row.frames().toArray(Frame[]::new)).expectRefusal(1002));
    }

    /** With a time for closing that no test waits for: a refused client is not waited for that long. */
    private Transport startWithPatience() {
        return startEchoes(config().closeTimeout(Duration.ofSeconds(30)).build());
    }
}
