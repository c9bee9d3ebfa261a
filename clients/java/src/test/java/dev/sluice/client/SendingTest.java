package dev.sluice.client;

import static dev.sluice.client.Clients.CHAT;
import static dev.sluice.client.Clients.DEADLINE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import dev.sluice.Protocol;
import dev.sluice.StreamClosedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("A message that is sent")
@Timeout(60)
class SendingTest {

    private final ScriptedServer server = new ScriptedServer();
    private final CountDownLatch comeBack = new CountDownLatch(1);
    private final SluiceClient client = Clients.to(server.uri("/chat")).over(Protocol.WEB_SOCKET)
            .pause(time -> comeBack.await()).build();

    @AfterEach
    void close() throws Exception {
        client.close();
        server.close();
    }

    @Test
    @DisplayName("waits while the connection is away; one that was handed over before is not sent again")
    void waits() {
        TwoWayClientStream<String, String> stream = client.open(CHAT);
        Visit first = server.nextSocket();
        stream.send("handed over");
        first.cut();
        await().until(() -> stream.protocol().isEmpty());
        assertThat(stream.offer("not taken")).isFalse();
        CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> stream.send("waits"));
        comeBack.countDown();
        assertThat(server.nextSocket().receive()).isEqualTo("message\nwaits");
        sent.orTimeout(DEADLINE.toSeconds(), TimeUnit.SECONDS).join();
    }

    @Test
    @DisplayName("waits for credit on a shared endpoint, and others do not wait for it")
    void credit() {
        TwoWayClientStream<String, String> slow = client.subscribe("/slow", CHAT);
        Visit visit = server.nextSocket();
        assertThat(visit.receive()).isEqualTo("subscribe /slow 64\n");
        TwoWayClientStream<String, String> other = client.subscribe("/other", CHAT);
        assertThat(visit.receive()).isEqualTo("subscribe /other 64\n");
        visit.send("subscribed /slow 1").send("subscribed /other 2");
        slow.send("one");
        assertThat(visit.receive()).isEqualTo("message /slow\none");
        assertThat(slow.offer("no credit")).isFalse();
        CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> slow.send("two"));
        other.send("other");
        assertThat(visit.receive()).isEqualTo("message /other\nother");
        visit.send("credit /slow 1");
        assertThat(visit.receive()).isEqualTo("message /slow\ntwo");
        sent.orTimeout(DEADLINE.toSeconds(), TimeUnit.SECONDS).join();
    }

    @Test
    @DisplayName("throws when the stream ends while it waits, or the thread is interrupted")
    void thrown() {
        TwoWayClientStream<String, String> stream = client.open(CHAT);
        CompletableFuture<Throwable> interrupted = new CompletableFuture<>();
        Thread waiting = Thread.ofVirtual().start(() -> {
            try {
                stream.send("waits");
            } catch (CancellationException e) {
                interrupted.complete(e);
            }
        });
        waiting.interrupt();
        assertThat(interrupted.orTimeout(DEADLINE.toSeconds(), TimeUnit.SECONDS).join()).isNotNull();
        Thread.ofVirtual().start(stream::close);
        assertThatThrownBy(() -> stream.send("waits")).isInstanceOf(StreamClosedException.class);
    }

    @Test
    @DisplayName("gives credit as messages are taken, and resumes each stream by its cursor")
    void gives() {
        TwoWayClientStream<String, String> stream = client.stream(CHAT).buffer(4).behind("a-1").subscribe("/chat");
        Visit visit = server.nextSocket();
        assertThat(visit.receive()).isEqualTo("subscribe /chat 4 a-1\n");
        visit.send("subscribed /chat 9").send("resumed /chat a-1");
        for (int number = 2; number < 6; number++) {
            visit.send("message /chat a-" + number + "\n" + number);
        }
        assertThat(Clients.next(stream)).isEqualTo("2");
        assertThat(Clients.next(stream)).isEqualTo("3");
        assertThat(visit.receive()).isEqualTo("credit /chat 2\n");
        visit.cut();
        await().until(() -> stream.protocol().isEmpty());
        comeBack.countDown();
        Visit next = server.nextSocket();
        assertThat(next.receive()).isEqualTo("subscribe /chat 2 a-5\n");
        next.send("subscribed /chat 9").send("resumed /chat a-5").send("message /chat a-6\n6");
        for (int number = 4; number < 7; number++) {
            assertThat(Clients.next(stream)).isEqualTo("" + number);
        }
    }

    @Test
    @DisplayName("is refused when the server goes beyond the credit that it has")
    void beyond() {
        TwoWayClientStream<String, String> stream = client.stream(CHAT).buffer(1).subscribe("/chat");
        Visit visit = server.nextSocket();
        visit.send("subscribed /chat 9").send("message /chat\none").send("message /chat\ntwo");
        assertThat(stream.whenClosed().toCompletableFuture().orTimeout(DEADLINE.toSeconds(), TimeUnit.SECONDS).join()
                .code()).isEqualTo(1002);
    }

    @Test
    @DisplayName("comes back to a stream that ended with a time to come back, and not to the others")
    void streamRetry() {
        comeBack.countDown();
        TwoWayClientStream<String, String> stream = client.subscribe("/chat", CHAT);
        TwoWayClientStream<String, String> other = client.subscribe("/other", CHAT);
        Visit visit = server.nextSocket();
        visit.receive();
        visit.receive();
        visit.send("subscribed /other 9").send("subscribed /chat 9").send("message /chat b-1\none")
                .send("error /chat 1013 0\nthe client is behind").send("end /other 1000 never\n");
        assertThat(visit.receive()).isEqualTo("subscribe /chat 63 b-1\n");
        assertThat(stream.isOpen()).isTrue();
        assertThat(other.receive()).isEmpty();
        assertThat(other.isOpen()).isFalse();
    }

    @Test
    @DisplayName("of an older stream's end, a newer one of the same target knows nothing")
    void older() {
        TwoWayClientStream<String, String> older = client.subscribe("/chat", CHAT);
        Visit visit = server.nextSocket();
        assertThat(visit.receive()).isEqualTo("subscribe /chat 64\n");
        visit.send("subscribed /chat 1");
        older.close();
        TwoWayClientStream<String, String> newer = client.subscribe("/chat", CHAT);
        assertThat(visit.receive()).isEqualTo("unsubscribe /chat\n");
        assertThat(visit.receive()).isEqualTo("subscribe /chat 64\n");
        visit.send("message /chat\nold").send("end /chat 1000 never\n").send("subscribed /chat 1")
                .send("message /chat\nnew");
        assertThat(Clients.next(newer)).isEqualTo("new");
        assertThat(older.receive()).isEmpty();
        newer.close(4001, "gone to lunch");
        assertThat(visit.receive()).isEqualTo("end /chat 4001\ngone to lunch");
    }
}
