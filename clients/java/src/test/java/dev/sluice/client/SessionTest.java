package dev.sluice.client;

import static dev.sluice.client.Clients.CHAT;
import static dev.sluice.client.Clients.DEADLINE;
import static dev.sluice.client.Clients.next;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.TimeUnit;

import dev.sluice.Close;
import dev.sluice.Protocol;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("A session of events and POSTs")
@Timeout(60)
class SessionTest {

    private static final String SECRET = "3q2-7wAAESIzRFVmd4iZqg";

    private final ScriptedServer server = new ScriptedServer();
    private final SluiceClient client = Clients.to(server.uri("/chat")).over(Protocol.SSE).build();

    @AfterEach
    void close() throws Exception {
        client.close();
        server.close();
    }

    /** Opens the next session, whose POSTs may have so many bytes. */
    private Visit open(int largest) {
        Visit get = server.next();
        assertThat(get.method()).isEqualTo("GET");
        assertThat(get.header("Sluice-Session")).isEmpty();
        return get.events().say("event: sluice-session\ndata: " + SECRET + " 30000 " + largest + "\n\n");
    }

    private Visit post(long sequence) {
        Visit post = server.next();
        assertThat(post.method()).isEqualTo("POST");
        assertThat(post.header("Sluice-Session")).isEqualTo(SECRET);
        assertThat(post.header("Sluice-Sequence")).isEqualTo("" + sequence);
        return post;
    }

    private static void taken(Visit post, long number) {
        post.respond(204, "Sluice-Received: " + number + "\r\n");
    }

    @Test
    @DisplayName("brings frames, and takes messages by POST")
    void bothWays() {
        TwoWayClientStream<String, String> stream = client.open(CHAT);
        Visit get = open(65536);
        get.event(1, "begin a-7\n").event(2, "message a-8\none\ntwo");
        assertThat(next(stream)).isEqualTo("one\ntwo");
        assertThat(stream.protocol()).contains(Protocol.SSE);
        stream.send("hello");
        Visit post = post(1);
        assertThat(post.header("Last-Event-ID")).isEqualTo("2");
        assertThat(post.body()).isEqualTo("13\nmessage\nhello");
        taken(post, 1);
        stream.send("€\n");
        post = post(2);
        assertThat(post.body()).isEqualTo("12\nmessage\n€\n");
        taken(post, 2);
    }

    @Test
    @DisplayName("has one POST under way at a time, and puts what waits into the next one")
    void batches() {
        TwoWayClientStream<String, String> stream = client.open(CHAT);
        open(65536);
        stream.send("1");
        Visit first = post(1);
        stream.send("2");
        stream.send("3");
        assertThat(server.waiting()).isZero();
        taken(first, 1);
        Visit second = post(2);
        assertThat(second.body()).isEqualTo("9\nmessage\n29\nmessage\n3");
        taken(second, 2);
        Visit rest = post(3);
        assertThat(rest.body()).as("the rest").isEqualTo("9\nmessage\n3");
        taken(rest, 3);
    }

    @Test
    @DisplayName("sends a POST that failed again")
    void again() {
        TwoWayClientStream<String, String> stream = client.open(CHAT);
        open(65536);
        stream.send("1");
        post(1).cut();
        post(1).respond(502, "");
        post(1).respond(503, "Retry-After: 0\r\n");
        Visit last = post(1);
        assertThat(last.body()).isEqualTo("9\nmessage\n1");
        taken(last, 1);
        stream.send("2");
        taken(post(2), 2);
    }

    @Test
    @DisplayName("goes on where a 409 says")
    void conflict() {
        TwoWayClientStream<String, String> stream = client.open(CHAT);
        open(65536);
        stream.send("1");
        Visit first = post(1);
        stream.send("2");
        first.respond(409, "Sluice-Received: 0\r\n");
        Visit both = post(1);
        assertThat(both.body()).isEqualTo("9\nmessage\n19\nmessage\n2");
        both.respond(409, "Sluice-Received: 1\r\n");
        taken(post(2), 2);
    }

    @Test
    @DisplayName("holds the limit of a POST, and sends less where even that is too much")
    void tooLarge() {
        TwoWayClientStream<String, String> stream = client.open(CHAT);
        open(50);
        stream.send("1");
        Visit first = post(1);
        for (int number = 2; number < 9; number++) {
            stream.send("" + number);
        }
        taken(first, 1);
        Visit four = post(2);
        assertThat(four.body()).isEqualTo("9\nmessage\n29\nmessage\n39\nmessage\n49\nmessage\n5");
        four.respond(413, "");
        Visit two = post(2);
        assertThat(two.body()).isEqualTo("9\nmessage\n29\nmessage\n3");
        taken(two, 3);
        taken(post(4), 5);
        post(6).respond(413, "");
        post(6).respond(413, "");
        assertThat(end(stream)).satisfies(close -> {
            assertThat(close.cause()).isEqualTo(Close.Cause.REFUSED);
            assertThat(close.code()).isEqualTo(1009);
        });
    }

    @Test
    @DisplayName("that is over is followed by a new one, behind the newest cursor; what was handed over is not sent again")
    void gone() {
        TwoWayClientStream<String, String> stream = client.open(CHAT);
        Visit get = open(65536);
        get.event(1, "begin a-7\n").event(2, "message a-8\neight");
        assertThat(next(stream)).isEqualTo("eight");
        stream.send("perhaps lost");
        post(1).respond(410, "");
        Visit second = server.next();
        assertThat(second.method()).isEqualTo("GET");
        assertThat(second.header("Last-Event-ID")).isEqualTo("a-8");
        second.events().say("event: sluice-session\ndata: " + SECRET + " 30000 65536\n\n");
        await().until(() -> stream.protocol().isPresent());
        stream.send("more");
        Visit post = post(1);
        assertThat(post.body()).isEqualTo("12\nmessage\nmore");
        taken(post, 1);
    }

    @Test
    @DisplayName("goes on behind the last event after a drop, takes none twice and misses none")
    void drop() {
        TwoWayClientStream<String, String> stream = client.open(CHAT);
        open(65536).event(1, "message\none").event(2, "message\ntwo").cut();
        Visit second = server.next();
        assertThat(second.header("Sluice-Session")).isEqualTo(SECRET);
        assertThat(second.header("Last-Event-ID")).isEqualTo("2");
        second.events().event(2, "message\ntwo").event(3, "message\nthree").event(5, "message\nfive");
        Visit third = server.next();
        assertThat(third.header("Last-Event-ID")).as("event 4 is missing").isEqualTo("3");
        third.events().event(4, "message\nfour").event(5, "message\nfive");
        for (String message : new String[]{"one", "two", "three", "four", "five"}) {
            assertThat(next(stream)).isEqualTo(message);
        }
    }

    @Test
    @DisplayName("that the server ends with a time to come back is followed by another one, and else the stream ends")
    void ended() {
        TwoWayClientStream<String, String> stream = client.open(CHAT);
        open(65536).say("event: sluice-end\nid: 1\ndata: 1001 0\ndata: the server is closing\n\n");
        open(65536).say("event: sluice-end\nid: 1\ndata: 4001 never\ndata: as you say\n\n");
        assertThat(end(stream)).isEqualTo(new Close(Close.Cause.PEER_CLOSED, 4001, "as you say"));
    }

    @Test
    @DisplayName("is ended by a frame when the client closes")
    void closed() {
        TwoWayClientStream<String, String> stream = client.open(CHAT);
        Visit get = open(65536);
        await().until(() -> stream.protocol().isPresent());
        stream.close(4002, "enough");
        Visit post = post(1);
        assertThat(post.body()).isEqualTo("15\nend 4002\nenough");
        taken(post, 1);
        get.say("event: sluice-end\nid: 1\ndata: 4002 never\ndata: enough\n\n");
        assertThat(end(stream)).isEqualTo(new Close(Close.Cause.COMPLETED, 4002, "enough"));
    }

    @Test
    @DisplayName("tells the server some time how far it is, so that events need not be kept")
    void acknowledges() {
        TwoWayClientStream<String, String> stream = client.open(CHAT);
        Visit get = open(65536);
        for (int number = 1; number <= 64; number++) {
            get.event(number, "message\n" + number);
        }
        Visit post = post(1);
        assertThat(post.body()).isEmpty();
        assertThat(Integer.parseInt(post.header("Last-Event-ID"))).isEqualTo(64);
        taken(post, 0);
        assertThat(next(stream)).isEqualTo("1");
    }

    @Test
    @DisplayName("carries the streams of a shared endpoint")
    void shared() {
        TwoWayClientStream<String, String> stream = client.subscribe("/chat", CHAT);
        Visit get = open(65536);
        Visit post = post(1);
        assertThat(post.body()).isEqualTo("19\nsubscribe /chat 64\n");
        taken(post, 1);
        get.event(1, "subscribed /chat 2\n").event(2, "begin /chat a-7\n").event(3, "message /chat a-8\neight");
        assertThat(next(stream)).isEqualTo("eight");
        stream.send("hello");
        assertThat(post(2).body()).isEqualTo("19\nmessage /chat\nhello");
    }

    private static Close end(OneWayClientStream<?> stream) {
        return stream.whenClosed().toCompletableFuture().orTimeout(DEADLINE.toSeconds(), TimeUnit.SECONDS).join();
    }
}
