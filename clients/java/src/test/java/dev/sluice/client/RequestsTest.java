package dev.sluice.client;

import static dev.sluice.client.Clients.CHAT;
import static dev.sluice.client.Clients.DEADLINE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import dev.sluice.Protocol;
import dev.sluice.Reply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("Requests and replies")
@Timeout(60)
class RequestsTest {

    private final ScriptedServer server = new ScriptedServer();
    private final SluiceClient client = Clients.to(server.uri("/chat")).over(Protocol.WEB_SOCKET).build();
    private final CountDownLatch interrupted = new CountDownLatch(1);
    private final TwoWayClientStream<String, String> stream = client.stream(CHAT).answering(this::answer).open();
    private Visit visit;

    @BeforeEach
    void connect() {
        visit = server.nextSocket();
    }

    @AfterEach
    void close() throws Exception {
        client.close();
        server.close();
    }

    private Reply<String> answer(String question) {
        return switch (question) {
            case "roll" -> Reply.of("6");
            case "secret" -> Reply.failure(403, "not for you");
            case "wait" -> {
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    interrupted.countDown();
                }
                yield Reply.of("too late");
            }
            default -> throw new IllegalStateException("the server must not see this");
        };
    }

    @Test
    @DisplayName("an answer belongs to its request")
    void answered() {
        CompletableFuture<Reply<String>> first = stream.askLater("first", DEADLINE);
        assertThat(visit.receive()).matches("request 1 (9[0-9]{3}|10000)\nfirst");
        CompletableFuture<Reply<String>> second = stream.askLater("second", DEADLINE);
        assertThat(visit.receive()).startsWith("request 2 ").endsWith("\nsecond");
        visit.send("reply 2\nof the second").send("failure 1 404\nno such clock").send("reply 9\nof nobody");
        assertThat(second.join()).isEqualTo(Reply.of("of the second"));
        assertThat(first.join()).isEqualTo(Reply.failure(404, "no such clock"));
    }

    @Test
    @DisplayName("no answer in time is 408, and is not wanted any more")
    void late() {
        assertThat(stream.ask("when?", Duration.ofMillis(200)))
                .isInstanceOfSatisfying(Reply.Failure.class, failure -> assertThat(failure.code()).isEqualTo(408));
        assertThat(visit.receive()).startsWith("request 1 ");
        assertThat(visit.receive()).isEqualTo("cancel 1\n");
        visit.send("reply 1\ntoo late").send("message\nhello");
        assertThat(Clients.next(stream)).isEqualTo("hello");
    }

    @Test
    @DisplayName("an interrupt and a cancel tell the server that the answer is not wanted any more")
    void cancelled() throws InterruptedException {
        CompletableFuture<Reply<String>> reply = stream.askLater("when?", DEADLINE);
        assertThat(visit.receive()).startsWith("request 1 ");
        reply.cancel(true);
        assertThat(visit.receive()).isEqualTo("cancel 1\n");
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        Thread asking = Thread.ofVirtual().start(() -> {
            try {
                stream.ask("when?", DEADLINE);
            } catch (CancellationException e) {
                thrown.complete(e);
            }
        });
        assertThat(visit.receive()).startsWith("request 2 ");
        asking.interrupt();
        assertThat(visit.receive()).isEqualTo("cancel 2\n");
        assertThat(thrown.orTimeout(DEADLINE.toSeconds(), TimeUnit.SECONDS).join()).isNotNull();
    }

    @Test
    @DisplayName("a lost connection is 503, and the request is not sent again")
    void lost() {
        CompletableFuture<Reply<String>> reply = stream.askLater("when?", DEADLINE);
        assertThat(visit.receive()).startsWith("request 1 ");
        visit.cut();
        assertThat(reply.join()).isInstanceOfSatisfying(Reply.Failure.class,
                failure -> assertThat(failure.code()).isEqualTo(503));
        Visit next = server.nextSocket();
        stream.send("more");
        assertThat(next.receive()).isEqualTo("message\nmore");
    }

    @Test
    @DisplayName("more than 64 under way are 429")
    void many() {
        List<CompletableFuture<Reply<String>>> under = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            under.add(stream.askLater("" + i, DEADLINE));
            visit.receive();
        }
        assertThat(stream.ask("one more", DEADLINE)).isInstanceOfSatisfying(Reply.Failure.class,
                failure -> assertThat(failure.code()).isEqualTo(429));
        visit.send("reply 64\nlast");
        assertThat(under.get(63).join()).isEqualTo(Reply.of("last"));
    }

    @Test
    @DisplayName("the server's requests are answered")
    void answers() {
        visit.send("request 1 5000\nroll");
        assertThat(visit.receive()).isEqualTo("reply 1\n6");
        visit.send("request 2 5000\nsecret");
        assertThat(visit.receive()).isEqualTo("failure 2 403\nnot for you");
        visit.send("request 3 5000\nthrow");
        assertThat(visit.receive()).isEqualTo("failure 3 500\n");
    }

    @Test
    @DisplayName("an answer that the server does not want any more is not given")
    void answerCancelled() throws InterruptedException {
        visit.send("request 1 5000\nwait").send("cancel 1");
        assertThat(interrupted.await(DEADLINE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        visit.send("request 2 5000\nroll");
        assertThat(visit.receive()).isEqualTo("reply 2\n6");
    }

    @Test
    @DisplayName("an answer that takes longer than its deadline is given up")
    void answerTooLate() throws InterruptedException {
        visit.send("request 1 100\nwait");
        assertThat(interrupted.await(DEADLINE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        visit.send("request 2 5000\nroll");
        assertThat(visit.receive()).isEqualTo("reply 2\n6");
    }

    @Test
    @DisplayName("a deadline is 1 ms or more")
    void ranges() {
        assertThatThrownBy(() -> stream.ask("x", Duration.ZERO)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PT0.001S");
    }
}
