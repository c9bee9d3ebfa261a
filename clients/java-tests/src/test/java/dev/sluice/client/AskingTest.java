package dev.sluice.client;

import static dev.sluice.client.Clients.CHAT;
import static dev.sluice.client.Clients.DEADLINE;
import static dev.sluice.client.Clients.next;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import dev.sluice.Endpoint;
import dev.sluice.Reply;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;

@DisplayName("A client and a server that ask each other")
@Timeout(60)
class AskingTest {

    private final CountDownLatch interrupted = new CountDownLatch(1);
    private final Endpoint clock = Endpoint.at("/clock").serve(CHAT, stream -> {
        stream.answer(question -> switch (question) {
            case "time" -> Reply.of("noon");
            case "wait" -> {
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    interrupted.countDown();
                }
                yield Reply.of("too late");
            }
            default -> Reply.failure(404, "no such clock");
        });
        for (String message : stream) {
            stream.send(stream.ask(message, DEADLINE).toString());
        }
    }).build();
    private final Endpoint live = Endpoint.at("/live").share(clock).build();

    @OnEachRuntime
    @DisplayName("get answers, on an endpoint of one channel and on a shared one")
    void bothWays(Server.Kind kind) throws InterruptedException {
        try (Server server = Server.start(kind, clock, live);
                SluiceClient one = Clients.to(server.uri("/clock")).build();
                SluiceClient shared = Clients.to(server.uri("/live")).build()) {
            for (TwoWayClientStream<String, String> stream : List.of(
                    one.stream(CHAT).answering(question -> Reply.of("6 for " + question)).open(),
                    shared.stream(CHAT).answering(question -> Reply.of("6 for " + question)).subscribe("/clock"))) {
                assertThat(stream.ask("time", DEADLINE)).isEqualTo(Reply.of("noon"));
                assertThat(stream.ask("date", DEADLINE)).isEqualTo(Reply.failure(404, "no such clock"));
                stream.send("roll");
                assertThat(next(stream)).isEqualTo(Reply.of("6 for roll").toString());
                List<CompletableFuture<Reply<String>>> many = IntStream.range(0, 50)
                        .mapToObj(i -> stream.askLater("time", DEADLINE)).toList();
                assertThat(many).allSatisfy(it -> assertThat(it.join()).isEqualTo(Reply.of("noon")));
            }
            TwoWayClientStream<String, String> stream = one.open(CHAT);
            assertThat(stream.ask("wait", Duration.ofMillis(300))).isInstanceOfSatisfying(Reply.Failure.class,
                    failure -> assertThat(failure.code()).isEqualTo(408));
            assertThat(interrupted.await(DEADLINE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        }
    }
}
