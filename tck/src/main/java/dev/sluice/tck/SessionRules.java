package dev.sluice.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import dev.sluice.Admission;
import dev.sluice.Close;
import dev.sluice.Close.Cause;
import dev.sluice.Endpoint;
import dev.sluice.Protocol;
import dev.sluice.Transport;
import dev.sluice.TwoWayStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Two-way over Server-Sent Events: how a session is opened, and what goes up and down. */
abstract class SessionRules extends SessionChapter {

    SessionRules(TransportFactory factory) {
        super(factory);
    }

    @Test
    @Rule("SESSION-1")
    @DisplayName("SESSION-1 a GET opens a stream over SSE, whose first event is a new secret, the grace time and the largest body")
    void opens() {
        Transport transport = startWithGuests(settings().sessionGrace(Duration.ofSeconds(7)).maxMessageBytes(100_000));
        SessionClient client = client(transport);
        client.open();
        TwoWayStream<String, String> stream = guests.next();
        assertThat(stream.opening().protocol()).isEqualTo(Protocol.SSE);
        assertThat(client.secret()).matches("[A-Za-z0-9_-]{22,}");
        assertThat(client.grace()).isEqualTo(7_000);
        assertThat(client.largest()).isGreaterThan(100_000);
        assertThat(stream.toString()).doesNotContain(client.secret());
        String first = client.secret();
        client.open();
        assertThat(client.secret()).isNotEqualTo(first);
    }

    @Test
    @Rule("SESSION-2")
    @DisplayName("SESSION-2 what the server sends comes as events, numbered from 1, whose data are frames")
    void down() {
        SessionClient client = client(startWithGuests(settings()));
        SessionClient.Down down = client.open();
        TwoWayStream<String, String> stream = guests.next();
        List<String> messages = List.of("hello", "", "one\ntwo\n", "message\n", "\u20ac");
        messages.forEach(stream::send);
        for (int i = 0; i < messages.size(); i++) {
            assertThat(down.frame(i + 1)).isEqualTo("message\n" + messages.get(i));
        }
    }

    @Test
    @Rule("SESSION-3")
    @DisplayName("SESSION-3 the frames of POSTs reach the handler in order, and the answers count them")
    void up() {
        SessionClient client = client(startListening(settings()));
        client.open();
        assertThat(client.send(1)).isEqualTo(taken(0));
        assertThat(client.say(1, "a")).isEqualTo(taken(1));
        assertThat(client.say(2, "b", "", "c\n\u20ac")).isEqualTo(taken(4));
        assertThat(client.send(5)).isEqualTo(taken(4));
        assertThat(handled(4)).containsExactly("a", "b", "", "c\n\u20ac");
    }

    static SessionClient.Posted taken(long number) {
        return new SessionClient.Posted(204, OptionalLong.of(number));
    }

    static SessionClient.Posted gap(long number) {
        return new SessionClient.Posted(409, OptionalLong.of(number));
    }

    @Test
    @Rule("SESSION-4")
    @DisplayName("SESSION-4 a frame that was taken before is not taken again")
    void repeats() {
        SessionClient client = client(startListening(settings()));
        client.open();
        client.say(1, "a", "b");
        assertThat(client.say(1, "a", "b")).isEqualTo(taken(2));
        assertThat(client.say(2, "b", "c")).isEqualTo(taken(3));
        assertThat(client.say(1, "a")).isEqualTo(taken(3));
        client.say(4, "d");
        assertThat(handled(4)).containsExactly("a", "b", "c", "d");
    }

    @Test
    @Rule("SESSION-5")
    @DisplayName("SESSION-5 frames behind one that is missing get status 409, which says what was taken, and none is taken")
    void gaps() {
        SessionClient client = client(startListening(settings()));
        client.open();
        client.say(1, "a");
        assertThat(client.say(3, "c")).isEqualTo(gap(1));
        assertThat(client.send(3)).isEqualTo(gap(1));
        assertThat(client.say(2, "b", "c")).isEqualTo(taken(3));
        assertThat(handled(3)).containsExactly("a", "b", "c");
    }

    @Test
    @Rule("SESSION-6")
    @DisplayName("SESSION-6 a secret that is not known, or is one of another path, gets status 410, and none status 400")
    void secrets() {
        Transport transport = start(settings().build(), listening(),
                Endpoint.at("/other").serve(Served.TALK, stream -> stream.forEach(handled::add)).build());
        SessionClient client = client(transport);
        client.open();
        List<String> unknown = List.of("Sluice-Session: AAAAAAAAAAAAAAAAAAAAAA", "Sluice-Sequence: 1");
        assertThat(client.post(SessionClient.body("message\nno"), unknown).status()).isEqualTo(410);
        assertThat(client.get(List.of("Sluice-Session: AAAAAAAAAAAAAAAAAAAAAA", "Last-Event-ID: 0")).status())
                .isEqualTo(410);
        assertThat(client.post(SessionClient.body("message\nno"), List.of("Sluice-Sequence: 1")).status())
                .isEqualTo(400);
        SessionClient other = client(transport, "/other");
        assertThat(other.post(SessionClient.body("message\nno"), client.headers(1)).status()).isEqualTo(410);
        client.say(1, "yes");
        assertThat(handled(1)).containsExactly("yes");
    }

    @Test
    @Rule("SESSION-7")
    @DisplayName("SESSION-7 the gate and the quotas are asked once a session, and its place is held while it has no connection")
    void admission() {
        AtomicInteger asked = new AtomicInteger();
        Transport transport = start(settings().maxStreams(1).build(), Endpoint.at(Served.TALK_PATH).admit(opening -> {
            asked.incrementAndGet();
            return Admission.admittedAs("ann");
        }).serve(Served.TALK, guests).build());
        SessionClient client = client(transport);
        SessionClient.Down down = client.open();
        TwoWayStream<String, String> stream = guests.next();
        assertThat(stream.opening().principal()).contains("ann");
        down.cut();
        client.say(1, "a");
        client.comeBack(0);
        assertThat(asked).hasValue(1);
        assertThat(client(transport).get(List.of()).status()).isEqualTo(503);
        stream.close();
        Waiting.until("the place is free", () -> transport.streamCount() == 0);
        client(transport).open();
    }

    @Test
    @Rule("SESSION-8")
    @DisplayName("SESSION-8 POSTs at once of the same frames are taken once and in order")
    void concurrent() {
        Transport transport = startListening(settings().inboxMessages(1_000));
        SessionClient client = client(transport);
        client.open();
        String[] messages = IntStream.range(0, 200).mapToObj(i -> "m" + i).toArray(String[]::new);
        CountDownLatch done = new CountDownLatch(4);
        for (int i = 0; i < 4; i++) {
            SessionClient same = client(transport);
            Thread.ofVirtual().start(() -> {
                for (int from = 0; from < messages.length; from += 10) {
                    same.post(SessionClient.body(frames(messages, from)), client.headers(from + 1));
                }
                done.countDown();
            });
        }
        Waiting.await(done, "all POSTs are answered");
        assertThat(handled(messages.length)).containsExactly(messages);
        assertThat(client.send(1)).isEqualTo(taken(200));
        assertThat(handled).isEmpty();
    }

    private static String[] frames(String[] messages, int from) {
        return IntStream.range(from, from + 10).mapToObj(i -> "message\n" + messages[i]).toArray(String[]::new);
    }

    @Test
    @Rule("SESSION-9")
    @DisplayName("SESSION-9 a POST waits for a handler that is behind no longer than the heartbeat, then says what was taken")
    void backpressure() {
        Transport transport = startWithGuests(settings().inboxMessages(4).heartbeat(Duration.ofMillis(300)));
        SessionClient client = client(transport);
        client.open();
        TwoWayStream<String, String> stream = guests.next();
        SessionClient.Posted posted = client.say(1, "a", "b", "c", "d", "e", "f");
        assertThat(posted.status()).isEqualTo(204);
        assertThat(posted.received()).hasValue(4);
        assertThat(client.say(5, "e", "f")).isEqualTo(taken(4));
        Thread.ofVirtual().start(() -> stream.forEach(handled::add));
        handled(4);
        assertThat(client.say(5, "e", "f")).isEqualTo(taken(6));
        assertThat(handled(2)).containsExactly("e", "f");
    }

    @Test
    @Rule("SESSION-10")
    @DisplayName("SESSION-10 a POST that waits goes on at once when the handler catches up")
    void catchingUp() {
        Transport transport = start(settings().inboxMessages(2).build(), Served.talk(stream -> {
            for (String message : stream) {
                stream.send("re: " + message);
            }
        }));
        SessionClient client = client(transport);
        SessionClient.Down down = client.open();
        String[] messages = IntStream.range(0, 500).mapToObj(i -> "m" + i).toArray(String[]::new);
        assertThat(client.say(1, messages)).isEqualTo(taken(500));
        for (int i = 0; i < messages.length; i++) {
            assertThat(down.frame(i + 1)).isEqualTo("message\nre: m" + i);
        }
    }

    @Test
    @Rule("SESSION-11")
    @DisplayName("SESSION-11 a malformed POST gets status 400, nothing of it is taken, and the session ends with 1002")
    void malformed() {
        List<byte[]> bodies = List.of("x\nmessage\nhello".getBytes(StandardCharsets.UTF_8),
                "14\nmessage\nhello".getBytes(StandardCharsets.UTF_8),
                "0\n".getBytes(StandardCharsets.UTF_8), "13".getBytes(StandardCharsets.UTF_8),
                SessionClient.body("message\nfine", "massage\nno"),
                SessionClient.body("message\nfine", "credit 1\n"));
        Transport transport = startWithGuests(settings());
        for (byte[] body : bodies) {
            SessionClient client = client(transport);
            SessionClient.Down down = client.open();
            TwoWayStream<String, String> stream = guests.next();
            assertThat(client.post(body, client.headers(1)).status()).isEqualTo(400);
            assertThat(down.farewell()).startsWith("1002 never\n");
            Close close = Guests.closeOf(stream);
            assertThat(close.cause()).isEqualTo(Cause.REFUSED);
            assertThat(close.code()).isEqualTo(1002);
            assertThat(stream.receive()).isEmpty();
            assertThat(isOver(client)).isTrue();
        }
        SessionClient client = client(transport);
        SessionClient.Down down = client.open();
        assertThat(client.post(SessionClient.body("message\nno"),
                List.of("Sluice-Session: " + client.secret(), "Sluice-Sequence: one")).status()).isEqualTo(400);
        assertThat(down.farewell()).startsWith("1002 ");
    }

    @Test
    @Rule("SESSION-12")
    @DisplayName("SESSION-12 too large a message ends the session with 1009, too many with 1008, one that is no UTF-8 with 1007")
    void limits() {
        Transport transport = startWithGuests(settings().maxMessageBytes(100).maxMessagesPerSecond(5));
        assertEndsWith(transport, 1009, SessionClient.body("message\n" + "x".repeat(100)));
        String[] six = IntStream.range(0, 6).mapToObj(i -> "message\nm").toArray(String[]::new);
        assertEndsWith(transport, 1008, SessionClient.body(six));
        assertEndsWith(transport, 1007, new byte[]{'9', '\n', 'm', 'e', 's', 's', 'a', 'g', 'e', '\n', (byte) 0xc3});
    }

    private void assertEndsWith(Transport transport, int code, byte[] body) {
        SessionClient client = client(transport);
        SessionClient.Down down = client.open();
        assertThat(client.post(body, client.headers(1)).status()).as("" + code).isEqualTo(400);
        assertThat(down.farewell()).startsWith(code + " never\n");
    }
}
