package dev.sluice.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import dev.sluice.Transport;
import dev.sluice.TwoWayStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Two-way over Server-Sent Events over HTTP/1.1, to the byte: web pages, silence, and connections that break anywhere. */
abstract class SessionWireRules extends SessionChapter {

    private static final String FRIEND = "https://friend.example";
    private static final int MESSAGES = Integer.getInteger("sluice.tck.sessionMessages", 2_000);
    private static final int SEED = 5;

    SessionWireRules(TransportFactory factory) {
        super(factory);
    }

    private SseClient ask(Transport transport, String... headerLines) {
        return SseClient.ask(Wire.to(transport.port()), Served.TALK_PATH, headerLines);
    }

    @Test
    @Rule("SESSION-21")
    @DisplayName("SESSION-21 a page of a foreign origin gets status 403 for GET and POST, and nothing of it is taken")
    void foreignPages() {
        Transport transport = startListening(settings().allowedOrigins(Set.of(FRIEND)));
        SessionClient client = client(transport);
        client.open();
        assertThat(client.post(SessionClient.body("message\nevil"),
                client.headers(1, "Origin: https://evil.example")).status()).isEqualTo(403);
        assertThat(ask(transport, "Sluice-Session: " + client.secret(), "Last-Event-ID: 0",
                "Origin: https://evil.example").status()).isEqualTo(403);
        assertThat(client.post(SessionClient.body("message\nfriendly"), client.headers(1, "Origin: " + FRIEND)))
                .isEqualTo(SessionRules.taken(1));
        assertThat(client.post(SessionClient.body("message\nown"), client.headers(2, "Origin: http://localhost")))
                .isEqualTo(SessionRules.taken(2));
        assertThat(handled(2)).containsExactly("friendly", "own");
    }

    @Test
    @Rule("SESSION-22")
    @DisplayName("SESSION-22 a preflight allows GET and POST, and an allowed page can read what was taken, and refusals")
    void allowedPages() throws IOException {
        Transport transport = startListening(settings().allowedOrigins(Set.of(FRIEND)));
        Wire wire = Wire.to(transport.port());
        wire.write("OPTIONS " + Served.TALK_PATH + " HTTP/1.1\r\nHost: localhost\r\nOrigin: " + FRIEND
                + "\r\nAccess-Control-Request-Method: POST\r\n"
                + "Access-Control-Request-Headers: sluice-session, sluice-sequence\r\n\r\n");
        List<String> head = head(wire);
        assertThat(head.get(0)).contains(" 204 ");
        assertThat(head).contains("access-control-allow-methods: get, post",
                "access-control-allow-headers: sluice-session, sluice-sequence");
        Http1SessionClient client = (Http1SessionClient) client(transport);
        client.open();
        for (String sequence : new String[]{"1", "7"}) {
            List<String> lines = List.of("Sluice-Session: " + client.secret(), "Sluice-Sequence: " + sequence,
                    "Origin: " + FRIEND);
            Wire post = Wire.to(transport.port());
            post.write(client.request(SessionClient.body("message\nhi"), lines));
            assertThat(head(post)).contains("access-control-allow-origin: " + FRIEND,
                    "access-control-expose-headers: sluice-received");
        }
    }

    private static List<String> head(Wire wire) throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line = wire.line(); !line.isEmpty(); line = wire.line()) {
            lines.add(line.toLowerCase(Locale.ROOT));
        }
        return lines;
    }

    @Test
    @Rule("SESSION-23")
    @DisplayName("SESSION-23 on silence a comment comes every heartbeat")
    void heartbeat() {
        Transport transport = startWithGuests(settings().heartbeat(Duration.ofMillis(50)));
        SseClient down = ask(transport, "Accept: text/event-stream");
        assertThat(down.event()).isPresent();
        down.awaitComments(4);
        TwoWayStream<String, String> stream = guests.next();
        stream.send("m1");
        assertThat(down.poll()).contains("message\nm1");
    }

    @Test
    @Rule("SESSION-24")
    @DisplayName("SESSION-24 a connection that takes nothing for writeTimeout is cut, and the client may come back")
    void stuck() {
        Transport transport = startWithGuests(settings().writeTimeout(Duration.ofMillis(400)).outboxBytes(32 << 20)
                .outboxMessages(10_000));
        Http1SessionClient client = (Http1SessionClient) client(transport);
        Wire slow = Wire.to(transport.port(), 4_096);
        SseClient down = SseClient.ask(slow, Served.TALK_PATH, "Accept: text/event-stream");
        String secret = down.event().orElseThrow().data().split(" ", 2)[0];
        TwoWayStream<String, String> stream = guests.next();
        String large = "x".repeat(100_000);
        CompletableFuture<Void> sending = Waiting
                .runAside(() -> IntStream.range(0, 100).forEach(i -> stream.send(large)));
        Waiting.get(sending, "all is in the outbox");
        long begin = System.nanoTime();
        Waiting.until("the time is over", () -> System.nanoTime() - begin > 1_500_000_000L);
        assertThat(slow.reachesEnd()).isTrue();
        assertThat(stream.isOpen()).isTrue();
        SessionClient.Down again = client.get(List.of("Sluice-Session: " + secret, "Last-Event-ID: 0"));
        for (int i = 1; i <= 100; i++) {
            assertThat(again.frame(i)).isEqualTo("message\n" + large);
        }
    }

    @Test
    @Rule("SESSION-25")
    @DisplayName("SESSION-25 of thousands of messages, with POSTs that break before or behind the server, each is handled once, in order")
    void brokenPosts() {
        Transport transport = startListening(settings().inboxMessages(1_000));
        Http1SessionClient client = (Http1SessionClient) client(transport);
        client.open();
        Random random = new Random(SEED);
        int broken = 0;
        for (int next = 1; next <= MESSAGES;) {
            int count = Math.min(1 + random.nextInt(5), MESSAGES - next + 1);
            byte[] post = client.request(SessionClient.body(frames(next, count)), client.headers(next));
            int luck = random.nextInt(40);
            if (luck > 1) {
                next = answered(client, post);
            } else {
                broken++;
                // Before the server has all of it, or behind it, but before the answer.
                client.connection().write(luck == 0 ? Arrays.copyOf(post, random.nextInt(post.length)) : post);
                client.disconnect();
            }
        }
        assertThat(broken).isGreaterThan(MESSAGES / 200);
        assertThat(handled(MESSAGES))
                .isEqualTo(IntStream.rangeClosed(1, MESSAGES).mapToObj(i -> "m" + i).toList());
        assertThat(client.send(MESSAGES + 1)).isEqualTo(SessionRules.taken(MESSAGES));
        assertThat(handled).isEmpty();
    }

    private static String[] frames(int next, int count) {
        return IntStream.range(next, next + count).mapToObj(i -> "message\nm" + i).toArray(String[]::new);
    }

    /** The number of the next frame to send. */
    private static int answered(Http1SessionClient client, byte[] post) {
        Wire wire = client.connection();
        wire.write(post);
        try {
            SessionClient.Posted posted = client.answer(wire);
            assertThat(posted.status()).isEqualTo(204);
            return (int) posted.received().orElseThrow() + 1;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
