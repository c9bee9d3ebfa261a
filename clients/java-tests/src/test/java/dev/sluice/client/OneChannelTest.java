package dev.sluice.client;

import static dev.sluice.client.Clients.CHAT;
import static dev.sluice.client.Clients.DEADLINE;
import static dev.sluice.client.Clients.NEWS;
import static dev.sluice.client.Clients.next;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import dev.sluice.Close;
import dev.sluice.Endpoint;
import dev.sluice.Protocol;
import dev.sluice.StreamClosedException;
import dev.sluice.Topic;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;

@DisplayName("On an endpoint of one channel, a stream")
@Timeout(60)
class OneChannelTest {

    private final BlockingQueue<Close> left = new LinkedBlockingQueue<>();
    private final Topic<String> news = Topic.of(NEWS).history(1_000).create();
    private final Endpoint newsAt = Endpoint.at("/news").serve(NEWS, news).build();
    private final Endpoint echo = Endpoint.at("/echo").serve(CHAT, stream -> {
        stream.whenClosed().thenAccept(left::add);
        for (String message : stream) {
            switch (message) {
                case "close" -> stream.close(4001, "as you say");
                case "return" -> {
                    return;
                }
                default -> stream.send("echo " + message);
            }
        }
    }).build();

    @OnEachRuntime
    @DisplayName("brings messages by WebSocket, and says where it is")
    void webSocket(Server.Kind kind) {
        try (Server server = Server.start(kind, newsAt);
                SluiceClient client = Clients.to(server.uri("/news")).build();
                OneWayClientStream<String> stream = client.open(NEWS)) {
            await().until(() -> news.size() == 1);
            news.publish("one");
            assertThat(next(stream)).isEqualTo("one");
            assertThat(stream.protocol()).contains(Protocol.WEB_SOCKET);
            assertThat(stream.cursor()).get().asString().endsWith("-1");
        }
    }

    @OnEachRuntime
    @DisplayName("brings messages by SSE, and says where it is")
    void events(Server.Kind kind) {
        try (Server server = Server.start(kind, newsAt);
                SluiceClient client = Clients.to(server.uri("/news")).over(Protocol.SSE).build();
                OneWayClientStream<String> stream = client.open(NEWS)) {
            await().until(() -> news.size() == 1);
            news.publish("one\ntwo");
            assertThat(next(stream)).isEqualTo("one\ntwo");
            assertThat(stream.protocol()).contains(Protocol.SSE);
            assertThat(stream.cursor()).get().asString().endsWith("-1");
        }
    }

    @OnEachRuntime
    @DisplayName("goes on where another one was")
    void behind(Server.Kind kind) {
        news.publish("one");
        news.publish("two");
        try (Server server = Server.start(kind, newsAt);
                SluiceClient client = Clients.to(server.uri("/news")).build();
                OneWayClientStream<String> first = client.open(NEWS)) {
            await().until(
                    () -> first.cursor().isPresent() || first.receive(java.time.Duration.ofMillis(10)).isPresent());
            String cursor = first.cursor().orElseThrow().replaceAll("-.*", "-1");
            try (OneWayClientStream<String> second = client.stream(NEWS).behind(cursor).open()) {
                assertThat(next(second)).isEqualTo("two");
            }
        }
    }

    @OnEachRuntime
    @DisplayName("sends, and receives in order")
    void echo(Server.Kind kind) {
        try (Server server = Server.start(kind, echo);
                SluiceClient client = Clients.to(server.uri("/echo")).build();
                TwoWayClientStream<String, String> stream = client.open(CHAT)) {
            List<String> sent = IntStream.range(0, 200).mapToObj(Integer::toString).toList();
            Thread.startVirtualThread(() -> sent.forEach(stream::send));
            assertThat(sent).allSatisfy(message -> assertThat(next(stream)).isEqualTo("echo " + message));
            assertThat(stream.offer("more")).isTrue();
            assertThat(next(stream)).isEqualTo("echo more");
        }
    }

    @OnEachRuntime
    @DisplayName("ends with the code that the server chose")
    void endedByServer(Server.Kind kind) {
        try (Server server = Server.start(kind, echo);
                SluiceClient client = Clients.to(server.uri("/echo")).build()) {
            TwoWayClientStream<String, String> stream = client.open(CHAT);
            stream.send("close");
            assertThat(end(stream)).isEqualTo(new Close(Close.Cause.PEER_CLOSED, 4001, "as you say"));
            assertThat(stream.receive()).isEmpty();
            assertThat(stream.protocol()).isEmpty();
            assertThatThrownBy(() -> stream.send("more")).isInstanceOf(StreamClosedException.class);
            TwoWayClientStream<String, String> next = client.open(CHAT);
            next.send("return");
            assertThat(end(next)).isEqualTo(new Close(Close.Cause.PEER_CLOSED, 1000, ""));
        }
    }

    @OnEachRuntime
    @DisplayName("ends with the code that the client chose, behind what was sent")
    void endedByClient(Server.Kind kind) throws InterruptedException {
        try (Server server = Server.start(kind, echo);
                SluiceClient client = Clients.to(server.uri("/echo")).build()) {
            TwoWayClientStream<String, String> stream = client.open(CHAT);
            stream.send("one");
            stream.close(4002, "enough");
            assertThat(end(stream)).isEqualTo(new Close(Close.Cause.COMPLETED, 4002, "enough"));
            assertThat(left.poll(DEADLINE.toSeconds(), TimeUnit.SECONDS))
                    .isEqualTo(new Close(Close.Cause.PEER_CLOSED, 4002, "enough"));
            assertThatThrownBy(() -> stream.close(1001, "")).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("1001");
        }
    }

    @OnEachRuntime
    @DisplayName("is refused where there is none")
    void notFound(Server.Kind kind) {
        try (Server server = Server.start(kind, echo);
                SluiceClient client = Clients.to(server.uri("/nothing")).build();
                OneWayClientStream<String> stream = client.open(NEWS)) {
            assertThat(end(stream).cause()).isEqualTo(Close.Cause.REFUSED);
            assertThat(end(stream).reason()).contains("404");
            assertThat(stream.receive()).isEqualTo(Optional.empty());
        }
    }

    @OnEachRuntime
    @DisplayName("loses and doubles nothing of a topic with history while the server restarts")
    void restart(Server.Kind kind) {
        for (Protocol protocol : Protocol.values()) {
            Topic<String> topic = Topic.of(NEWS).history(1_000).create();
            Endpoint at = Endpoint.at("/news").serve(NEWS, topic).build();
            try (Server server = Server.start(kind, at);
                    SluiceClient client = Clients.to(server.uri("/news")).over(protocol).build();
                    OneWayClientStream<String> stream = client.stream(NEWS).onGap(gap -> {
                        throw new AssertionError(gap);
                    }).open()) {
                await().until(() -> topic.size() == 1);
                for (int round = 0; round < 3; round++) {
                    publish(topic, round * 100, round * 100 + 50);
                    server.restart();
                    publish(topic, round * 100 + 50, round * 100 + 100);
                }
                assertThat(IntStream.range(0, 300)).allSatisfy(
                        number -> assertThat(next(stream)).isEqualTo(Integer.toString(number)));
                assertThat(stream.protocol()).contains(protocol);
            }
        }
    }

    private static void publish(Topic<String> topic, int from, int to) {
        IntStream.range(from, to).mapToObj(Integer::toString).forEach(topic::publish);
    }

    private static Close end(OneWayClientStream<?> stream) {
        return stream.whenClosed().toCompletableFuture().orTimeout(DEADLINE.toSeconds(), TimeUnit.SECONDS).join();
    }
}
