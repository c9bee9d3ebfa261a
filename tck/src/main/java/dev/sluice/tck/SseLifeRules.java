package dev.sluice.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.sluice.OneWayStream;
import dev.sluice.Transport;
import dev.sluice.TransportConfig;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** SSE while it lasts: promptness, heartbeats, the end. */
abstract class SseLifeRules extends Chapter {

    SseLifeRules(TransportFactory factory) {
        super(factory);
    }

    private static SseClient open(Transport transport) {
        return SseClient.open(Wire.to(transport.port()), Served.LINES_PATH);
    }

    private static TransportConfig heartbeat(int millis) {
        return config().heartbeat(Duration.ofMillis(millis)).build();
    }

    @Test
    @Rule("SSE-12")
    @DisplayName("SSE-12 a message goes out at once and does not wait for another one")
    void prompt() {
        Guests<OneWayStream<String>> guests = new Guests<>();
        Transport transport = start(Served.lines(guests));
        try (SseClient client = open(transport)) {
            OneWayStream<String> stream = guests.next();
            for (int i = 0; i < 50; i++) {
                if (i % 10 == 0) {
                    // A transport that writes all the time needs no wake-up.
                    Waiting.rest();
                }
                stream.send("ping " + i);
                assertThat(client.next()).isEqualTo("ping " + i);
            }
        }
    }

    @Test
    @Rule("SSE-13")
    @DisplayName("SSE-13 where nothing was sent for the time of the heartbeat, a comment is, again and again")
    void heartbeats() {
        Transport transport = start(heartbeat(200), Served.lines(new Guests<>()));
        try (SseClient client = open(transport)) {
            client.text(":\n\nretry: 3000\n\n".length());
            long before = System.nanoTime();
            for (int i = 0; i < 3; i++) {
                assertThat(client.block()).isEqualTo(":\n\n");
            }
            // The first may be due early, by the time between the head and its being read; the others may not.
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThan(Duration.ofMillis(350));
        }
    }

    @Test
    @Rule("SSE-14")
    @DisplayName("SSE-14 a heartbeat never comes inside an event, and messages arrive whole beside it")
    void heartbeatsBetweenEvents() {
        List<String> messages = IntStream.range(0, 60).mapToObj(i -> ("line " + i + "\n").repeat(200)).toList();
        Transport transport = start(heartbeat(10), Served.lines(stream -> {
            for (String message : messages) {
                stream.send(message);
                untilNextHeartbeat();
            }
        }));
        try (SseClient client = open(transport)) {
            assertThat(client.rest()).isEqualTo(messages);
            assertThat(client.events().comments()).as("the first comment and heartbeats").hasSizeGreaterThan(10)
                    .containsOnly("");
        }
    }

    private static void untilNextHeartbeat() {
        long begin = System.nanoTime();
        Waiting.until("a heartbeat is due", () -> System.nanoTime() - begin > 15_000_000);
    }

    @Test
    @Rule("SSE-15")
    @DisplayName("SSE-15 at the end of a stream all that was sent goes out, then the last chunk, then FIN")
    void end() {
        List<String> messages = IntStream.range(0, 500).mapToObj(i -> i + "x".repeat(i)).toList();
        Transport transport = start(Served.lines(stream -> messages.forEach(stream::send)));
        try (SseClient client = open(transport)) {
            assertThat(client.rest()).isEqualTo(messages);
            assertThat(client.ended().end()).isEqualTo(Peer.End.ORDERLY);
        }
    }

    @Test
    @Rule("SSE-16")
    @DisplayName("SSE-16 a stream that ends without a message ends in order too")
    void endOfNothing() {
        Transport transport = start(Served.lines(stream -> {}));
        try (SseClient client = open(transport)) {
            assertThat(client.goodbye().end()).isEqualTo(Peer.End.ORDERLY);
        }
    }

    @Test
    @Rule("SSE-17")
    @DisplayName("SSE-17 what a client sends on the connection of an event stream is ignored")
    void inputIsIgnored() {
        Guests<OneWayStream<String>> guests = new Guests<>();
        Transport transport = start(Served.lines(guests));
        try (SseClient client = open(transport)) {
            OneWayStream<String> stream = guests.next();
            client.wire().write("GET /lines HTTP/1.1\r\nHost: localhost\r\n\r\n");
            client.wire().write("\u0000\u00ff garbage ".repeat(1_000));
            stream.send("still here");
            assertThat(client.next()).isEqualTo("still here");
            stream.close();
            assertThat(client.rest()).isEmpty();
            assertThat(guests.isEmpty()).as("no second stream on the connection").isTrue();
        }
    }

    @Test
    @Rule("SSE-18")
    @Needs(Capability.PORT)
    @DisplayName("SSE-18 an independent client, java.net.http, reads the same lines")
    void independentClient() throws IOException, InterruptedException {
        Transport transport = start(Served.lines(stream -> {
            stream.send("first\nsecond");
            stream.send("häßlich");
        }));
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + transport.port() + "/lines"))
                    .timeout(Waiting.deadline()).header("Accept", "text/event-stream").build();
            try (Stream<String> lines = client.send(request, BodyHandlers.ofLines()).body()) {
                assertThat(lines).containsExactly(":", "", "retry: 3000", "", "data: first", "data: second", "",
                        "data: häßlich", "");
            }
        }
    }

    @Test
    @Rule("SSE-19")
    @DisplayName("SSE-19 each client of an endpoint has a stream of its own")
    void independentStreams() {
        Guests<OneWayStream<String>> guests = new Guests<>();
        Transport transport = start(Served.lines(guests));
        try (SseClient one = open(transport)) {
            OneWayStream<String> first = guests.next();
            try (SseClient two = open(transport)) {
                OneWayStream<String> second = guests.next();
                second.send("for two");
                first.send("for one");
                first.close();
                assertThat(one.rest()).containsExactly("for one");
                second.send("more for two");
                assertThat(two.next(2)).containsExactly("for two", "more for two");
            }
        }
    }
}
