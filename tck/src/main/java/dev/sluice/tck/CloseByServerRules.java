package dev.sluice.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.sluice.Endpoint;
import dev.sluice.Transport;
import dev.sluice.TransportConfig;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** How the server closes a WebSocket (RFC 6455 section 7). */
abstract class CloseByServerRules extends WireChapter {

    private static final Duration SHORT = Duration.ofMillis(300);

    CloseByServerRules(TransportFactory factory) {
        super(factory);
    }

    @Test
    @Rule("CLOSE-11")
    @DisplayName("CLOSE-11 when the handler returns the client gets Close 1000 with an empty reason")
    void returningClosesWith1000() {
        Transport transport = start(patient(), Endpoint.at("/once").serve(TEXT, stream -> stream.send("only")).build());
        WebSocketClient client = open(transport, "/once");
        client.expectText("only");
        assertThat(client.expectClose(1000)).isEmpty();
    }

    @TestFactory
    @Rule("CLOSE-12")
    @DisplayName("CLOSE-12 code and reason of close(code, reason) reach the client")
    Stream<DynamicTest> codesAndReasons() {
        Transport transport = start(patient(), Endpoint.at("/close").serve(TEXT, stream -> {
            for (String code : stream) {
                stream.close(Integer.parseInt(code), "reason of " + code + " …");
            }
        }).build());
        return DynamicTest.stream(
                Stream.of(1000, 1001, 1003, 1007, 1008, 1009, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999),
                code -> "code " + code, code -> {
                    WebSocketClient client = open(transport, "/close").send(Frame.text(code.toString()));
                    assertThat(client.expectClose(code)).isEqualTo("reason of " + code + " …");
                });
    }

    @Test
    @Rule("CLOSE-13")
    @DisplayName("CLOSE-13 the Close comes behind everything that was sent before")
    void theCloseComesLast() {
        String message = "m".repeat(10_000);
        Transport transport = start(patient(), Endpoint.at("/burst").serve(TEXT, stream -> {
            for (int i = 0; i < 200; i++) {
                stream.send(i + message);
            }
            stream.close(4321, "done");
        }).build());
        WebSocketClient client = open(transport, "/burst");
        IntStream.range(0, 200).forEach(i -> client.expectText(i + message));
        client.expectClose(4321);
    }

    @Test
    @Rule("CLOSE-14")
    @DisplayName("CLOSE-14 the server sends one Close frame, the first, and nothing behind it")
    void thereIsOneClose() {
        Transport transport = start(patient(), Endpoint.at("/twice").serve(TEXT, stream -> {
            stream.close(4001, "first");
            stream.close(4002, "second");
            assertThat(stream.offer("too late")).isFalse();
        }).build());
        WebSocketClient client = open(transport, "/twice");
        assertThat(client.expectClose(4001)).isEqualTo("first");
        client.send(Frame.close(4001, ""));
        client.expectFin();
    }

    @Test
    @Rule("CLOSE-15")
    @DisplayName("CLOSE-15 when the client answers the server's Close, the server ends TCP at once")
    void theAnswerEndsTheConnection() {
        Transport transport = start(patient(), closing());
        for (Frame answer : List.of(Frame.close(1000, ""), Frame.close(), Frame.close(4999, "as you like"))) {
            WebSocketClient client = open(transport, "/closing");
            client.expectClose(1000);
            client.send(answer);
            client.expectFin();
        }
    }

    @Test
    @Rule("CLOSE-16")
    @DisplayName("CLOSE-16 a client that does not answer is cut after closeTimeout, and not before")
    void theSilentClientIsCut() {
        Transport transport = start(config().closeTimeout(SHORT).build(), closing());
        WebSocketClient client = open(transport, "/closing");
        client.expectClose(1000);
        long closed = System.nanoTime();
        client.connection().awaitEnd();
        // Less than the whole time-out, as it began before the client had read the Close.
        assertThat(Duration.ofNanos(System.nanoTime() - closed)).isBetween(SHORT.dividedBy(2), SHORT.plusSeconds(4));
    }

    @Test
    @Rule("CLOSE-17")
    @DisplayName("CLOSE-17 a client that goes on sending instead of answering is cut after closeTimeout too")
    void theChattyClientIsCut() {
        Transport transport = start(config().closeTimeout(SHORT).build(), closing());
        WebSocketClient client = open(transport, "/closing");
        client.expectClose(1000);
        long closed = System.nanoTime();
        client.send(Frame.text("still"), Frame.ping("here"), Frame.text("and not").unfinished());
        client.connection().awaitEnd();
        assertThat(Duration.ofNanos(System.nanoTime() - closed)).isLessThan(SHORT.plusSeconds(4));
    }

    @Test
    @Rule("CLOSE-18")
    @DisplayName("CLOSE-18 messages that come after the server's Close are discarded")
    void lateMessagesAreDiscarded() {
        BlockingQueue<List<String>> received = new LinkedBlockingQueue<>();
        Transport transport = start(patient(), Endpoint.at("/leave").serve(TEXT, stream -> {
            stream.close(4000, "leave");
            received.add(
                    Stream.generate(stream::receive).takeWhile(m -> m.isPresent()).map(m -> m.orElseThrow()).toList());
        }).build());
        WebSocketClient client = open(transport, "/leave");
        client.expectClose(4000);
        client.send(Frame.text("late"), Frame.ping("late"), Frame.text("la").unfinished(), Frame.continuation("te"),
                Frame.close(4000, ""));
        client.expectFin();
        assertThat(take(received, "the end of the handler")).isEmpty();
    }

    @Test
    @Rule("CLOSE-19")
    @DisplayName("CLOSE-19 when both sides close at the same time both Close frames stand, and TCP ends at once")
    void bothClose() {
        Transport transport = start(patient(), Endpoint.at("/both").serve(TEXT, stream -> {
            stream.send("ready");
            stream.receive();
            stream.close(4000, "server");
        }).build());
        WebSocketClient client = open(transport, "/both");
        client.expectText("ready");
        client.send(Frame.text("go"), Frame.close(4100, "client"));
        // Whoever was first: one Close comes, with the server's code or the client's echoed.
        Frame close = client.receive("a Close frame");
        assertThat(close.opcode()).isEqualTo(Frame.CLOSE);
        assertThat(close.code()).isIn(4000, 4100);
        client.expectFin();
    }

    private static Endpoint closing() {
        return Endpoint.at("/closing").serve(TEXT, stream -> {}).build();
    }

    /** With a time for closing that no test waits for. */
    private static TransportConfig patient() {
        return config().closeTimeout(Duration.ofSeconds(30)).build();
    }
}
