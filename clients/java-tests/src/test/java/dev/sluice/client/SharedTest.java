package dev.sluice.client;

import static dev.sluice.client.Clients.CHAT;
import static dev.sluice.client.Clients.DEADLINE;
import static dev.sluice.client.Clients.NEWS;
import static dev.sluice.client.Clients.next;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import dev.sluice.Admission;
import dev.sluice.Close;
import dev.sluice.Endpoint;
import dev.sluice.Protocol;
import dev.sluice.Topic;
import dev.sluice.Topics;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;

@DisplayName("On a shared endpoint")
@Timeout(60)
class SharedTest {

    private final Topics<String, String> topics = Topics.of(NEWS);
    private final Topic<String> kept = Topic.of(NEWS).history(10_000).create();
    private final Endpoint live = Endpoint.at("/live").share(
            Endpoint.at("/news/{key}").serve(NEWS, topics, opening -> opening.path("key")).build(),
            Endpoint.at("/kept").serve(NEWS, kept).build(),
            Endpoint.at("/echo").serve(CHAT, stream -> {
                for (String message : stream) {
                    if (message.equals("close")) {
                        stream.close(4001, "as you say");
                    }
                    stream.send("echo " + message);
                }
            }).build(),
            Endpoint.at("/secret").admit(opening -> Admission.refused(403, "not for you")).serve(NEWS, kept).build())
            .build();

    /** What carries the connection. */
    Protocol protocol() {
        return Protocol.WEB_SOCKET;
    }

    private SluiceClient client(Server server) {
        return Clients.to(server.uri("/live")).over(protocol()).build();
    }

    @OnEachRuntime
    @DisplayName("many streams travel by one connection")
    void many(Server.Kind kind) {
        try (Server server = Server.start(kind, live); SluiceClient client = client(server)) {
            List<OneWayClientStream<String>> streams = new ArrayList<>();
            IntStream.range(0, 100).forEach(key -> streams.add(client.subscribe("/news/" + key, NEWS)));
            await().until(() -> IntStream.range(0, 100).allMatch(key -> topics.get("" + key).size() == 1));
            IntStream.range(0, 100).forEach(key -> topics.get("" + key).publish("of " + key));
            IntStream.range(0, 100).forEach(key -> assertThat(next(streams.get(key))).isEqualTo("of " + key));
            assertThat(server.transport().streamCount()).isEqualTo(1);
            streams.get(7).close();
            await().until(() -> topics.get("7").size() == 0);
            topics.get("8").publish("still");
            assertThat(next(streams.get(8))).isEqualTo("still");
        }
    }

    @OnEachRuntime
    @DisplayName("a stream that nobody reads holds up no other one, and loses nothing")
    void slow(Server.Kind kind) {
        try (Server server = Server.start(kind, live); SluiceClient client = client(server)) {
            OneWayClientStream<String> slow = client.stream(NEWS).buffer(16).subscribe("/kept");
            TwoWayClientStream<String, String> echo = client.subscribe("/echo", CHAT);
            await().until(() -> kept.size() == 1);
            IntStream.range(0, 300).forEach(number -> kept.publish("" + number));
            IntStream.range(0, 50).forEach(number -> {
                echo.send("" + number);
                assertThat(next(echo)).isEqualTo("echo " + number);
            });
            IntStream.range(0, 300).forEach(number -> assertThat(next(slow)).isEqualTo("" + number));
        }
    }

    @OnEachRuntime
    @DisplayName("each stream has its own end")
    void ends(Server.Kind kind) {
        try (Server server = Server.start(kind, live); SluiceClient client = client(server)) {
            TwoWayClientStream<String, String> echo = client.subscribe("/echo", CHAT);
            Close refused = end(client.subscribe("/secret", NEWS));
            assertThat(refused.cause()).isEqualTo(Close.Cause.REFUSED);
            assertThat(refused.reason()).isEqualTo("status 403: not for you");
            assertThat(end(client.subscribe("/nothing", NEWS)).reason()).startsWith("status 404");
            echo.send("one");
            assertThat(next(echo)).isEqualTo("echo one");
            echo.send("close");
            assertThat(end(echo)).isEqualTo(new Close(Close.Cause.PEER_CLOSED, 4001, "as you say"));
        }
    }

    @OnEachRuntime
    @DisplayName("a target may be subscribed anew as soon as it was left")
    void again(Server.Kind kind) {
        try (Server server = Server.start(kind, live); SluiceClient client = client(server)) {
            for (int round = 0; round < 50; round++) {
                TwoWayClientStream<String, String> echo = client.subscribe("/echo", CHAT);
                assertThatThrownBy(() -> client.subscribe("/echo", CHAT)).isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("/echo");
                echo.send("" + round);
                if (round % 3 > 0) {
                    assertThat(next(echo)).isEqualTo("echo " + round);
                }
                echo.close(round % 2 == 0 ? 1000 : 4000, "");
            }
        }
    }

    @OnEachRuntime
    @DisplayName("all streams go on where they were when the server restarts")
    void restart(Server.Kind kind) {
        try (Server server = Server.start(kind, live); SluiceClient client = client(server)) {
            OneWayClientStream<String> news = client.stream(NEWS).onGap(gap -> {
                throw new AssertionError(gap);
            }).subscribe("/kept");
            List<Gap> gaps = new ArrayList<>();
            TwoWayClientStream<String, String> echo = client.stream(CHAT).onGap(gaps::add).subscribe("/echo");
            await().until(() -> kept.size() == 1 && echo.protocol().isPresent());
            for (int round = 0; round < 3; round++) {
                int first = round * 100;
                IntStream.range(first, first + 50).forEach(number -> kept.publish("" + number));
                server.restart();
                IntStream.range(first + 50, first + 100).forEach(number -> kept.publish("" + number));
                echo.send("" + round);
            }
            IntStream.range(0, 300).forEach(number -> assertThat(next(news)).isEqualTo("" + number));
            assertThat(echo.receive(DEADLINE)).isPresent();
            assertThat(gaps).isNotEmpty().allSatisfy(gap -> assertThat(gap.kind()).isEqualTo(Gap.Kind.NOT_KNOWN));
        }
    }

    private static Close end(OneWayClientStream<?> stream) {
        return stream.whenClosed().toCompletableFuture().orTimeout(DEADLINE.toSeconds(), TimeUnit.SECONDS).join();
    }
}
