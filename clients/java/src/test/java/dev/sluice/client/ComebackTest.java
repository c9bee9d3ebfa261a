package dev.sluice.client;

import static dev.sluice.client.Clients.CHAT;
import static dev.sluice.client.Clients.DEADLINE;
import static dev.sluice.client.Clients.NEWS;
import static dev.sluice.client.Clients.next;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

import dev.sluice.Close;
import dev.sluice.Protocol;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No time passes here: what the client would wait for is noted. */
@DisplayName("A client that lost its connection")
@Timeout(60)
class ComebackTest {

    private static final RandomGenerator HIGHEST = new RandomGenerator() {
        @Override
        public long nextLong() {
            return -1;
        }

        @Override
        public long nextLong(long bound) {
            return bound - 1;
        }
    };

    private final ScriptedServer server = new ScriptedServer();
    private final BlockingQueue<Duration> waits = new LinkedBlockingQueue<>();
    private final List<Gap> gaps = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        server.close();
    }

    private SluiceClientBuilder client() {
        return SluiceClient.to(server.uri("/news")).pause(waits::add)
                .backoff(new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1), HIGHEST));
    }

    private long waited() throws InterruptedException {
        return waits.poll(DEADLINE.toSeconds(), TimeUnit.SECONDS).toMillis();
    }

    @Test
    @DisplayName("comes back behind the newest message that came, and tells no gap where there is none")
    void resumes() throws Exception {
        try (SluiceClient client = client().build();
                OneWayClientStream<String> stream = client.stream(NEWS).onGap(gaps::add).open()) {
            Visit first = server.nextSocket();
            assertThat(first.header("Last-Event-ID")).isEmpty();
            first.send("begin a-7").send("message a-8\neight");
            assertThat(next(stream)).isEqualTo("eight");
            assertThat(stream.cursor()).contains("a-8");
            first.cut();
            Visit second = server.nextSocket();
            assertThat(second.header("Last-Event-ID")).isEqualTo("a-8");
            second.send("resumed a-8").send("message a-9\nnine");
            assertThat(next(stream)).isEqualTo("nine");
            assertThat(gaps).isEmpty();
        }
    }

    @Test
    @DisplayName("tells each gap before the message behind it")
    void tellsGaps() {
        try (SluiceClient client = client().build();
                OneWayClientStream<String> stream = client.stream(NEWS).onGap(gaps::add).open()) {
            Visit first = server.nextSocket().send("begin a-7").send("message a-8\neight");
            assertThat(next(stream)).isEqualTo("eight");
            first.cut();
            Visit second = server.nextSocket().send("gap b-4 unknown").send("message b-5\nfive")
                    .send("message b-9\nnine");
            assertThat(next(stream)).isEqualTo("five");
            assertThat(gaps).containsExactly(new Gap(Gap.Kind.NOT_KEPT, OptionalLong.empty()));
            assertThat(next(stream)).isEqualTo("nine");
            assertThat(gaps).hasSize(2).contains(new Gap(Gap.Kind.DROPPED, OptionalLong.of(3)));
            second.cut();
            Visit third = server.nextSocket().send("gap b-20 11").send("message b-21\nlate");
            assertThat(next(stream)).isEqualTo("late");
            third.cut();
            assertThat(gaps).hasSize(3).contains(new Gap(Gap.Kind.NOT_KEPT, OptionalLong.of(11)));
            server.nextSocket().send("begin c-0").send("message c-1\nanew");
            assertThat(next(stream)).isEqualTo("anew");
            assertThat(gaps).hasSize(4).last().isEqualTo(new Gap(Gap.Kind.NOT_KEPT, OptionalLong.empty()));
        }
    }

    @Test
    @DisplayName("tells that it does not know what was said meanwhile, where there are no cursors")
    void tellsThatItWasAway() {
        try (SluiceClient client = client().build();
                TwoWayClientStream<String, String> stream = client.stream(CHAT).onGap(gaps::add).open()) {
            Visit first = server.nextSocket().send("message\none");
            assertThat(next(stream)).isEqualTo("one");
            first.cut();
            server.nextSocket().send("message\ntwo");
            assertThat(gaps).isEmpty();
            assertThat(next(stream)).isEqualTo("two");
            assertThat(gaps).containsExactly(new Gap(Gap.Kind.NOT_KNOWN, OptionalLong.empty()));
        }
    }

    @RepeatedTest(30)
    @DisplayName("notices that it was cut right behind the handshake")
    void cutAtOnce() throws Exception {
        try (SluiceClient client = client().over(Protocol.WEB_SOCKET).build();
                OneWayClientStream<String> stream = client.open(NEWS)) {
            server.nextSocket().send("begin a-0").cut();
            assertThat(waited()).isEqualTo(100);
            assertThat(stream.isOpen()).isTrue();
        }
    }

    @Test
    @DisplayName("waits longer each time, up to a bound, until a connection was of use")
    void backsOff() throws Exception {
        try (SluiceClient client = client().over(Protocol.WEB_SOCKET).build();
                OneWayClientStream<String> stream = client.open(NEWS)) {
            for (long bound : new long[]{100, 200, 400, 800, 1_000, 1_000}) {
                server.next().respond(500, "");
                assertThat(waited()).isEqualTo(bound);
            }
            Visit good = server.nextSocket().send("message a-1\none");
            assertThat(next(stream)).isEqualTo("one");
            good.cut();
            assertThat(waited()).isEqualTo(100);
            assertThat(stream.isOpen()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1001, 1012})
    @DisplayName("comes back at once when the server goes away")
    void atOnce(int code) throws Exception {
        try (SluiceClient client = client().build(); OneWayClientStream<String> stream = client.open(NEWS)) {
            server.nextSocket().send("begin a-0").close(code);
            assertThat(waited()).isZero();
            server.nextSocket().close(code);
            assertThat(waited()).as("where that got nowhere").isEqualTo(100);
            assertThat(stream.isOpen()).isTrue();
        }
    }

    @Test
    @DisplayName("comes back later when the server says 1013")
    void later() throws Exception {
        try (SluiceClient client = client().build(); OneWayClientStream<String> stream = client.open(NEWS)) {
            server.nextSocket().send("begin a-0").close(1013);
            assertThat(waited()).isEqualTo(200);
            assertThat(stream.isOpen()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 1002, 1003, 1007, 1008, 1009, 4001})
    @DisplayName("does not come back after a code that is for good")
    void never(int code) {
        try (SluiceClient client = client().build(); OneWayClientStream<String> stream = client.open(NEWS)) {
            server.nextSocket().send("message a-1\nlast").close(code);
            Close.Cause cause = code == 1000 || code == 4001 ? Close.Cause.PEER_CLOSED : Close.Cause.REFUSED;
            assertThat(end(stream)).isEqualTo(new Close(cause, code, ""));
            assertThat(stream.receive()).contains("last");
            assertThat(stream.receive()).isEmpty();
            assertThat(waits).isEmpty();
        }
    }

    @Test
    @DisplayName("comes back when the goodbye says, or never")
    void goodbye() throws Exception {
        try (SluiceClient client = client().build(); OneWayClientStream<String> stream = client.open(NEWS)) {
            server.nextSocket().send("goodbye 7000").close(1001);
            assertThat(waited()).isEqualTo(7_000);
            server.nextSocket().send("goodbye never").close(1001);
            assertThat(end(stream)).isEqualTo(new Close(Close.Cause.PEER_CLOSED, 1001, ""));
        }
    }

    @Test
    @DisplayName("comes back when an event stream says, with Last-Event-ID")
    void retry() throws Exception {
        try (SluiceClient client = client().over(Protocol.SSE).build();
                OneWayClientStream<String> stream = client.stream(NEWS).onGap(gaps::add).open()) {
            server.next().events().say(":\n\nretry: 4000\n\nid: a-7\n\nid: a-8\ndata: eight\n\n").cut();
            assertThat(waited()).isEqualTo(4_100);
            Visit second = server.next();
            assertThat(second.header("Last-Event-ID")).isEqualTo("a-8");
            assertThat(second.header("Accept")).isEqualTo("text/event-stream");
            second.events().say("event: sluice-gap\nid: a-10\ndata: {\"missed\":2}\n\nid: a-11\ndata: eleven\n\n");
            assertThat(next(stream)).isEqualTo("eight");
            assertThat(next(stream)).isEqualTo("eleven");
            assertThat(gaps).containsExactly(new Gap(Gap.Kind.NOT_KEPT, OptionalLong.of(2)));
        }
    }

    @Test
    @DisplayName("heeds Retry-After")
    void retryAfter() throws Exception {
        try (SluiceClient client = client().build(); OneWayClientStream<String> stream = client.open(NEWS)) {
            server.next().respond(503, "Retry-After: 7\r\n");
            assertThat(waited()).isEqualTo(7_100);
            assertThat(stream.isOpen()).isTrue();
        }
    }

    @Test
    @DisplayName("ends with 1002 at what is no frame")
    void malformed() {
        try (SluiceClient client = client().build(); OneWayClientStream<String> stream = client.open(NEWS)) {
            server.nextSocket().send("unheard of\n").send("message a-1\none").send("begin\n");
            assertThat(next(stream)).isEqualTo("one");
            assertThat(end(stream)).satisfies(close -> {
                assertThat(close.cause()).isEqualTo(Close.Cause.REFUSED);
                assertThat(close.code()).isEqualTo(1002);
                assertThat(close.reason()).contains("begin");
            });
        }
    }

    @Test
    @DisplayName("takes a server that is silent for lost")
    void silence() throws Exception {
        try (SluiceClient client = client().silence(Duration.ofMillis(300)).over(Protocol.SSE).build();
                OneWayClientStream<String> stream = client.open(NEWS)) {
            server.next().events();
            assertThat(waited()).isEqualTo(100);
            server.next().events();
            assertThat(stream.isOpen()).isTrue();
        }
    }

    private static Close end(OneWayClientStream<?> stream) {
        return stream.whenClosed().toCompletableFuture().orTimeout(DEADLINE.toSeconds(), TimeUnit.SECONDS).join();
    }
}
