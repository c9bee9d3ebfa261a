package dev.sluice.undertow;

import static dev.sluice.undertow.RawClient.get;
import static dev.sluice.undertow.RawClient.request;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import dev.sluice.Channel;
import dev.sluice.Codec;
import dev.sluice.Endpoint;
import dev.sluice.OneWayChannel;
import dev.sluice.Protocol;
import dev.sluice.TransportConfig;
import dev.sluice.TwoWayChannel;
import io.undertow.Handlers;
import io.undertow.Undertow;
import io.undertow.server.HttpHandler;
import io.undertow.server.handlers.BlockingHandler;
import io.undertow.server.handlers.PathHandler;
import io.undertow.server.handlers.ResponseCodeHandler;
import io.undertow.util.HttpString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
@DisplayName("A mount")
class UndertowMountTest {

    private static final OneWayChannel<String> NEWS = Channel.oneWay("news", Codec.text());
    private static final TwoWayChannel<String, String> TALK = Channel.twoWay("talk", Codec.text(), Codec.text());
    private static final String FRIEND = "https://friend.example";
    private static final String KEY = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==";

    private final Warnings warnings = new Warnings();
    private final BlockingQueue<String> rooms = new LinkedBlockingQueue<>();
    private final UndertowMount mount = UndertowMount.create(
            TransportConfig.builder().allowedOrigins(Set.of(FRIEND)).build(),
            List.of(Endpoint.at("/news").serve(NEWS, stream -> {
                stream.send("hot");
                stream.whenClosed().toCompletableFuture().join();
            }).build(), Endpoint.at("/talk/{room}").over(Protocol.WEB_SOCKET).serve(TALK, stream -> {
                rooms.add(stream.opening().path("room"));
                for (String said : stream) {
                    stream.send(said);
                }
            }).build()));
    private Undertow server;

    @AfterEach
    void stop() {
        mount.close();
        server.stop();
        warnings.close();
        assertThat(warnings.seen()).isEmpty();
    }

    private RawClient client(HttpHandler root) throws IOException {
        server = Undertow.builder().addHttpListener(0, "127.0.0.1", root).build();
        server.start();
        return connect();
    }

    private RawClient connect() throws IOException {
        return new RawClient(((InetSocketAddress) server.getListenerInfo().get(0).getAddress()).getPort());
    }

    private static HttpHandler adding(HttpHandler next) {
        return exchange -> {
            exchange.setStatusCode(404);
            exchange.getResponseHeaders().put(new HttpString("X-Outer"), "yes");
            next.handleRequest(exchange);
        };
    }

    private static String handshake(String path) {
        return get(path, "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13", KEY);
    }

    private static String maskedText(String text) {
        return "\u0081" + (char) (0x80 | text.length()) + "\0\0\0\0" + text;
    }

    private static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Test
    @DisplayName("keeps headers of outer handlers on 101 and 200, whatever status they set")
    void outerHeaders() throws Exception {
        try (RawClient ws = client(adding(Handlers.path().addPrefixPath("/live", mount.handler())))) {
            assertThat(ws.send(handshake("/live/talk/x")).head()).startsWith("HTTP/1.1 101")
                    .contains("X-Outer: yes\r\n");
            ws.send(latin(maskedText("hello")));
            assertThat(ws.until("hello")).endsWith("hello");
        }
        try (RawClient sse = connect()) {
            assertThat(sse.send(get("/live/news")).head()).startsWith("HTTP/1.1 200").contains("X-Outer: yes\r\n");
            sse.until("data: hot\n\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/event-stream", "image/png"})
    @DisplayName("adds to what outer handlers say of origins, and doubles nothing")
    void outerCors(String accept) throws Exception {
        try (RawClient client = client(exchange -> {
            exchange.getResponseHeaders().put(new HttpString("Vary"), "Accept-Encoding");
            exchange.getResponseHeaders().put(new HttpString("Access-Control-Allow-Origin"), "*");
            mount.handler().handleRequest(exchange);
        })) {
            assertThat(client.send(get("/news", "Origin: " + FRIEND, "Accept: " + accept)).head().split("\r\n"))
                    .filteredOn(line -> line.startsWith("Vary") || line.startsWith("Access-Control"))
                    .containsExactlyInAnyOrder("Vary: Accept-Encoding", "Vary: Origin",
                            "Access-Control-Allow-Origin: " + FRIEND);
        }
    }

    @Test
    @DisplayName("leaves requests alone that an outer handler refuses")
    void outerRefusal() throws Exception {
        HttpHandler live = Handlers.path().addPrefixPath("/live", mount.handler());
        try (RawClient client = client(exchange -> {
            if (exchange.getRequestHeaders().contains("Authorization")) {
                live.handleRequest(exchange);
            } else {
                exchange.setStatusCode(401).endExchange();
            }
        })) {
            assertThat(client.send(handshake("/live/talk/x")).head()).startsWith("HTTP/1.1 401");
            assertThat(client.send(get("/live/news")).head()).startsWith("HTTP/1.1 401");
            assertThat(client.send(get("/live/news", "Authorization: me")).head()).startsWith("HTTP/1.1 200");
        }
        assertThat(mount.streamCount()).isLessThanOrEqualTo(1);
    }

    @Test
    @DisplayName("hands other requests over on the same thread with their body untouched")
    void next() throws Exception {
        BlockingQueue<Boolean> inIoThread = new LinkedBlockingQueue<>();
        try (RawClient client = client(mount.handler(exchange -> {
            inIoThread.add(exchange.isInIoThread());
            exchange.getRequestReceiver()
                    .receiveFullString((full, body) -> full.getResponseSender().send("got " + body));
        }))) {
            String body = "b".repeat(100_000);
            client.send(request("POST", "/other", "Content-Length: " + body.length()) + body);
            assertThat(client.head()).startsWith("HTTP/1.1 200");
            assertThat(new String(client.bytes(4 + body.length()), StandardCharsets.UTF_8)).isEqualTo("got " + body);
            assertThat(inIoThread.poll(5, TimeUnit.SECONDS)).isTrue();
            assertThat(client.send(get("/news")).head()).startsWith("HTTP/1.1 200").contains("text/event-stream");
        }
    }

    @Test
    @DisplayName("without a next handler gives 404, and its engine's refusals elsewhere, and keeps the connection")
    void refusals() throws Exception {
        try (RawClient client = client(mount.handler())) {
            assertThat(client.send(get("/nowhere")).head()).startsWith("HTTP/1.1 404")
                    .contains("Content-Type: text/plain; charset=utf-8\r\n", "Content-Length: 12\r\n");
            client.bytes(12);
            assertThat(client.send(get("/talk/x")).head()).startsWith("HTTP/1.1 426")
                    .contains("Upgrade: websocket\r\n");
        }
        try (RawClient client = connect()) {
            String body = "b".repeat(100_000);
            client.send(request("POST", "/news", "Content-Length: " + body.length()) + body);
            assertThat(client.head()).startsWith("HTTP/1.1 405").contains("Allow: GET\r\n");
        }
        try (RawClient client = connect()) {
            assertThat(client.send(request("GET", "/news", "Content-Length: 4") + "body").head())
                    .startsWith("HTTP/1.1 400");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/live/talk/a%2Fb%20c, a/b c",
        "/live/talk/%C3%A4, ä",
        "/l%69ve/talk/x, x",
        "http://localhost/live/talk/abs%2F, abs/",
        "/live/talk/a+b, a+b",
        "/live/talk/x?q=%2F/y, x",
    })
    @DisplayName("gives the engine the raw path below its place")
    void rawPath(String target, String room) throws Exception {
        PathHandler root = Handlers.path().addPrefixPath("/live", mount.handler());
        try (RawClient client = client(root)) {
            assertThat(client.send(handshake(target)).head()).startsWith("HTTP/1.1 101");
            assertThat(rooms.poll(5, TimeUnit.SECONDS)).isEqualTo(room);
        }
    }

    @Test
    @DisplayName("works below nested places and behind a rewrite")
    void nested() throws Exception {
        PathHandler inner = Handlers.path().addPrefixPath("/b/c", mount.handler());
        PathHandler root = Handlers.path().addPrefixPath("/a", inner).addPrefixPath("/old", exchange -> {
            exchange.setRelativePath("/talk/re written");
            mount.handler().handleRequest(exchange);
        }).addPrefixPath("/", mount.handler());
        try (RawClient client = client(root)) {
            assertThat(client.send(handshake("/a/b/c/talk/1%2F")).head()).startsWith("HTTP/1.1 101");
            assertThat(rooms.poll(5, TimeUnit.SECONDS)).isEqualTo("1/");
        }
        try (RawClient client = connect()) {
            assertThat(client.send(handshake("/old/whatever")).head()).startsWith("HTTP/1.1 101");
            assertThat(rooms.poll(5, TimeUnit.SECONDS)).isEqualTo("re written");
        }
        try (RawClient client = connect()) {
            assertThat(client.send(handshake("/talk/2%2F")).head()).startsWith("HTTP/1.1 101");
            assertThat(rooms.poll(5, TimeUnit.SECONDS)).isEqualTo("2/");
        }
        try (RawClient client = connect()) {
            assertThat(client.send(get("/a/b/c")).head()).startsWith("HTTP/1.1 404");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"blocking", "dispatched", "graceful"})
    @DisplayName("works on a worker thread, in blocking mode and in a graceful shutdown handler")
    void worker(String how) throws Exception {
        HttpHandler inner = mount.handler(ResponseCodeHandler.HANDLE_404);
        HttpHandler root = switch (how) {
            case "blocking" -> new BlockingHandler(inner);
            case "dispatched" -> exchange -> exchange.dispatch(inner);
            default -> Handlers.gracefulShutdown(inner);
        };
        try (RawClient ws = client(root)) {
            assertThat(ws.send(latin(handshake("/talk/x") + maskedText("first"))).head()).startsWith("HTTP/1.1 101")
                    .doesNotContain("Content-Length");
            assertThat(ws.until("first")).endsWith("first");
        }
        try (RawClient sse = connect()) {
            assertThat(sse.send(get("/news")).head()).startsWith("HTTP/1.1 200").doesNotContain("Content-Length");
            sse.until("data: hot\n\n");
            mount.close();
            assertThat(sse.rest()).endsWith("0\r\n\r\n");
        }
        try (RawClient late = connect()) {
            assertThat(late.send(get("/news")).head()).startsWith("HTTP/1.1 503");
        }
    }

    @Test
    @DisplayName("is not held up by Undertow's buffering of pipelined responses")
    void pipelined() throws Exception {
        try (RawClient client = client(mount.handler())) {
            client.send(get("/nowhere") + get("/news") + get("/nowhere"));
            assertThat(client.head()).startsWith("HTTP/1.1 404");
            client.bytes(12);
            assertThat(client.head()).startsWith("HTTP/1.1 200");
            client.until("data: hot\n\n");
            mount.close();
            assertThat(client.rest()).endsWith("0\r\n\r\n");
        }
        assertThat(mount.streamCount()).isZero();
    }
}
