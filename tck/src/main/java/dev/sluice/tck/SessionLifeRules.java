package dev.sluice.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import dev.sluice.Close;
import dev.sluice.Close.Cause;
import dev.sluice.ManualTime;
import dev.sluice.Topic;
import dev.sluice.Transport;
import dev.sluice.TwoWayStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Two-way over Server-Sent Events: coming back, and the end. */
abstract class SessionLifeRules extends SessionChapter {

    SessionLifeRules(TransportFactory factory) {
        super(factory);
    }

    @Test
    @Rule("SESSION-13")
    @DisplayName("SESSION-13 a client that comes back gets all events behind the one it names, in order and once, and goes on live")
    void comesBack() {
        SessionClient client = client(startWithGuests(settings()));
        SessionClient.Down down = client.open();
        TwoWayStream<String, String> stream = guests.next();
        IntStream.rangeClosed(1, 5).forEach(i -> stream.send("m" + i));
        assertThat(down.frame(1)).isEqualTo("message\nm1");
        assertThat(down.frame(2)).isEqualTo("message\nm2");
        down.cut();
        IntStream.rangeClosed(6, 8).forEach(i -> stream.send("m" + i));
        down = client.comeBack(2);
        assertThat(down.status()).isEqualTo(200);
        for (int i = 3; i <= 8; i++) {
            assertThat(down.frame(i)).isEqualTo("message\nm" + i);
        }
        stream.send("m9");
        assertThat(down.frame(9)).isEqualTo("message\nm9");
        assertThat(stream.isOpen()).isTrue();
    }

    @Test
    @Rule("SESSION-13")
    @DisplayName("SESSION-13 a client whose connection breaks again and again gets every event once and in order")
    void comesBackOften() {
        int count = 2_000;
        SessionClient client = client(startWithGuests(settings().outboxMessages(4_000)));
        SessionClient.Down down = client.open();
        TwoWayStream<String, String> stream = guests.next();
        CompletableFuture<Void> sending = Waiting
                .runAside(() -> IntStream.rangeClosed(1, count).forEach(i -> stream.send("m" + i)));
        for (int i = 1; i <= count; i++) {
            assertThat(down.frame(i)).isEqualTo("message\nm" + i);
            if (i % 97 == 0) {
                down.cut();
                down = client.comeBack(i);
                assertThat(down.status()).isEqualTo(200);
            }
        }
        Waiting.get(sending, "all is sent");
    }

    @Test
    @Rule("SESSION-14")
    @DisplayName("SESSION-14 a newer connection takes the place of the older one, whose response ends at once")
    void fences() {
        SessionClient client = client(startWithGuests(settings().closeTimeout(Duration.ofSeconds(30))));
        SessionClient.Down older = client.open();
        TwoWayStream<String, String> stream = guests.next();
        stream.send("m1");
        assertThat(older.frame(1)).isEqualTo("message\nm1");
        SessionClient.Down newer = client.comeBack(1);
        assertThat(older.event()).isEmpty();
        stream.send("m2");
        assertThat(newer.frame(2)).isEqualTo("message\nm2");
        SessionClient.Down newest = client.comeBack(0);
        assertThat(newest.status()).as("event 1 was acknowledged").isEqualTo(410);
        stream.send("m3");
        assertThat(newer.frame(3)).isEqualTo("message\nm3");
    }

    @Test
    @Rule("SESSION-15")
    @DisplayName("SESSION-15 no more events are kept than may wait for a client, and who needs older ones gets status 410")
    void tooOld() {
        SessionClient client = client(startWithGuests(settings().outboxMessages(10)));
        SessionClient.Down down = client.open();
        TwoWayStream<String, String> stream = guests.next();
        for (int i = 1; i <= 30; i++) {
            stream.send("m" + i);
            down.frame(i);
        }
        assertThat(client.comeBack(19).status()).isEqualTo(410);
        assertThat(client.comeBack(31).status()).as("never given").isEqualTo(410);
        assertThat(client.get(List.of("Sluice-Session: " + client.secret())).status()).isEqualTo(400);
        SessionClient.Down again = client.comeBack(20);
        for (int i = 21; i <= 30; i++) {
            assertThat(again.frame(i)).isEqualTo("message\nm" + i);
        }
    }

    @Test
    @Rule("SESSION-15")
    @DisplayName("SESSION-15 an event that a POST acknowledges is not kept")
    void acknowledged() {
        SessionClient client = client(startWithGuests(settings()));
        SessionClient.Down down = client.open();
        TwoWayStream<String, String> stream = guests.next();
        IntStream.rangeClosed(1, 3).forEach(i -> stream.send("m" + i));
        IntStream.rangeClosed(1, 3).forEach(down::frame);
        assertThat(client.post(new byte[0], client.headers(1, "Last-Event-ID: 2")).status()).isEqualTo(204);
        assertThat(client.comeBack(1).status()).isEqualTo(410);
        assertThat(client.comeBack(2).frame(3)).isEqualTo("message\nm3");
    }

    @Test
    @Rule("SESSION-16")
    @DisplayName("SESSION-16 a session without a connection for longer than its grace time ends as LOST, and is gone")
    void grace() {
        Transport transport = startWithGuests(settings().sessionGrace(Duration.ofMillis(300)));
        SessionClient client = client(transport);
        SessionClient.Down down = client.open();
        TwoWayStream<String, String> stream = guests.next();
        down.cut();
        Close close = Guests.closeOf(stream);
        assertThat(close.cause()).isEqualTo(Cause.LOST);
        assertThat(close.code()).isEqualTo(1006);
        Waiting.until("streamCount() is 0", () -> transport.streamCount() == 0);
        assertThat(client.comeBack(0).status()).isEqualTo(410);
        assertThat(isOver(client)).isTrue();
    }

    @Test
    @Rule("SESSION-16")
    @DisplayName("SESSION-16 a session that has a connection again in its grace time goes on")
    void graceIsEnough() {
        ManualTime time = new ManualTime();
        SessionClient client = client(startListening(settings().sessionGrace(Duration.ofSeconds(10)).time(time)));
        SessionClient.Down down = client.open();
        for (int i = 0; i < 4; i++) {
            down.cut();
            Waiting.rest();
            time.advance(Duration.ofSeconds(4));
            down = client.comeBack(0);
            assertThat(down.status()).isEqualTo(200);
        }
        client.say(1, "still here");
        assertThat(handled(1)).containsExactly("still here");
    }

    @Test
    @Rule("SESSION-17")
    @DisplayName("SESSION-17 the frame end ends the stream as a Close frame does, and the session is over")
    void endsByClient() {
        Transport transport = startWithGuests(settings());
        SessionClient client = client(transport);
        SessionClient.Down down = client.open();
        TwoWayStream<String, String> stream = guests.next();
        assertThat(client.send(1, "message\nlast", "end 4001\ngone to lunch").status()).isEqualTo(204);
        assertThat(Guests.closeOf(stream)).isEqualTo(new Close(Cause.PEER_CLOSED, 4001, "gone to lunch"));
        assertThat(stream.receive()).contains("last");
        assertThat(stream.receive()).isEmpty();
        assertThat(down.farewell()).startsWith("4001 never\n");
        Waiting.until("streamCount() is 0", () -> transport.streamCount() == 0);
        assertThat(isOver(client)).isTrue();
        assertThat(client.comeBack(1).status()).isEqualTo(410);
    }

    @Test
    @Rule("SESSION-18")
    @DisplayName("SESSION-18 the end of a stream is an event behind all its messages, with code and reason, and the response ends")
    void endsByServer() {
        Transport transport = startWithGuests(settings());
        SessionClient client = client(transport);
        SessionClient.Down down = client.open();
        TwoWayStream<String, String> stream = guests.next();
        IntStream.rangeClosed(1, 100).forEach(i -> stream.send("m" + i));
        stream.close(4002, "that is all");
        for (int i = 1; i <= 100; i++) {
            assertThat(down.frame(i)).isEqualTo("message\nm" + i);
        }
        assertThat(down.farewell()).isEqualTo("4002 never\nthat is all");
        Waiting.until("streamCount() is 0", () -> transport.streamCount() == 0);
        assertThat(isOver(client)).isTrue();
    }

    @Test
    @Rule("SESSION-18")
    @DisplayName("SESSION-18 a client that comes back in time gets what it missed of the end")
    void endsWhileAway() {
        SessionClient client = client(startWithGuests(settings()));
        SessionClient.Down down = client.open();
        TwoWayStream<String, String> stream = guests.next();
        down.cut();
        int sent = sendUntilNobodyTakesIt(stream);
        stream.close();
        Guests.closeOf(stream);
        down = client.comeBack(0);
        for (int i = 1; i <= sent; i++) {
            assertThat(down.frame(i)).isEqualTo("message\nm" + i);
        }
        assertThat(down.farewell()).isEqualTo("1000 never\n");
    }

    @Test
    @Rule("SESSION-18")
    @DisplayName("SESSION-18 a client that comes back long after the end has as long as others to take what it missed")
    void endsLongBeforeItIsBack() {
        ManualTime time = new ManualTime();
        SessionClient client = client(startWithGuests(settings().time(time).closeTimeout(Duration.ofSeconds(1))
                .sessionGrace(Duration.ofHours(1)).outboxMessages(10_000).outboxBytes(64 << 20)));
        SessionClient.Down down = client.open();
        TwoWayStream<String, String> stream = guests.next();
        down.cut();
        int some = sendUntilNobodyTakesIt(stream);
        String large = "x".repeat(100_000);
        IntStream.range(0, 200).forEach(i -> stream.send(large));
        stream.close();
        Guests.closeOf(stream);
        time.advance(Duration.ofMinutes(1));
        down = client.comeBack(0);
        Waiting.rest();
        for (int i = 1; i <= some + 200; i++) {
            assertThat(down.frame(i)).isEqualTo("message\n" + (i <= some ? "m" + i : large));
        }
        assertThat(down.farewell()).isEqualTo("1000 never\n");
    }

    /** So that the server has noticed that the connection is gone; gives the number of messages. */
    private static int sendUntilNobodyTakesIt(TwoWayStream<String, String> stream) {
        AtomicInteger sent = new AtomicInteger();
        Waiting.until("messages stay", () -> {
            if (stream.queued() > 0) {
                return true;
            }
            stream.send("m" + sent.incrementAndGet());
            return false;
        });
        return sent.get();
    }

    @Test
    @Rule("SESSION-19")
    @DisplayName("SESSION-19 close() tells sessions 1001 and when to come back, and waits for none without a connection")
    void shutdown() {
        Transport transport = startWithGuests(settings().drainTime(Duration.ofSeconds(20))
                .sseRetry(Duration.ofSeconds(1)));
        SessionClient here = client(transport);
        SessionClient.Down down = here.open();
        TwoWayStream<String, String> stream = guests.next();
        SessionClient away = client(transport);
        away.open().cut();
        TwoWayStream<String, String> alone = guests.next();
        SessionClient done = client(transport);
        SessionClient.Down cut = done.open();
        TwoWayStream<String, String> completed = guests.next();
        cut.cut();
        completed.close();
        CompletableFuture<Void> closing = Waiting.runAside(transport::close);
        String[] words = down.farewell().split("[ \n]", 3);
        assertThat(words[0]).isEqualTo("1001");
        assertThat(Long.parseLong(words[1])).isBetween(1_000L, 2_000L);
        assertThat(Guests.closeOf(stream).cause()).isEqualTo(Cause.SHUTDOWN);
        assertThat(Guests.closeOf(alone).cause()).isEqualTo(Cause.SHUTDOWN);
        Waiting.get(closing, "close() returns");
    }

    @Test
    @Rule("SESSION-20")
    @DisplayName("SESSION-20 a topic tells its cursor in frames, and a new session goes on behind it")
    void topics() {
        Topic<String> topic = Topic.of(Served.TALK).history(10).create();
        Transport transport = start(settings().build(), Served.talk(stream -> {
            topic.join(stream);
            stay(stream);
        }));
        SessionClient client = client(transport);
        SessionClient.Down down = client.open();
        String begin = down.frame(1);
        assertThat(begin).matches("begin [^ ]+\n");
        topic.publish("m1");
        String[] first = down.frame(2).split("[ \n]", -1);
        assertThat(first[0]).isEqualTo("message");
        assertThat(first[2]).isEqualTo("m1");
        down.cut();
        topic.publish("m2");
        SessionClient other = client(transport);
        SessionClient.Down anew = other.open("Last-Event-ID: " + first[1]);
        assertThat(anew.frame(1)).isEqualTo("resumed " + first[1] + "\n");
        assertThat(anew.frame(2)).startsWith("message ").endsWith("\nm2");
    }

    private static void stay(TwoWayStream<?, ?> stream) {
        stream.whenClosed().toCompletableFuture().join();
    }
}
