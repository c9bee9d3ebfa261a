package dev.sluice.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import dev.sluice.Endpoint;
import dev.sluice.Transport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** WebSocket opening handshakes that succeed (RFC 6455 section 4.2.2). */
abstract class HandshakeRules extends WireChapter {

    HandshakeRules(TransportFactory factory) {
        super(factory);
    }

    @Test
    @Rule("HS-1")
    @DisplayName("HS-1 a right handshake is answered by 101 with Connection: Upgrade and Upgrade: websocket")
    void switchesProtocols() {
        RawResponse response = open(startEchoes(), "/text").handshake();
        assertThat(response.header("Connection")).isEqualToIgnoringCase("Upgrade");
        assertThat(response.header("Upgrade")).isEqualToIgnoringCase("websocket");
    }

    @TestFactory
    @Rule("HS-2")
    @DisplayName("HS-2 Sec-WebSocket-Accept is computed from the client's key")
    Stream<DynamicTest> acceptsTheKey() {
        Transport transport = startEchoes();
        return DynamicTest.stream(Stream.of(
                List.of(RawRequest.SAMPLE_KEY, RawRequest.SAMPLE_ACCEPT),
                List.of("AAAAAAAAAAAAAAAAAAAAAA==", "ICX+Yqv66kxgM0FcWaLWlFLwTAI="),
                List.of("x3JJHMbDL1EzLkh9GBhXDw==", "HSmrc0sMlYUkAGmm5OPpG2HaGWk="),
                List.of("/////////////////////w==", "XXpj4jYzLM2yUE0C7TIgMwTQh2g=")), pair -> pair.get(0), pair -> {
                    RawResponse response = open(transport, handshake(transport).set("Sec-WebSocket-Key", pair.get(0)))
                            .handshake();
                    assertThat(response.header("Sec-WebSocket-Accept")).isEqualTo(pair.get(1));
                });
    }

    @Test
    @Rule("HS-3")
    @DisplayName("HS-3 the 101 announces no body")
    void noBody() {
        RawResponse response = open(startEchoes(), "/text").handshake();
        assertThat(response.headers().all("Content-Length")).isEmpty();
        assertThat(response.headers().all("Transfer-Encoding")).isEmpty();
    }

    @TestFactory
    @Rule("HS-4")
    @DisplayName("HS-4 names and tokens of the handshake count in any case")
    Stream<DynamicTest> anyCase() {
        Transport transport = startEchoes();
        return Stream.of("websocket", "WebSocket", "WEBSOCKET")
                .flatMap(upgrade -> Stream.of("Upgrade", "upgrade", "UPGRADE")
                        .map(connection -> DynamicTest.dynamicTest(upgrade + ", " + connection, () -> {
                            RawRequest request = RawRequest.get(transport.port(), "/text").add("UPGRADE", upgrade)
                                    .add("connection", connection).add("sec-websocket-key", RawRequest.SAMPLE_KEY)
                                    .add("SEC-WEBSOCKET-VERSION", "13");
                            expectEcho(open(transport, request));
                        })));
    }

    @TestFactory
    @Rule("HS-5")
    @DisplayName("HS-5 Upgrade and Connection may be lists, on one line or on several")
    Stream<DynamicTest> lists() {
        Transport transport = startEchoes();
        return DynamicTest.stream(Stream.of(
                "Connection: keep-alive, Upgrade", "Connection: Upgrade,keep-alive",
                "Connection: , keep-alive ,, Upgrade ,",
                "Connection: keep-alive\nConnection: Upgrade", "Connection: Upgrade\nConnection: keep-alive",
                "Upgrade: foo, WebSocket", "Upgrade: websocket,foo/2", "Upgrade: ,foo,,\twebsocket",
                "Upgrade: foo\nUpgrade: websocket", "Upgrade: websocket\nUpgrade: foo"), lines -> lines, lines -> {
                    RawRequest request = handshake(transport).without(lines.substring(0, lines.indexOf(':')));
                    addLines(request, lines);
                    expectEcho(open(transport, request));
                });
    }

    @Test
    @Rule("HS-6")
    @DisplayName("HS-6 a frame in the packet of the handshake is handled")
    void framesBehindTheHandshake() {
        Transport transport = startEchoes();
        WebSocketClient client = WebSocketClient.open(connect(transport), handshake(transport),
                Frame.bytes(Frame.text("early"), Frame.ping("early"), Frame.text("birds")));
        client.expectTextsAmongPongs("early", "birds");
    }

    @Test
    @Rule("HS-6")
    @DisplayName("HS-6 a part of a frame in the packet of the handshake is handled")
    void halfFrameBehindTheHandshake() {
        Transport transport = startEchoes();
        byte[] frame = Frame.text("divided").bytes();
        byte[] start = Arrays.copyOf(frame, 5);
        WebSocketClient client = WebSocketClient.open(connect(transport), handshake(transport), start);
        client.connection().send(Arrays.copyOfRange(frame, 5, frame.length));
        client.expectText("divided");
    }

    @Test
    @Rule("HS-7")
    @DisplayName("HS-7 a handshake may come in any number of packets")
    void splitHandshake() {
        Transport transport = startEchoes();
        RawConnection connection = connect(transport);
        connection.sendByteByByte(handshake(transport).bytes());
        expectEcho(WebSocketClient.opened(connection));
    }

    @Test
    @Rule("HS-8")
    @DisplayName("HS-8 the server may speak first")
    void theServerSpeaksFirst() {
        Transport transport = start(Endpoint.at("/greet").serve(TEXT, stream -> stream.send("welcome")).build());
        for (int i = 0; i < 20; i++) {
            WebSocketClient client = open(transport, "/greet");
            client.expectText("welcome");
            client.expectClose(1000);
        }
    }

    @Test
    @Rule("HS-9")
    @DisplayName("HS-9 no extension is agreed on, whatever is offered")
    void noExtensions() {
        Transport transport = startEchoes();
        RawRequest request = handshake(transport)
                .add("Sec-WebSocket-Extensions", "permessage-deflate; client_max_window_bits")
                .add("Sec-WebSocket-Extensions", "x-webkit-deflate-frame, foo");
        WebSocketClient client = open(transport, request);
        assertThat(client.handshake().headers().all("Sec-WebSocket-Extensions")).isEmpty();
        client.send(Frame.text("compressed?").rsv(4)).expectRefusal(1002);
    }

    @TestFactory
    @Rule("HS-10")
    @DisplayName("HS-10 the first sub-protocol on the client's list that the endpoint knows is agreed on")
    Stream<DynamicTest> agreesOnSubprotocol() {
        Transport transport = startWithSubprotocols();
        return DynamicTest.stream(Stream.of("b", "b, c", "x, b, c", "x,b", "x\nb\nc", "x, y\nz, b", ", b", "B, b"),
                offer -> offer.replace("\n", " | "), offer -> {
                    WebSocketClient client = open(transport, offering(transport, offer));
                    assertThat(client.handshake().header("Sec-WebSocket-Protocol")).isEqualTo("b");
                    client.expectText("Optional[b]");
                });
    }

    @TestFactory
    @Rule("HS-11")
    @DisplayName("HS-11 where no sub-protocol is known in common none is answered, and the handshake succeeds")
    Stream<DynamicTest> agreesOnNoSubprotocol() {
        Transport transport = startWithSubprotocols();
        return DynamicTest.stream(Stream.of("", "x", "x, y", "A, B", "a.b", "bc"), offer -> "'" + offer + "'",
                offer -> {
                    WebSocketClient client = open(transport, offering(transport, offer));
                    assertThat(client.handshake().headers().all("Sec-WebSocket-Protocol")).isEmpty();
                    client.expectText("Optional.empty");
                });
    }

    @Test
    @Rule("HS-11")
    @DisplayName("HS-11 an endpoint that knows no sub-protocol agrees on none")
    void knowsNoSubprotocol() {
        Transport transport = startEchoes();
        WebSocketClient client = open(transport, handshake(transport).add("Sec-WebSocket-Protocol", "chat, superchat"));
        assertThat(client.handshake().headers().all("Sec-WebSocket-Protocol")).isEmpty();
    }

    private static void expectEcho(WebSocketClient client) {
        client.send(Frame.text("opened"));
        client.expectText("opened");
    }

    private static RawRequest handshake(Transport transport) {
        return RawRequest.handshake(transport.port(), "/text");
    }

    private static RawRequest offering(Transport transport, String offer) {
        RawRequest request = RawRequest.handshake(transport.port(), "/agreed");
        offer.lines().forEach(line -> request.add("Sec-WebSocket-Protocol", line));
        return request;
    }

    private static void addLines(RawRequest request, String lines) {
        lines.lines().forEach(line -> request.add(line.substring(0, line.indexOf(':')),
                line.substring(line.indexOf(':') + 1).strip()));
    }

    /** An endpoint that knows a, b and c, and tells each client what was agreed on. */
    private Transport startWithSubprotocols() {
        return start(Endpoint.at("/agreed").subprotocols("c", "b", "a").serve(TEXT, stream -> {
            stream.send(stream.opening().subprotocol().toString());
            stream.receive();
        }).build());
    }
}
