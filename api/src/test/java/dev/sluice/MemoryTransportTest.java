package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.InputStream;
import java.net.ConnectException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;

import dev.sluice.Close.Cause;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("The transport in memory")
@Timeout(20)
class MemoryTransportTest {

    private static final TwoWayChannel<String, Integer> LENGTHS = Channel.twoWay("lengths", Codec.text(),
            Codec.text(String::valueOf, Integer::valueOf));
    private static final TwoWayChannel<byte[], byte[]> BYTES = Channel.twoWay("bytes", Codec.bytes(), Codec.bytes());
    private static final OneWayChannel<String> LINES = Channel.oneWay("lines", Codec.text());

    private final CountDownLatch release = new CountDownLatch(1);
    private final CompletableFuture<OneWayStream<String>> stream = new CompletableFuture<>();
    private MemoryTransport transport = MemoryTransport.create();

    @AfterEach
    void close() {
        release.countDown();
        transport.close();
    }

    private MemoryTransport start(Endpoint... endpoints) {
        transport = MemoryTransport.create(endpoints).start();
        return transport;
    }

    /** Its stream is open as long as it lasts. */
    private Endpoint lines() {
        return Endpoint.at("/lines").serve(LINES, line -> {
            stream.complete(line);
            line.whenClosed().toCompletableFuture().join();
        }).build();
    }

    private static Endpoint lengths() {
        return Endpoint.at("/lengths").serve(LENGTHS, me -> {
            for (String text : me) {
                me.send(text.length());
            }
        }).build();
    }

    @Test
    @DisplayName("carries what is said on a channel, both ways")
    void twoWay() {
        try (TwoWayMemoryClient<String, Integer> client = start(lengths()).connect(LENGTHS, "/lengths")) {
            assertThat(client.protocol()).isEqualTo(Protocol.WEB_SOCKET);
            for (int i = 0; i < 300; i++) {
                client.send("x".repeat(i * i));
                assertThat(client.receive()).isEqualTo(i * i);
            }
        }
    }

    @Test
    @DisplayName("carries bytes")
    void bytes() {
        start(Endpoint.at("/bytes").serve(BYTES, me -> me.forEach(me::send)).build());
        try (TwoWayMemoryClient<byte[], byte[]> client = transport.connect(BYTES, "/bytes")) {
            client.send(new byte[]{0, -1});
            assertThat(client.receive()).containsExactly(0, -1);
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("carries what the server says by the protocol that was chosen")
    void oneWay(Protocol protocol) {
        start(Endpoint.at("/lines").serve(LINES, line -> IntStream.range(0, 100).forEach(i -> line.send("a\n" + i)))
                .build());
        try (OneWayMemoryClient<String> client = transport.connect(LINES, MemoryRequest.to("/lines").over(protocol))) {
            assertThat(client.protocol()).isEqualTo(protocol);
            for (int i = 0; i < 100; i++) {
                assertThat(client.receive()).isEqualTo("a\n" + i);
            }
            assertThat(client.awaitClose())
                    .isEqualTo(new Close(Cause.PEER_CLOSED, protocol == Protocol.SSE ? 1005 : 1000, ""));
            assertThatThrownBy(client::receive).isInstanceOfSatisfying(StreamClosedException.class,
                    ended -> assertThat(ended.close().cause()).isEqualTo(Cause.PEER_CLOSED));
            assertThat(client.isOpen()).isFalse();
        }
    }

    @Test
    @DisplayName("takes SSE where the endpoint that matches best serves nothing else")
    void chosenProtocol() {
        start(Endpoint.at("/{any}").serve(LINES, line -> {}).build(),
                Endpoint.at("/sse").over(Protocol.SSE).serve(LINES, line -> {}).build());
        assertThat(transport.connect("/sse?x=/").protocol()).isEqualTo(Protocol.SSE);
        assertThat(transport.connect("/other").protocol()).isEqualTo(Protocol.WEB_SOCKET);
    }

    @Test
    @DisplayName("hands over the query and the headers, and tells of a refusal with its status and text")
    void refused() {
        start(Endpoint.at("/gated").admit(opening -> opening.headers().first("Key").equals(opening.query("key"))
                ? Admission.admittedAs("ann")
                : Admission.refused(403, "no such key"))
                .serve(LINES, line -> line.send(line.opening().principal().get()))
                .build());
        MemoryRequest request = MemoryRequest.to("/gated?key=k");
        assertThat(transport.connect(request.header("Key", "k")).receive()).isEqualTo("ann");
        for (Protocol protocol : Protocol.values()) {
            assertThatThrownBy(() -> transport.connect(request.over(protocol)))
                    .isInstanceOfSatisfying(OpeningRefusedException.class, refusal -> {
                        assertThat(refusal.status()).isEqualTo(403);
                        assertThat(refusal.body()).isEqualTo("no such key");
                        assertThat(refusal).hasMessage(protocol + " /gated was refused by status 403: no such key");
                    });
        }
        assertThatThrownBy(() -> transport.connect("/nowhere"))
                .isInstanceOfSatisfying(OpeningRefusedException.class,
                        refusal -> assertThat(refusal.status()).isEqualTo(404));
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("says what was waited for when it does not come")
    void deadlines(Protocol protocol) {
        OneWayMemoryClient<String> client = start(lines()).connect(MemoryRequest.to("/lines").over(protocol));
        assertThatThrownBy(() -> client.receive(Duration.ofMillis(1))).isInstanceOf(AssertionError.class)
                .hasMessage(protocol + " /lines: no message came within 1 ms");
        assertThatThrownBy(() -> client.awaitClose(Duration.ofMillis(1))).isInstanceOf(AssertionError.class)
                .hasMessageContaining("still open after 1 ms");
        stream.join().send("late");
        assertThat(client.receive()).isEqualTo("late");
    }

    @Test
    @DisplayName("lets a thread go that is interrupted while it waits, and leaves the stream as it is")
    void interrupted() {
        OneWayMemoryClient<String> client = start(lines()).connect("/lines");
        Thread.currentThread().interrupt();
        assertThatThrownBy(client::receive).isInstanceOf(CancellationException.class);
        assertThat(Thread.interrupted()).isTrue();
        stream.join().send("after all");
        assertThat(client.receive()).isEqualTo("after all");
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("tells the server that a client has closed")
    void closes(Protocol protocol) {
        OneWayMemoryClient<String> client = start(lines()).connect(MemoryRequest.to("/lines").over(protocol));
        client.close(4000, "enough");
        assertThat(client.awaitClose()).isEqualTo(new Close(Cause.COMPLETED, 4000, "enough"));
        Close seen = stream.join().whenClosed().toCompletableFuture().join();
        assertThat(seen).isEqualTo(protocol == Protocol.SSE
                ? new Close(Cause.PEER_CLOSED, 1005, "")
                : new Close(Cause.PEER_CLOSED, 4000, "enough"));
        client.close();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("loses a client that is cut")
    void cuts(Protocol protocol) {
        OneWayMemoryClient<String> client = start(lines()).connect(MemoryRequest.to("/lines").over(protocol));
        client.cut();
        assertThat(client.awaitClose()).isEqualTo(new Close(Cause.LOST, 1006, ""));
        assertThat(stream.join().whenClosed().toCompletableFuture().join().cause()).isEqualTo(Cause.LOST);
        await().until(() -> transport.streamCount() == 0);
    }

    @Test
    @DisplayName("tells the client the code and the reason of the server's close, and sends nothing after it")
    void serverCloses() {
        start(Endpoint.at("/bye").serve(LENGTHS, me -> me.close(4001, "go")).build());
        TwoWayMemoryClient<String, Integer> client = transport.connect(LENGTHS, "/bye");
        assertThat(client.awaitClose()).isEqualTo(new Close(Cause.PEER_CLOSED, 4001, "go"));
        assertThatThrownBy(() -> client.send("hello?")).isInstanceOf(StreamClosedException.class)
                .hasMessageContaining("4001");
    }

    @Test
    @DisplayName("says goodbye when it closes, at once where clients answer")
    void goodbye() {
        OneWayMemoryClient<String> webSocket = start(lines()).connect("/lines");
        OneWayMemoryClient<String> sse = transport.connect(MemoryRequest.to("/lines").over(Protocol.SSE));
        await().until(() -> transport.streams().size() == 2);
        transport.close();
        assertThat(webSocket.awaitClose()).isEqualTo(new Close(Cause.PEER_CLOSED, 1001, "the server is closing"));
        assertThat(sse.awaitClose().cause()).isEqualTo(Cause.PEER_CLOSED);
        assertThatThrownBy(() -> transport.connect("/lines")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    @DisplayName("refuses two-way over SSE, and says what to do instead")
    void noSessions() {
        start(lengths());
        MemoryRequest request = MemoryRequest.to("/lengths?x").over(Protocol.SSE);
        assertThatThrownBy(() -> transport.connect(LENGTHS, request)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("/lengths", "session", "WebSocket", "real port");
        assertThat(transport.streamCount()).isZero();
    }

    @Test
    @DisplayName("lets no client send over SSE")
    void nothingToSend() {
        TwoWayMemoryClient<String, String> client = start(lines()).connect(
                MemoryRequest.to("/lines").over(Protocol.SSE));
        assertThatThrownBy(() -> client.send("x")).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("SSE");
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("makes the server wait for a client that does not read, which then gets everything")
    void behind(Protocol protocol) {
        transport = MemoryTransport
                .create(TransportConfig.builder().port(0).outboxMessages(2).build(), List.of(lines()))
                .start();
        OneWayMemoryClient<String> client = transport.connect(
                MemoryRequest.to("/lines").over(protocol).readAhead(0));
        int taken = 0;
        while (offered(taken)) {
            taken++;
        }
        assertThat(taken).isLessThan(20);
        for (int i = 0; i < taken; i++) {
            assertThat(client.receive()).startsWith(i + ":");
        }
        client.close();
    }

    /** Whether a message is taken; waits as long as what waits in the outbox still shrinks. */
    private boolean offered(int i) {
        String message = i + ":" + "x".repeat(20_000);
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < 200_000_000) {
            if (stream.join().offer(message)) {
                return true;
            }
            Thread.onSpinWait();
        }
        return false;
    }

    @Test
    @DisplayName("cuts a client whose server does not read in time")
    void serverDoesNotRead() {
        start(Endpoint.at("/deaf").serve(LENGTHS, me -> release.await()).build());
        TwoWayMemoryClient<String, Integer> client = transport.connect(LENGTHS,
                MemoryRequest.to("/deaf").deadline(Duration.ofSeconds(1)));
        assertThatThrownBy(() -> {
            while (true) {
                client.send("x".repeat(60_000));
            }
        }).isInstanceOf(AssertionError.class).hasMessageContaining("the server did not read within 1000 ms");
        assertThat(client.awaitClose(Duration.ofSeconds(5)).cause()).isEqualTo(Cause.LOST);
    }

    @Test
    @DisplayName("gives the cursor to come back with, and then what was missed")
    void resumes() {
        Topic<String> topic = Topic.of(LINES).history(10).create();
        start(Endpoint.at("/topic").serve(LINES, topic).build());
        MemoryRequest request = MemoryRequest.to("/topic").over(Protocol.SSE);
        OneWayMemoryClient<String> first = transport.connect(request);
        await().until(() -> topic.size() == 1);
        topic.publish("one");
        topic.publish("two");
        assertThat(first.receive()).isEqualTo("one");
        first.close();
        OneWayMemoryClient<String> second = transport.connect(
                request.header("Last-Event-ID", first.lastEventId().orElseThrow()));
        assertThat(second.receive()).isEqualTo("two");
    }

    @Test
    @DisplayName("lets time pass when a test says so")
    void time() {
        ManualTime time = new ManualTime();
        transport = MemoryTransport.create(TransportConfig.builder().port(0).time(time).maxAge(Duration.ofHours(1))
                .build(), List.of(lines())).start();
        OneWayMemoryClient<String> client = transport.connect("/lines");
        stream.join();
        time.advance(Duration.ofHours(1));
        assertThat(client.awaitClose().code()).isEqualTo(1001);
        assertThat(stream.join().whenClosed().toCompletableFuture().join().cause()).isEqualTo(
                Cause.ROTATED);
    }

    @Test
    @DisplayName("has a port that looks like one, and which no other has while it lives")
    void ports() {
        assertThatThrownBy(transport::port).isInstanceOf(IllegalStateException.class);
        int port = start(lines()).port();
        assertThat(port).isBetween(1_024, 32_767);
        TransportConfig same = TransportConfig.onPort(port);
        assertThatThrownBy(() -> MemoryTransport.create(same, List.of()).start())
                .isInstanceOf(TransportException.class).hasMessageContaining(Integer.toString(port));
        transport.close();
        MemoryTransport next = MemoryTransport.create(same, List.of()).start();
        assertThat(next.port()).isEqualTo(port);
        next.close();
    }

    @Test
    @DisplayName("gives sockets to clients that want to see every byte")
    void sockets() throws Exception {
        int port = start(lines()).port();
        SocketFactory factory = transport.unwrap(SocketFactory.class).orElseThrow();
        try (Socket socket = factory.createSocket("localhost", port)) {
            socket.getOutputStream().write("GET /nowhere HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            assertThat(new String(in.readAllBytes(), StandardCharsets.US_ASCII)).startsWith("HTTP/1.1 404 ");
        }
        transport.close();
        assertThatThrownBy(() -> factory.createSocket("localhost", port)).isInstanceOf(ConnectException.class);
        assertThat(transport.unwrap(String.class)).isEmpty();
    }

    @Test
    @DisplayName("refuses what it cannot do, and targets that are none")
    void misuse() throws Exception {
        TransportConfig secure = TransportConfig.builder().tls(Tls.of(SSLContext.getDefault())).build();
        assertThatThrownBy(() -> MemoryTransport.create(secure, List.of())).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("TLS");
        for (String target : List.of("", "chat", "/a b", "/ä", "/a\r\nb")) {
            assertThatThrownBy(() -> MemoryRequest.to(target)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> MemoryRequest.to("/").readAhead(-1)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-1");
        assertThatThrownBy(() -> MemoryRequest.to("/").deadline(Duration.ZERO)).hasMessageContaining("PT0S");
        assertThatThrownBy(() -> MemoryRequest.to("/").deadline(Duration.ofDays(1))).hasMessageContaining("PT24H");
    }

    @Test
    @DisplayName("leaves nothing behind of a client that was not answered in time")
    void unanswered() {
        CountDownLatch decide = new CountDownLatch(1);
        start(Endpoint.at("/lines").admit(opening -> {
            decide.await();
            return Admission.admitted();
        }).serve(LINES, line -> line.whenClosed().toCompletableFuture().join()).build());
        MemoryRequest hasty = MemoryRequest.to("/lines").deadline(Duration.ofMillis(50));
        assertThatThrownBy(() -> transport.connect(LINES, hasty)).isInstanceOf(AssertionError.class);
        decide.countDown();
        await().until(() -> transport.streamCount() == 0);
    }

    @Test
    @DisplayName("takes any number of messages ahead, and none")
    void readAhead() {
        start(lines());
        try (OneWayMemoryClient<String> eager = transport.connect(LINES,
                MemoryRequest.to("/lines").readAhead(Integer.MAX_VALUE))) {
            CompletableFuture<String> received = CompletableFuture.supplyAsync(eager::receive);
            stream.join().send("one");
            assertThat(received.join()).isEqualTo("one");
        }
        start(Endpoint.at("/short").serve(LINES, line -> line.send("two")).build());
        try (OneWayMemoryClient<String> lazy = transport.connect(LINES, MemoryRequest.to("/short").readAhead(0))) {
            assertThat(lazy.awaitClose().code()).isEqualTo(1000);
            assertThat(lazy.receive()).isEqualTo("two");
        }
    }

    @Test
    @DisplayName("connects nobody once it is closed, though another has its port")
    void closed() {
        MemoryTransport first = start(lines());
        int port = first.port();
        first.close();
        transport = MemoryTransport.create(TransportConfig.onPort(port), List.of(lines())).start();
        assertThatThrownBy(() -> first.connect("/lines")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    @DisplayName("sends no code that is never sent")
    void codes() {
        try (OneWayMemoryClient<String> client = start(lines()).connect(LINES, "/lines")) {
            assertThatThrownBy(() -> client.close(1006, "")).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("1006");
        }
    }
}
