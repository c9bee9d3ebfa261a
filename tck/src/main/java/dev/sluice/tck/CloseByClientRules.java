package dev.sluice.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

import dev.sluice.Endpoint;
import dev.sluice.Transport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** How a client closes a WebSocket (RFC 6455 sections 5.5.1 and 7). */
abstract class CloseByClientRules extends WireChapter {

    private static final HexFormat HEX = HexFormat.of();

    CloseByClientRules(TransportFactory factory) {
        super(factory);
    }

    @TestFactory
    @Rule("CLOSE-1")
    @DisplayName("CLOSE-1 the client's Close is answered by a Close with its code")
    Stream<DynamicTest> codesAreEchoed() {
        Transport transport = startWithPatience();
        return DynamicTest.stream(
                Stream.of(1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000,
                        4999),
                code -> "code " + code, code -> {
                    WebSocketClient client = open(transport, "/text").send(Frame.close(code, "bye"));
                    client.expectClose(code);
                    client.expectFin();
                });
    }

    @Test
    @Rule("CLOSE-2")
    @DisplayName("CLOSE-2 a Close without a code is answered by one without a code")
    void emptyCloseIsEchoed() {
        WebSocketClient client = open(startWithPatience(), "/text").send(Frame.close());
        client.expectEmptyClose();
        client.expectFin();
    }

    @Test
    @Rule("CLOSE-3")
    @DisplayName("CLOSE-3 after both Close frames the server ends TCP at once, before the client does")
    void theServerEndsTcpFirst() {
        WebSocketClient client = open(startWithPatience(), "/text").send(Frame.text("last"));
        client.expectText("last");
        client.send(Frame.close(1000, ""));
        client.expectClose(1000);
        // The client keeps its half open, and this waits far less than closeTimeout.
        client.expectFin();
    }

    @TestFactory
    @Rule("CLOSE-4")
    @DisplayName("CLOSE-4 a Close with a payload of one byte ends the connection with 1002")
    Stream<DynamicTest> halfACode() {
        Transport transport = startWithPatience();
        return DynamicTest.stream(Stream.of(0, 3, 255), octet -> "byte " + octet, octet -> open(transport, "/text")
                .send(Frame.of(Frame.CLOSE, octet.byteValue())).expectRefusal(1002));
    }

    @TestFactory
    @Rule("CLOSE-5")
    @DisplayName("CLOSE-5 a Close with a code that must not be sent ends the connection with 1002")
    Stream<DynamicTest> forbiddenCodes() {
        Transport transport = startWithPatience();
        Stream<Integer> codes = Stream.of(0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 10_000,
                32_768,
                65_535);
        return DynamicTest.stream(codes, code -> "code " + code, code -> {
            open(transport, "/text").send(Frame.close(code, "")).expectRefusal(1002);
            open(transport, "/text").send(Frame.close(code, "reason")).expectRefusal(1002);
        });
    }

    @TestFactory
    @Rule("CLOSE-6")
    @DisplayName("CLOSE-6 a Close whose reason is not UTF-8 ends the connection with 1007")
    Stream<DynamicTest> reasonsThatAreNotUtf8() {
        Transport transport = startWithPatience();
        return DynamicTest.stream(
                Stream.of("80", "ff", "c0af", "eda080", "f4908080", "ceba80656469746564", "ce", "f09f98"),
                hex -> hex, hex -> open(transport, "/text")
                        .send(Frame.of(Frame.CLOSE, HEX.parseHex("03e8" + hex))).expectRefusal(1007));
    }

    @TestFactory
    @Rule("CLOSE-7")
    @DisplayName("CLOSE-7 a reason of up to 123 bytes of UTF-8 is taken")
    Stream<DynamicTest> longReasons() {
        Transport transport = startWithPatience();
        return DynamicTest.stream(Stream.of("x".repeat(123), "é".repeat(61), "😀".repeat(30)),
                reason -> reason.getBytes(StandardCharsets.UTF_8).length + " bytes", reason -> {
                    WebSocketClient client = open(transport, "/text").send(Frame.close(3001, reason));
                    client.expectClose(3001);
                    client.expectFin();
                });
    }

    @Test
    @Rule("CLOSE-8")
    @DisplayName("CLOSE-8 what comes behind the client's Close is ignored, right or wrong")
    void nothingCountsBehindTheClose() {
        Recorder recorder = new Recorder();
        Transport transport = start(Endpoint.at("/record").serve(TEXT, recorder).build());
        WebSocketClient client = open(transport, "/record");
        client.send(Frame.text("before"), Frame.close(1000, ""), Frame.text("behind"), Frame.ping("behind"),
                Frame.of(3),
                Frame.text("unmasked").unmasked(), Frame.close(4000, ""));
        client.expectClose(1000);
        client.connection().awaitEnd();
        assertThat(recorder.awaitMessages()).containsExactly("before");
    }

    @Test
    @Rule("CLOSE-9")
    @DisplayName("CLOSE-9 a Close between fragments is answered, and the unfinished message is not delivered")
    void closeInsideMessage() {
        Recorder recorder = new Recorder();
        Transport transport = start(Endpoint.at("/record").serve(TEXT, recorder).build());
        WebSocketClient client = open(transport, "/record");
        client.send(Frame.text("half").unfinished(), Frame.close(1001, ""));
        client.expectClose(1001);
        client.expectFin();
        assertThat(recorder.awaitMessages()).isEmpty();
    }

    @Test
    @Rule("CLOSE-10")
    @DisplayName("CLOSE-10 the client's Close is answered while the handler is busy with something else")
    void closeDoesNotWaitForTheHandler() {
        CountDownLatch release = new CountDownLatch(1);
        WebSocketClient client = openBusy(release);
        client.send(Frame.text("nobody takes it"), Frame.close(1000, ""));
        client.expectClose(1000);
        client.expectFin();
        release.countDown();
    }

    /** With a time for closing that no test waits for: a client that has said goodbye is not waited for. */
    private Transport startWithPatience() {
        return startEchoes(config().closeTimeout(Duration.ofSeconds(30)).build());
    }
}
