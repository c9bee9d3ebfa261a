package dev.sluice.tck;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;

import dev.sluice.Endpoint;
import dev.sluice.Transport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The same rules seen by a client that nobody here wrote: that of the JDK. */
@Needs(Capability.PORT)
abstract class JdkClientRules extends WireChapter {

    private final HttpClient http = HttpClient.newBuilder().connectTimeout(RawConnection.DEADLINE)
            .version(HttpClient.Version.HTTP_1_1).build();

    JdkClientRules(TransportFactory factory) {
        super(factory);
    }

    @Test
    @Rule({"WS-1", "WS-7", "WS-35"})
    @DisplayName("WS-1 WS-7 WS-35 the JDK's client gets its texts back, whole and fragmented")
    void texts() {
        Log log = new Log();
        WebSocket client = open(startEchoes(), "/text", log);
        await(client.sendText("plain", true));
        await(client.sendText("frag", false));
        await(client.sendText("ment ", false));
        await(client.sendText("€😀", true));
        await(client.sendText("x".repeat(200_000), true));
        log.expect("text plain", "text fragment €😀", "text " + "x".repeat(200_000));
        client.abort();
    }

    @Test
    @Rule({"WS-2", "WS-7"})
    @DisplayName("WS-2 WS-7 the JDK's client gets its binary messages back, whole and fragmented")
    void binaries() {
        Log log = new Log();
        WebSocket client = open(startEchoes(), "/binary", log);
        await(client.sendBinary(ByteBuffer.wrap(new byte[]{1, -1}), true));
        await(client.sendBinary(ByteBuffer.wrap(new byte[]{0}), false));
        await(client.sendBinary(ByteBuffer.wrap(new byte[]{127, -128}), true));
        await(client.sendBinary(ByteBuffer.allocate(0), true));
        log.expect("binary 01ff", "binary 007f80", "binary ");
        client.abort();
    }

    @Test
    @Rule({"WS-9", "WS-10"})
    @DisplayName("WS-9 WS-10 the JDK's client gets its pongs, also between fragments")
    void pings() {
        Log log = new Log();
        WebSocket client = open(startEchoes(), "/text", log);
        await(client.sendPing(ByteBuffer.wrap(new byte[]{1, 2})));
        log.expect("pong 0102");
        await(client.sendText("a", false));
        await(client.sendPing(ByteBuffer.allocate(0)));
        log.expect("pong ");
        await(client.sendText("b", true));
        log.expect("text ab");
        client.abort();
    }

    @Test
    @Rule("CLOSE-1")
    @DisplayName("CLOSE-1 the JDK's client closes, and is answered")
    void clientCloses() {
        Log log = new Log();
        WebSocket client = open(startEchoes(), "/text", log);
        await(client.sendClose(4001, "bye"));
        assertThat(log.next()).startsWith("close 4001");
    }

    @Test
    @Rule({"CLOSE-12", "CLOSE-13"})
    @DisplayName("CLOSE-12 CLOSE-13 the JDK's client learns code and reason of the server's Close, behind the messages")
    void serverCloses() {
        Log log = new Log();
        open(start(Endpoint.at("/close").serve(TEXT, stream -> {
            stream.send("last");
            stream.close(4002, "enough");
        }).build()), "/close", log);
        log.expect("text last", "close 4002 enough");
    }

    @Test
    @Rule({"HS-10", "HS-11"})
    @DisplayName("HS-10 HS-11 the JDK's client agrees on a sub-protocol")
    void subprotocols() {
        Transport transport = start(
                Endpoint.at("/agreed").subprotocols("v2", "v1").serve(TEXT, stream -> stream.receive())
                        .build());
        WebSocket client = await(http.newWebSocketBuilder().subprotocols("v0", "v1", "v2")
                .buildAsync(uri("ws", transport, "/agreed"), new Log()));
        assertThat(client.getSubprotocol()).isEqualTo("v1");
        client.abort();
        WebSocket other = await(http.newWebSocketBuilder().subprotocols("v0")
                .buildAsync(uri("ws", transport, "/agreed"), new Log()));
        assertThat(other.getSubprotocol()).isEmpty();
        other.abort();
    }

    @Test
    @Rule({"HTTP-1", "HS-25"})
    @DisplayName("HTTP-1 HS-25 the JDK's client learns the status of a refused handshake")
    void refusals() {
        Transport transport = startEchoes();
        assertThat(refusal(http.newWebSocketBuilder().buildAsync(uri("ws", transport, "/nowhere"), new Log())))
                .isEqualTo(404);
        assertThat(refusal(http.newWebSocketBuilder().header("Origin", "http://evil.example")
                .buildAsync(uri("ws", transport, "/text"), new Log()))).isEqualTo(403);
    }

    @Test
    @Rule({"HTTP-2", "HTTP-4", "HTTP-9"})
    @DisplayName("HTTP-2 HTTP-4 HTTP-9 the JDK's client gets the refusals, one connection for all")
    void plainHttp() {
        Transport transport = startEchoes();
        HttpRequest get = HttpRequest.newBuilder(uri("http", transport, "/text")).build();
        HttpRequest post = HttpRequest.newBuilder(get.uri()).POST(HttpRequest.BodyPublishers.ofString("body")).build();
        for (int i = 0; i < 3; i++) {
            assertThat(answer(post).statusCode()).isEqualTo(405);
            HttpResponse<String> response = answer(get);
            assertThat(response.statusCode()).isEqualTo(426);
            assertThat(response.body()).isNotBlank();
        }
    }

    @Test
    @Rule({"HTTP-6", "HTTP-7"})
    @DisplayName("HTTP-6 HTTP-7 the JDK's client reads an SSE stream to its end")
    void serverSentEvents() throws Exception {
        Transport transport = start(Endpoint.at("/news").serve(NEWS, stream -> stream.send("hello")).build());
        HttpRequest request = HttpRequest.newBuilder(uri("http", transport, "/news")).build();
        HttpResponse<InputStream> response = await(http.sendAsync(request, BodyHandlers.ofInputStream()));
        assertThat(response.statusCode()).isEqualTo(200);
        String body = await(CompletableFuture.supplyAsync(() -> readAll(response.body())));
        assertThat(body.lines()).contains("data: hello");
    }

    @AfterEach
    final void closeClient() {
        http.shutdownNow();
    }

    private WebSocket open(Transport transport, String path, Log log) {
        return await(http.newWebSocketBuilder().buildAsync(uri("ws", transport, path), log));
    }

    private static int refusal(CompletableFuture<WebSocket> opening) {
        try {
            opening.orTimeout(RawConnection.DEADLINE.toMillis(), MILLISECONDS).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof WebSocketHandshakeException refused) {
                return refused.getResponse().statusCode();
            }
            throw e;
        }
        throw new AssertionError("the handshake was not refused");
    }

    private HttpResponse<String> answer(HttpRequest request) {
        return await(http.sendAsync(request, BodyHandlers.ofString(StandardCharsets.UTF_8)));
    }

    private static URI uri(String scheme, Transport transport, String path) {
        return URI.create(scheme + "://127.0.0.1:" + transport.port() + path);
    }

    private static String readAll(InputStream in) {
        try (in) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static <T> T await(CompletableFuture<T> future) {
        try {
            return future.get(RawConnection.DEADLINE.toMillis(), MILLISECONDS);
        } catch (Exception e) {
            throw new AssertionError("the JDK's client did not succeed: " + e, e);
        }
    }

    /** What the JDK's client was told, with fragments of its own making joined. */
    private static final class Log implements WebSocket.Listener {

        private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
        private final StringBuilder message = new StringBuilder();

        void expect(String... wanted) {
            for (String event : wanted) {
                assertThat(next()).isEqualTo(event);
            }
        }

        String next() {
            return take(events, "an event of the JDK's client");
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket client, CharSequence data, boolean last) {
            return collect(client, "text ", data, last);
        }

        @Override
        public @Nullable CompletionStage<?> onBinary(WebSocket client, ByteBuffer data, boolean last) {
            return collect(client, "binary ", hex(data), last);
        }

        @Override
        public @Nullable CompletionStage<?> onPong(WebSocket client, ByteBuffer data) {
            events.add("pong " + hex(data));
            client.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket client, int code, String reason) {
            events.add("close " + code + " " + reason);
            return null;
        }

        @Override
        public void onError(WebSocket client, Throwable error) {
            events.add("error " + error);
        }

        private @Nullable CompletionStage<?> collect(WebSocket client, String kind, CharSequence data, boolean last) {
            message.append(data);
            if (last) {
                events.add(kind + message);
                message.setLength(0);
            }
            client.request(1);
            return null;
        }

        private static String hex(ByteBuffer data) {
            byte[] bytes = new byte[data.remaining()];
            data.get(bytes);
            return HexFormat.of().formatHex(bytes);
        }
    }
}
