package dev.sluice.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;

import dev.sluice.Admission;
import dev.sluice.Endpoint;
import dev.sluice.Opening;
import dev.sluice.Protocol;
import dev.sluice.Transport;
import dev.sluice.TransportConfig;
import dev.sluice.tck.RawConnection.End;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The answers that are plain HTTP. */
abstract class HttpRules extends WireChapter {

    HttpRules(TransportFactory factory) {
        super(factory);
    }

    @Test
    @Rule("HTTP-1")
    @DisplayName("HTTP-1 a path that no endpoint has gets status 404, by any method")
    void notFound() {
        Transport transport = startEchoes();
        for (String method : new String[]{"GET", "POST", "DELETE"}) {
            RawRequest request = RawRequest.get(transport.port(), "/nowhere").method(method);
            assertThat(answer(transport, request).status()).as(method).isEqualTo(404);
        }
    }

    @TestFactory
    @Rule("HTTP-2")
    @DisplayName("HTTP-2 a method other than GET gets status 405 with Allow: GET")
    Stream<DynamicTest> otherMethods() {
        Transport transport = start(textEcho(), news("/news", Protocol.SSE));
        return Stream.of("HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS")
                .flatMap(method -> Stream.of("/text", "/news")
                        .map(path -> DynamicTest.dynamicTest(method + " " + path, () -> {
                            RawResponse response = answer(transport,
                                    RawRequest.get(transport.port(), path).method(method));
                            assertThat(response.status()).isEqualTo(405);
                            assertThat(response.header("Allow")).isEqualTo("GET");
                        })));
    }

    @Test
    @Rule("HTTP-2")
    @DisplayName("HTTP-2 a POST with a body gets status 405 too")
    void postWithBody() {
        Transport transport = startEchoes();
        RawResponse response = answer(transport,
                RawRequest.get(transport.port(), "/text").method("POST").body("x".repeat(1_000)));
        assertThat(response.status()).isEqualTo(405);
    }

    @TestFactory
    @Rule("HTTP-3")
    @DisplayName("HTTP-3 a query with a malformed escape gets status 400")
    Stream<DynamicTest> malformedQueries() {
        Transport transport = start(textEcho(), news("/news", Protocol.SSE));
        return DynamicTest.stream(Stream.of("%", "a=%", "a=%4", "a=%zz", "%zz=a", "a=b&c=%e4", "a=%c0%af"),
                query -> query,
                query -> {
                    assertThat(answer(transport, RawRequest.handshake(transport.port(), "/text?" + query)).status())
                            .isEqualTo(400);
                    assertThat(answer(transport, RawRequest.get(transport.port(), "/news?" + query)).status())
                            .isEqualTo(400);
                });
    }

    @Test
    @Rule("HTTP-4")
    @DisplayName("HTTP-4 a WebSocket endpoint asked without Upgrade gives status 426 and says what to upgrade to")
    void upgradeRequired() {
        Transport transport = startEchoes();
        RawResponse response = answer(transport, RawRequest.get(transport.port(), "/text"));
        assertThat(response.status()).isEqualTo(426);
        assertThat(response.header("Upgrade")).isEqualToIgnoringCase("websocket");
        assertThat(response.header("Sec-WebSocket-Version")).isEqualTo("13");
        assertThat(response.has("Connection", "Upgrade")).as("Connection: Upgrade").isTrue();
    }

    @Test
    @Rule("HTTP-5")
    @DisplayName("HTTP-5 an SSE endpoint asked for a WebSocket gives status 400")
    void sseOnly() {
        Transport transport = start(news("/news", Protocol.SSE));
        assertThat(answer(transport, RawRequest.handshake(transport.port(), "/news")).status()).isEqualTo(400);
    }

    @Test
    @Rule("HTTP-6")
    @DisplayName("HTTP-6 an endpoint of both protocols gives a WebSocket to who asks for it, and SSE to everybody else")
    void bothProtocols() {
        BlockingQueue<Opening> seen = new LinkedBlockingQueue<>();
        Transport transport = start(Endpoint.at("/both").serve(NEWS, stream -> {
            seen.add(stream.opening());
            stream.send("news");
        }).build());
        open(transport, "/both").expectText("news");
        assertThat(take(seen, "the WebSocket").protocol()).isEqualTo(Protocol.WEB_SOCKET);
        RawResponse response = head(transport, RawRequest.get(transport.port(), "/both"));
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.header("Content-Type")).startsWith("text/event-stream");
        assertThat(take(seen, "the SSE stream").protocol()).isEqualTo(Protocol.SSE);
    }

    @TestFactory
    @Rule("HTTP-7")
    @DisplayName("HTTP-7 SSE is given to who accepts text/event-stream, and to who says nothing of it")
    Stream<DynamicTest> acceptable() {
        Transport transport = start(news("/news", Protocol.SSE));
        return DynamicTest.stream(
                Stream.of("", "text/event-stream", "TEXT/Event-Stream", "text/*", "*/*", "text/event-stream;q=0.5",
                        "text/event-stream ; charset=utf-8", "text/html, application/json;q=0.9, */*;q=0.1",
                        "text/html\ntext/event-stream"),
                accept -> "Accept: " + accept.replace('\n', '|'), accept -> {
                    RawResponse response = head(transport, accepting(transport, accept));
                    assertThat(response.status()).isEqualTo(200);
                    assertThat(response.header("Content-Type")).startsWith("text/event-stream");
                });
    }

    @TestFactory
    @Rule("HTTP-8")
    @DisplayName("HTTP-8 who accepts something else alone gets status 406")
    Stream<DynamicTest> notAcceptable() {
        Transport transport = start(news("/news", Protocol.SSE));
        return DynamicTest.stream(
                Stream.of("application/json", "text/html", "image/*, application/*", "text/event-streams",
                        "application/json\ntext/html"),
                accept -> "Accept: " + accept.replace('\n', '|'),
                accept -> assertThat(answer(transport, accepting(transport, accept)).status()).isEqualTo(406));
    }

    @TestFactory
    @Rule("HTTP-9")
    @DisplayName("HTTP-9 a refusal has a short body of plain text in UTF-8 that tells nothing of the server's inside")
    Stream<DynamicTest> refusals() {
        Transport transport = start(textEcho(), news("/news", Protocol.SSE),
                Endpoint.at("/gated").admit(opening -> Admission.refused(403, "not you")).serve(NEWS, stream -> {})
                        .build(),
                Endpoint.at("/broken").admit(opening -> {
                    throw new IllegalStateException("secret");
                }).serve(NEWS, stream -> {}).build());
        int port = transport.port();
        return DynamicTest.stream(Stream.of(RawRequest.get(port, "/text"), RawRequest.get(port, "/text").method("POST"),
                RawRequest.handshake(port, "/text").set("Sec-WebSocket-Key", "<script>"),
                RawRequest.handshake(port, "/text").set("Sec-WebSocket-Version", "8"),
                RawRequest.handshake(port, "/text").add("Origin", "http://evil.example"),
                RawRequest.handshake(port, "/news"), RawRequest.get(port, "/news").add("Accept", "image/png"),
                RawRequest.get(port, "/gated"), RawRequest.get(port, "/broken")),
                request -> request.toString().lines().findFirst().orElseThrow(), request -> {
                    RawResponse response = answer(transport, request);
                    assertThat(response.status()).isBetween(400, 599);
                    assertThat(response.header("Content-Type")).isEqualToIgnoringCase("text/plain; charset=utf-8");
                    assertThat(response.body()).isNotBlank().hasSizeLessThan(200)
                            .doesNotContain("secret", "java.", "dev.sluice", "<script>")
                            .doesNotContainIgnoringCase("exception");
                });
    }

    @Test
    @Rule("HTTP-10")
    @DisplayName("HTTP-10 after a refusal the connection serves the next request, unless it said Connection: close")
    void theConnectionStays() {
        Transport transport = startEchoes();
        RawConnection connection = connect(transport);
        RawRequest post = RawRequest.get(transport.port(), "/text").method("POST").body("body");
        for (RawRequest request : List.of(RawRequest.get(transport.port(), "/text"), post,
                RawRequest.get(transport.port(), "/nowhere"), RawRequest.handshake(transport.port(), "/text?%zz"),
                post)) {
            connection.send(request.bytes());
            RawResponse response = RawResponse.readHead(connection).readBody(connection);
            assertThat(response.status()).isBetween(400, 499);
            if (response.has("Connection", "close")) {
                assertThat(connection.awaitEnd()).isEqualTo(End.FIN);
                connection = connect(transport);
            }
        }
    }

    @Test
    @Rule("HTTP-11")
    @DisplayName("HTTP-11 a gate's refusal of SSE gives its status and its reason, a gate that throws gives 500")
    void gatesOfSse() {
        Transport transport = start(Endpoint.at("/gated").admit(opening -> switch (opening.query("key").orElse("")) {
            case "right" -> Admission.admittedAs("ann");
            case "broken" -> throw new IllegalStateException("secret");
            default -> Admission.refused(403, "the key is wrong");
        }).serve(NEWS, stream -> stream.send(stream.opening().principal().orElseThrow())).build());
        assertThat(head(transport, RawRequest.get(transport.port(), "/gated?key=right")).status()).isEqualTo(200);
        RawResponse refusal = answer(transport, RawRequest.get(transport.port(), "/gated?key=x"));
        assertThat(refusal.status()).isEqualTo(403);
        assertThat(refusal.body()).isEqualTo("the key is wrong");
        RawResponse failure = answer(transport, RawRequest.get(transport.port(), "/gated?key=broken"));
        assertThat(failure.status()).isEqualTo(500);
        assertThat(failure.body()).doesNotContain("secret");
    }

    @Test
    @Rule("HTTP-12")
    @DisplayName("HTTP-12 a transport that is closing answers openings with status 503")
    void closing() {
        Transport transport = start(patient(), textEcho());
        int port = transport.port();
        WebSocketClient silent = served(transport);
        RawConnection late = connect(transport);
        late.send(RawRequest.get(port, "/text").bytes());
        boolean kept = !RawResponse.readHead(late).readBody(late).has("Connection", "close");
        Thread closer = Thread.ofVirtual().start(transport::close);

        // It waits for the answer of this client, so it stays closing.
        silent.expectClose(1001);
        if (kept) {
            late.send(RawRequest.handshake(port, "/text").bytes());
            assertThat(RawResponse.readHead(late).readBody(late).status()).isEqualTo(503);
        }
        silent.send(Frame.close(1001, ""));
        silent.expectFin();
        assertThat(joined(closer)).isTrue();
    }

    @Test
    @Rule("HTTP-12")
    @DisplayName("HTTP-12 a client whom the gate admits when the transport is closing gets status 503")
    void closingWhileTheGateThinks() {
        BlockingQueue<String> asked = new LinkedBlockingQueue<>();
        CountDownLatch release = new CountDownLatch(1);
        Transport transport = start(patient(), textEcho(), Endpoint.at("/gated").admit(opening -> {
            asked.add("the gate");
            release.await();
            return Admission.admitted();
        }).serve(NEWS, WireChapter::stay).build());
        WebSocketClient silent = served(transport);
        RawConnection late = connect(transport);
        late.send(RawRequest.handshake(transport.port(), "/gated").bytes());
        take(asked, "the gate asked");
        Thread closer = Thread.ofVirtual().start(transport::close);

        silent.expectClose(1001);
        release.countDown();
        assertThat(RawResponse.readHead(late).readBody(late).status()).isEqualTo(503);
        silent.send(Frame.close(1001, ""));
        silent.expectFin();
        assertThat(joined(closer)).isTrue();
    }

    /** A client whose stream is open on the server's side too, which the 101 alone does not say. */
    private WebSocketClient served(Transport transport) {
        WebSocketClient client = open(transport, "/text").send(Frame.text("served?"));
        client.expectText("served?");
        return client;
    }

    /** With a time for closing that no test waits for. */
    private static TransportConfig patient() {
        return config().closeTimeout(Duration.ofSeconds(20)).build();
    }

    private static Endpoint news(String path, Protocol protocol) {
        return Endpoint.at(path).over(protocol).serve(NEWS, WireChapter::stay).build();
    }

    /** With an Accept line for each line, none for the empty text. */
    private static RawRequest accepting(Transport transport, String accept) {
        RawRequest request = RawRequest.get(transport.port(), "/news");
        accept.lines().forEach(line -> request.add("Accept", line));
        return request;
    }

    private static boolean joined(Thread thread) {
        try {
            return thread.join(RawConnection.DEADLINE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while the transport closes", e);
        }
    }
}
