package dev.sluice.client;

import static dev.sluice.client.Clients.CHAT;
import static dev.sluice.client.Clients.DEADLINE;
import static dev.sluice.client.Clients.next;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpClient;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import dev.sluice.Close;
import dev.sluice.Endpoint;
import dev.sluice.Protocol;
import dev.sluice.Reply;
import dev.sluice.Topic;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;

@DisplayName("Over SSE and POST, a two-way stream")
@Timeout(60)
class TwoWayEventsTest {

    private final BlockingQueue<String> taken = new LinkedBlockingQueue<>();
    private final BlockingQueue<Close> left = new LinkedBlockingQueue<>();
    private final Topic<String> kept = Topic.of(CHAT).history(1_000).create();
    private final Endpoint echo = Endpoint.at("/echo").serve(CHAT, stream -> {
        stream.whenClosed().thenAccept(left::add);
        stream.answer(question -> Reply.of("yes"));
        for (String message : stream) {
            if (message.equals("close")) {
                stream.close(4001, "as you say");
                return;
            }
            stream.send("echo " + message);
        }
    }).build();
    private final Endpoint sink = Endpoint.at("/sink").serve(CHAT, stream -> stream.forEach(taken::add)).build();
    private final Endpoint room = Endpoint.at("/room").serve(CHAT, stream -> {
        try (Topic.Seat seat = kept.join(stream)) {
            stream.forEach(kept::publish);
        }
    }).build();

    @OnEachRuntime
    @DisplayName("is had where a proxy blocks WebSocket, by HTTP/1.1 and HTTP/2, and is as any other")
    void blocked(Server.Kind kind) throws Exception {
        for (HttpClient.Version version : HttpClient.Version.values()) {
            if (version.name().startsWith("HTTP_3")) {
                continue;
            }
            try (Server server = Server.start(kind, echo);
                    Proxy proxy = new Proxy(server.port(), Proxy.Manner.REFUSES);
                    SluiceClient client = Clients.to(proxy.uri("/echo"))
                            .http(HttpClient.newBuilder().version(version).build()).build()) {
                TwoWayClientStream<String, String> stream = client.open(CHAT);
                List<String> sent = IntStream.range(0, 200).mapToObj(Integer::toString).toList();
                Thread.startVirtualThread(() -> sent.forEach(stream::send));
                assertThat(sent).allSatisfy(message -> assertThat(next(stream)).isEqualTo("echo " + message));
                assertThat(stream.protocol()).contains(Protocol.SSE);
                assertThat(stream.ask("really?", DEADLINE)).isEqualTo(Reply.of("yes"));
                stream.send("close");
                assertThat(stream.whenClosed().toCompletableFuture().get(10, TimeUnit.SECONDS))
                        .isEqualTo(new Close(Close.Cause.PEER_CLOSED, 4001, "as you say"));
                left.clear();
                TwoWayClientStream<String, String> other = client.open(CHAT);
                other.send("one");
                assertThat(next(other)).isEqualTo("echo one");
                other.close(4002, "enough");
                assertThat(left.poll(10, TimeUnit.SECONDS))
                        .isEqualTo(new Close(Close.Cause.PEER_CLOSED, 4002, "enough"));
            }
        }
    }

    @OnEachRuntime
    @DisplayName("has all messages handled once and in order, though POSTs and their answers are lost")
    void lossy(Server.Kind kind) throws Exception {
        try (Server server = Server.start(kind, sink);
                LossyProxy proxy = new LossyProxy(server.port());
                SluiceClient client = Clients.to(proxy.uri("/sink")).over(Protocol.SSE).build();
                TwoWayClientStream<String, String> stream = client.open(CHAT)) {
            int number = 0;
            while (proxy.lost() < 10 || number < 10_000) {
                stream.send(Integer.toString(number));
                number++;
            }
            for (int expected = 0; expected < number; expected++) {
                assertThat(taken.poll(10, TimeUnit.SECONDS)).isEqualTo(Integer.toString(expected));
            }
            assertThat(taken).isEmpty();
        }
    }

    @OnEachRuntime
    @DisplayName("loses and doubles nothing of a topic with history while the server restarts")
    void restart(Server.Kind kind) {
        try (Server server = Server.start(kind, room);
                SluiceClient client = Clients.to(server.uri("/room")).over(Protocol.SSE).build();
                TwoWayClientStream<String, String> stream = client.stream(CHAT).onGap(gap -> {
                    throw new AssertionError(gap);
                }).open()) {
            await().until(() -> kept.size() == 1);
            for (int round = 0; round < 3; round++) {
                int first = round * 100;
                IntStream.range(first, first + 50).forEach(number -> kept.publish("" + number));
                server.restart();
                IntStream.range(first + 50, first + 100).forEach(number -> kept.publish("" + number));
            }
            IntStream.range(0, 300).forEach(number -> assertThat(next(stream)).isEqualTo("" + number));
        }
    }
}
