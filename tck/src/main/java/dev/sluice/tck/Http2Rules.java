package dev.sluice.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import dev.sluice.Close;
import dev.sluice.Close.Cause;
import dev.sluice.Endpoint;
import dev.sluice.OneWayStream;
import dev.sluice.Protocol;
import dev.sluice.StreamClosedException;
import dev.sluice.Topic;
import dev.sluice.Transport;
import dev.sluice.TransportConfig;
import dev.sluice.TransportConfigBuilder;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Event streams over HTTP/2, some of them on one connection. */
@Needs({Capability.HTTP_2, Capability.TLS})
abstract class Http2Rules extends SecureChapter {

    private static final Close BY_CLIENT = new Close(Cause.PEER_CLOSED, 1005, "");
    private static final Duration SHORT = Duration.ofMillis(600);
    private static final int SMALL_WINDOW = 1_000;

    private final Guests<OneWayStream<String>> guests = new Guests<>();
    private final AtomicLong sent = new AtomicLong();

    Http2Rules(TransportFactory factory) {
        super(factory);
    }

    /** How client and server come to speak HTTP/2. */
    enum Way {
        PRIOR_KNOWLEDGE, ALPN;

        TransportConfigBuilder config() {
            return this == ALPN ? secure() : Chapter.config();
        }

        Http2Client connect(Transport transport, int window) {
            return this == ALPN
                    ? Http2Client.secure(transport.port(), window)
                    : Http2Client.plain(transport.port(), window);
        }

        Http2Client connect(Transport transport) {
            return connect(transport, Http2Client.LARGEST_WINDOW);
        }
    }

    private Transport startWithGuests(TransportConfig config) {
        return start(config, Served.lines(guests));
    }

    /** A transport whose handlers send as long as their streams are open. */
    private Transport startSending(TransportConfig config) {
        return start(config, Served.lines(stream -> {
            Thread.startVirtualThread(() -> guests.serve(stream));
            try {
                while (true) {
                    stream.send("x".repeat(10_000));
                    sent.incrementAndGet();
                }
            } catch (StreamClosedException e) {
                // The test looks at the stream.
            }
        }));
    }

    private static void assertServes(OneWayStream<String> stream, Http2Stream client) {
        for (int i = 0; i < 20; i++) {
            stream.send("are you there? " + i);
            assertThat(client.next()).isEqualTo("are you there? " + i);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Rule("H2-1")
    @DisplayName("H2-1 an event stream is served whole and in order, and ends by END_STREAM")
    void whole(Way way) {
        List<String> messages = IntStream.range(0, 3_000).mapToObj(i -> i % 500 == 0 ? "x".repeat(70_000) : "m" + i)
                .toList();
        Transport transport = start(way.config().build(), Served.lines(stream -> messages.forEach(stream::send)));
        try (Http2Client client = way.connect(transport)) {
            Http2Stream stream = client.get(Served.LINES_PATH);
            assertThat(stream.rest()).isEqualTo(messages);
            assertThat(stream.ended().end()).isEqualTo(Peer.End.ORDERLY);
            assertThat(client.get(Served.LINES_PATH).next(10)).as("the next stream").isEqualTo(messages.subList(0, 10));
        }
    }

    @ParameterizedTest
    @EnumSource
    @Rule("H2-1")
    @DisplayName("H2-1 java.net.http reads an event stream, by ALPN over TLS and by an upgrade without")
    void independentClient(Way way) throws Exception {
        List<String> messages = IntStream.range(0, 2_000).mapToObj(i -> "m" + i).toList();
        Transport transport = start(way.config().build(), Served.lines(stream -> messages.forEach(stream::send)));
        HttpClient client = HttpClient.newBuilder().sslContext(Certificates.anonymous()).version(Version.HTTP_2)
                .build();
        var response = client.send(request(way, transport), BodyHandlers.ofLines());
        assertThat(response.version()).isEqualTo(Version.HTTP_2);
        assertThat(response.headers().firstValue("Content-Type")).contains("text/event-stream");
        assertThat(response.body().filter(line -> line.startsWith("data:")).map(line -> line.substring(5).strip()))
                .isEqualTo(messages);
    }

    private static HttpRequest request(Way way, Transport transport) {
        URI uri = URI.create((way == Way.ALPN ? "https" : "http") + "://127.0.0.1:" + transport.port()
                + Served.LINES_PATH);
        return HttpRequest.newBuilder(uri).timeout(Waiting.deadline()).build();
    }

    @ParameterizedTest
    @EnumSource
    @Rule("H2-2")
    @DisplayName("H2-2 the opening says whether the connection is secure, and has the client's certificate")
    void opening(Way way) throws Exception {
        TransportConfig config = way == Way.ALPN
                ? secure(dev.sluice.Tls.ClientCertificates.WANTED).build()
                : way.config().build();
        Transport transport = start(config, Served.lines(stream -> {
            stream.send(stream.opening().secure() + " " + stream.opening().clientCertificate()
                    .map(certificate -> certificate.equals(Certificates.KNOWN.certificate())));
        }));
        HttpClient client = HttpClient.newBuilder().sslContext(Certificates.KNOWN.context()).version(Version.HTTP_2)
                .build();
        var response = client.send(request(way, transport), BodyHandlers.ofString());
        assertThat(response.version()).isEqualTo(Version.HTTP_2);
        assertThat(response.body()).contains(way == Way.ALPN
                ? "data: true Optional[true]\n"
                : "data: false Optional"
                        + ".empty\n");
    }

    @ParameterizedTest
    @EnumSource
    @Rule("H2-3")
    @DisplayName("H2-3 a reset by the client is noticed at once while idle, and harms no sibling")
    void resetWhileIdle(Way way) {
        Transport transport = startWithGuests(way.config().build());
        try (Http2Client client = way.connect(transport)) {
            Http2Stream sibling = client.get(Served.LINES_PATH).opened();
            OneWayStream<String> siblings = guests.next();
            for (int i = 0; i < 20; i++) {
                Http2Stream stream = client.get(Served.LINES_PATH).opened();
                OneWayStream<String> reset = guests.next();
                stream.reset();
                assertThat(Guests.closeAtOnceOf(reset)).isEqualTo(BY_CLIENT);
            }
            Waiting.until("streamCount() is 1", () -> transport.streamCount() == 1);
            assertServes(siblings, sibling);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Rule("H2-3")
    @DisplayName("H2-3 a reset that comes with the request leaves no stream behind")
    void resetWithTheRequest(Way way) {
        Transport transport = startWithGuests(way.config().build());
        try (Http2Client client = way.connect(transport)) {
            for (int i = 0; i < 20; i++) {
                client.get(Served.LINES_PATH).reset();
            }
            Http2Stream stream = client.get(Served.LINES_PATH).opened();
            Waiting.until("streamCount() is 1", () -> transport.streamCount() == 1);
            stream.reset();
            Waiting.until("streamCount() is 0", () -> transport.streamCount() == 0);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Rule("H2-4")
    @DisplayName("H2-4 a reset by the client while the stream has no window ends it, at the latest after writeTimeout")
    void resetWhileStuck(Way way) {
        assertThat(endedByResetWhileStuck(way, Duration.ofSeconds(2)).cause())
                .isIn(Cause.PEER_CLOSED, Cause.TIMED_OUT);
    }

    @ParameterizedTest
    @EnumSource
    @Rule("H2-11")
    @Needs(Capability.STUCK_RESET)
    @DisplayName("H2-11 a reset by the client while the stream has no window is noticed at once")
    void resetWhileStuckAtOnce(Way way) {
        assertThat(endedByResetWhileStuck(way, Waiting.deadline().multipliedBy(3)).cause())
                .isEqualTo(Cause.PEER_CLOSED);
    }

    private Close endedByResetWhileStuck(Way way, Duration writeTimeout) {
        Transport transport = startSending(way.config().outboxMessages(4).writeTimeout(writeTimeout).build());
        try (Http2Client client = way.connect(transport, SMALL_WINDOW)) {
            Http2Stream stream = client.get(Served.LINES_PATH).opened();
            OneWayStream<String> stuck = guests.next();
            Waiting.untilStill("the sender", sent::get);
            stream.reset();
            Close close = Guests.closeOf(stuck);
            Waiting.until("streamCount() is 0", () -> transport.streamCount() == 0);
            return close;
        }
    }

    @ParameterizedTest
    @EnumSource
    @Rule("H2-3")
    @DisplayName("H2-3 a reset by the client while the stream is written harms no sibling")
    void resetWhileBusy(Way way) {
        Topic<String> topic = Topic.create(Served.LINES);
        Transport transport = startWithGuests(way.config().build());
        try (Http2Client client = way.connect(transport)) {
            Http2Stream sibling = client.get(Served.LINES_PATH).opened();
            topic.join(guests.next());
            for (int i = 0; i < 50; i++) {
                Http2Stream stream = client.get(Served.LINES_PATH).opened();
                OneWayStream<String> reset = guests.next();
                topic.join(reset);
                topic.publish("x".repeat(100_000));
                stream.reset();
                topic.publish("y");
                assertThat(Guests.closeAtOnceOf(reset)).isEqualTo(BY_CLIENT);
                assertThat(sibling.next(2)).containsExactly("x".repeat(100_000), "y");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    @Rule("H2-5")
    @DisplayName("H2-5 a stream without a window stalls no sibling, and goes on when it is given one")
    void stuckStream(Way way) {
        Transport transport = startWithGuests(way.config().build());
        try (Http2Client client = way.connect(transport, SMALL_WINDOW)) {
            Http2Stream stuck = client.get(Served.LINES_PATH).opened();
            OneWayStream<String> stuckStream = guests.next();
            Http2Stream sibling = client.get(Served.LINES_PATH).opened();
            OneWayStream<String> siblingStream = guests.next();
            sibling.giveWindow(1 << 20);
            stuckStream.send("x".repeat(100_000));
            assertServes(siblingStream, sibling);
            stuck.giveWindow(1 << 20);
            assertThat(stuck.next()).isEqualTo("x".repeat(100_000));
            assertServes(stuckStream, stuck);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Rule("H2-6")
    @DisplayName("H2-6 a stream without a window for writeTimeout ends as TIMED_OUT, is reset and harms no sibling")
    void takesNothing(Way way) {
        Transport transport = startWithGuests(way.config().writeTimeout(Duration.ofMillis(400)).build());
        try (Http2Client client = way.connect(transport, SMALL_WINDOW)) {
            Http2Stream sibling = client.get(Served.LINES_PATH).opened();
            OneWayStream<String> siblingStream = guests.next();
            sibling.giveWindow(1 << 20);
            Http2Stream stuck = client.get(Served.LINES_PATH).opened();
            OneWayStream<String> stuckStream = guests.next();
            IntStream.range(0, 10).forEach(i -> stuckStream.send("x".repeat(10_000)));
            Close close = Guests.closeOf(stuckStream);
            assertThat(close.cause()).isEqualTo(Cause.TIMED_OUT);
            assertThat(close.code()).isEqualTo(1006);
            Waiting.until("streamCount() is 1", () -> transport.streamCount() == 1);
            assertThat(stuck.rest()).isEmpty();
            assertThat(stuck.ended().end()).isEqualTo(Peer.End.RESET);
            assertServes(siblingStream, sibling);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Rule("H2-7")
    @DisplayName("H2-7 the end of the connection ends all its streams at once")
    void connectionEnds(Way way) {
        Transport transport = startWithGuests(way.config().build());
        for (Consumer<Wire> ending : List.<Consumer<Wire>>of(Wire::bareFin, Wire::reset)) {
            try (Http2Client client = way.connect(transport)) {
                List<OneWayStream<String>> streams = new ArrayList<>();
                for (int i = 0; i < 3; i++) {
                    client.get(Served.LINES_PATH).opened();
                    streams.add(guests.next());
                }
                ending.accept(client.wire());
                streams.forEach(stream -> assertThat(Guests.closeAtOnceOf(stream).cause())
                        .isIn(Cause.LOST, Cause.PEER_CLOSED));
            }
            Waiting.until("streamCount() is 0", () -> transport.streamCount() == 0);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Rule("H2-8")
    @DisplayName("H2-8 close() lets what was sent arrive and ends streams by END_STREAM")
    void stops(Way way) {
        Transport transport = startWithGuests(way.config().build());
        try (Http2Client client = way.connect(transport)) {
            Http2Stream stream = client.get(Served.LINES_PATH).opened();
            OneWayStream<String> served = guests.next();
            IntStream.range(0, 100).forEach(i -> served.send("m" + i));
            CompletableFuture<Void> closing = Waiting.runAside(transport::close);
            assertThat(stream.rest()).hasSize(100).endsWith("m99");
            assertThat(stream.ended().end()).isEqualTo(Peer.End.ORDERLY);
            Waiting.get(closing, "close() returns");
            assertThat(Guests.closeOf(served).cause()).isEqualTo(Cause.SHUTDOWN);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Rule("H2-8")
    @DisplayName("H2-8 close() returns within closeTimeout and a second although streams have no window")
    void stopsInTime(Way way) {
        Transport transport = startSending(way.config().closeTimeout(SHORT).outboxMessages(4).build());
        try (Http2Client client = way.connect(transport, SMALL_WINDOW)) {
            IntStream.range(0, 4).forEach(i -> client.get(Served.LINES_PATH).opened());
            Waiting.untilStill("the senders", sent::get);
            long begin = System.nanoTime();
            Waiting.get(Waiting.runAside(transport::close), "close() returns");
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(SHORT.plusSeconds(5));
            assertThat(transport.streamCount()).isZero();
        }
    }

    @Test
    @Rule("H2-9")
    @DisplayName("H2-9 an endpoint that serves WebSocket alone refuses by 400 and no header of the connection")
    void refusal() throws Exception {
        Transport transport = start(secure().build(), Endpoint.at(Served.TALK_PATH).over(Protocol.WEB_SOCKET)
                .serve(Served.TALK, stream -> {
                    throw new IllegalStateException("served");
                }).build());
        HttpClient client = HttpClient.newBuilder().sslContext(Certificates.anonymous()).version(Version.HTTP_2)
                .build();
        URI uri = URI.create("https://127.0.0.1:" + transport.port() + Served.TALK_PATH);
        var response = client.send(HttpRequest.newBuilder(uri).timeout(Waiting.deadline()).build(),
                BodyHandlers.ofString());
        assertThat(response.version()).isEqualTo(Version.HTTP_2);
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.headers().map()).doesNotContainKeys("connection", "upgrade", "transfer-encoding",
                "keep-alive");
    }
}
