package dev.sluice.internal.share;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import dev.sluice.Close;
import dev.sluice.Close.Cause;
import dev.sluice.OneWayStream;
import dev.sluice.Reply;
import dev.sluice.StreamObserver;
import dev.sluice.TransportConfig;
import dev.sluice.fixtures.Clock;
import dev.sluice.internal.stream.LiveStream;
import dev.sluice.spi.LinkEnd;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Streams that share a connection")
class MultiplexerTest {

    private static final Close SHUTDOWN = new Close(Cause.SHUTDOWN, 1_001, "the server is closing");

    private final Clock clock = new Clock();
    private final List<LiveStream<String, String>> streams = new ArrayList<>();
    private final List<Subscription> pending = new ArrayList<>();

    private SharedConnection connection(TransportConfig config, StreamObserver... observers) {
        return new SharedConnection(config, (subscription, asked, done) -> {
            pending.add(subscription);
            done.run();
        }, () -> {}, observers);
    }

    private SharedConnection connection() {
        return connection(TransportConfig.builder().time(clock).inboxMessages(4).maxMessageBytes(100)
                .heartbeat(Duration.ofSeconds(10)).pongTimeout(Duration.ofSeconds(4)).build());
    }

    private LiveStream<String, String> open(SharedConnection connection, String target, int credit) {
        connection.receive("subscribe " + target + " " + credit + "\n");
        LiveStream<String, String> opened = connection.open(pending.remove(0)).orElseThrow();
        streams.add(opened);
        return opened;
    }

    @Test
    @DisplayName("end at shutdown with an end each, also those without credit, and with the goodbye behind")
    void shutdown() {
        SharedConnection connection = connection();
        open(connection, "/none", 0).send("waits");
        open(connection, "/some", 1).send("goes");
        LiveStream<String, String> over = open(connection, "/over", 0);
        over.send("waits too");
        over.close();
        assertThat(connection.pollAll()).contains("message /some\ngoes");

        connection.connection.stream().end(SHUTDOWN);

        List<String> frames = connection.pollAll();
        assertThat(frames).hasSize(5).last().isEqualTo("close");
        assertThat(frames.subList(0, 3)).extracting(frame -> frame.substring(0, 14)).containsExactlyInAnyOrder(
                "end /none 1001", "end /some 1001", "end /over 1000");
        assertThat(frames.get(3)).startsWith("goodbye ");
    }

    @Test
    @DisplayName("get no credit for what the handler of an older stream takes behind its end")
    void creditOfOlder() {
        SharedConnection connection = connection();
        LiveStream<String, String> older = open(connection, "/a", 5);
        for (int i = 0; i < 4; i++) {
            connection.receive("message /a\n" + i);
        }
        connection.receive("unsubscribe /a\n");
        open(connection, "/a", 5);
        assertThat(connection.pollAll()).containsExactly("subscribed /a 4\n", "end /a 1000 never\n",
                "subscribed /a 4\n");

        for (int i = 0; i < 4; i++) {
            assertThat(older.receive()).contains("" + i);
        }

        assertThat(connection.pollAll()).isEmpty();
    }

    @Test
    @DisplayName("keep a client whose pong is not read, as reading is paused for them")
    void paused() {
        SharedConnection connection = connection();
        for (int stream = 0; stream < 4; stream++) {
            open(connection, "/" + stream, 5);
            for (int i = 0; i < 4; i++) {
                connection.receive("message /" + stream + "\n" + "x".repeat(100));
            }
        }
        assertThat(connection.calls).containsExactly("pause");
        for (int i = 0; i < 10; i++) {
            connection.pollAll();
            clock.advance(Duration.ofSeconds(5));
            connection.connection.tick(clock.nanos());
        }
        assertThat(connection.connection.stream().ended()).isEmpty();
    }

    @Test
    @DisplayName("end alone where a client asks on and on, and reads nothing")
    void floodOfRequests() {
        SharedConnection connection = connection();
        LiveStream<String, String> asked = open(connection, "/a", 5);
        LiveStream<String, String> other = open(connection, "/b", 5);
        assertThat(asked.receive(Duration.ZERO)).as("nobody answers from now on").isEmpty();

        for (int id = 1; id <= 1_000; id++) {
            connection.receive("request /a " + id + " 60000\nhello");
        }

        assertThat(asked.ended()).map(Close::code).contains(1_013);
        assertThat(other.isOpen()).isTrue();
        assertThat(connection.pollAll()).last().asString().startsWith("error /a 1013 ");
    }

    @Test
    @DisplayName("keep requests up to what may wait for all of them, and go on reading")
    void largeRequests() {
        SharedConnection connection = connection();
        LiveStream<String, String> first = open(connection, "/0", 5);
        open(connection, "/1", 5);
        connection.pollAll();
        for (int id = 1; id <= 20; id++) {
            connection.receive("request /" + id % 2 + " " + id + " 60000\n" + "x".repeat(100));
        }
        assertThat(connection.pollAll()).hasSize(5).allMatch(frame -> frame.startsWith("failure ")
                && frame.endsWith(" 429\ntoo much waits for the handlers of this connection"));
        assertThat(connection.calls).isEmpty();
        first.close();
        connection.pollAll();
        connection.receive("request /1 21 60000\nthere is room again");
        assertThat(connection.pollAll()).isEmpty();
    }

    @Test
    @DisplayName("answer requests without taking a client's credit, also those that are answered this moment")
    void answersCostNothing() {
        SharedConnection connection = connection();
        LiveStream<String, String> stream = open(connection, "/a", 1);
        stream.answer(Reply::of);
        connection.pollAll();
        CountDownLatch fed = new CountDownLatch(1);
        stream.addFeed(() -> {
            boolean first = fed.getCount() > 0;
            if (first) {
                fed.countDown();
                int before = connection.readies.get();
                connection.receive("request /a 1 60000\nhello");
                await().until(() -> connection.readies.get() > before);
            }
            return first;
        });
        assertThat(connection.pollAll()).containsExactly("reply /a 1\nhello");

        stream.send("the one message that it has credit for");

        assertThat(connection.pollAll()).hasSize(1);
    }

    @Test
    @DisplayName("open all at once, also where an outbox has room for one message alone")
    void noticesHaveRoom() {
        SharedConnection connection = connection(
                TransportConfig.builder().maxSubscriptions(20).outboxMessages(1).outboxBytes(64).build());
        for (int i = 0; i < 20; i++) {
            open(connection, "/" + i, 0);
        }
        for (int i = 0; i < 20; i++) {
            connection.receive("unsubscribe /" + i + "\n");
        }
        assertThat(connection.pollAll()).hasSize(40).doesNotHaveDuplicates();
    }

    @Test
    @DisplayName("end their connection where a client comes and goes, and reads nothing")
    void comesAndGoes() {
        SharedConnection connection = connection(
                TransportConfig.builder().maxSubscriptions(20).outboxMessages(1).outboxBytes(64).build());
        for (int i = 0; i < 41 && connection.connection.stream().isOpen(); i++) {
            connection.receive("subscribe /a 0\n");
            boolean opened = connection.open(pending.remove(0)).isPresent();
            assertThat(opened).isEqualTo(connection.connection.stream().isOpen());
            connection.receive("unsubscribe /a\n");
        }
        assertThat(connection.connection.stream().ended()).map(Close::code).contains(1_013);
    }

    @Test
    @DisplayName("keep nothing that waits when their connection is gone")
    void gone() {
        SharedConnection connection = connection();
        LiveStream<String, String> stream = open(connection, "/a", 0);
        stream.send("waits");
        stream.close();
        connection.connection.ended(LinkEnd.BROKEN);
        assertThat(stream.queued()).isZero();
    }

    @Test
    @DisplayName("are told to observers before their clients can say anything")
    void observed() {
        List<String> told = Collections.synchronizedList(new ArrayList<>());
        SharedConnection[] holder = new SharedConnection[1];
        holder[0] = connection(TransportConfig.builder().build(), new StreamObserver() {
            @Override
            public void opened(OneWayStream<?> stream) {
                told.add("opened");
                holder[0].receive("message /a\nearly");
            }

            @Override
            public void received(OneWayStream<?> stream, int bytes) {
                told.add("received " + bytes);
            }
        });
        open(holder[0], "/a", 5);
        holder[0].receive("message /a\nlater on");
        assertThat(told).containsExactly("opened", "received 8");
    }

    @Test
    @DisplayName("end if they open after their client has left, with no frame behind the end")
    void leftBefore() {
        SharedConnection connection = connection();
        connection.receive("subscribe /a 5\n").receive("unsubscribe /a\n");
        assertThat(connection.open(pending.remove(0))).isEmpty();
        assertThat(connection.pollAll()).containsExactly("end /a 1000 never\n");
    }

    @Test
    @DisplayName("ask nobody any more when the connection is ending")
    void late() {
        SharedConnection connection = connection();
        connection.connection.stream().end(SHUTDOWN);
        connection.receive("subscribe /a 5\n");
        assertThat(pending).isEmpty();
        assertThat(connection.all.streams()).isEmpty();
    }
}
