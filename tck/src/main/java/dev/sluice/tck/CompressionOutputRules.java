package dev.sluice.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.sluice.Channel;
import dev.sluice.Codec;
import dev.sluice.Endpoint;
import dev.sluice.Handler;
import dev.sluice.OneWayChannel;
import dev.sluice.OneWayStream;
import dev.sluice.Protocol;
import dev.sluice.Topic;
import dev.sluice.Transport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the server compresses (RFC 7692 sections 6.1 and 7.2.1). */
abstract class CompressionOutputRules extends CompressionChapter {

    private static final OneWayChannel<byte[]> RAW = Channel.oneWay("raw", Codec.bytes());

    CompressionOutputRules(TransportFactory factory) {
        super(factory);
    }

    private static Endpoint news(Handler<? super OneWayStream<String>> handler) {
        return Endpoint.at("/news").serve(NEWS, handler).build();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Rule("DEFLATE-21")
    @DisplayName("DEFLATE-21 messages from the threshold on are compressed, smaller ones are not")
    void threshold(boolean takeover) {
        Transport transport = start(config(takeover), news(stream -> {
            stream.send("a".repeat(THRESHOLD - 1));
            stream.send("b".repeat(THRESHOLD));
            stream.send("");
            stream.send("c".repeat(200_000));
        }));
        WebSocketClient client = openCompressed(transport, "/news");
        try (Deflate deflate = deflate(takeover)) {
            assertThat(expectText(client, deflate, "a".repeat(THRESHOLD - 1)).isCompressed()).isFalse();
            assertThat(expectText(client, deflate, "b".repeat(THRESHOLD)).isCompressed()).isTrue();
            assertThat(expectText(client, deflate, "").isCompressed()).isFalse();
            Frame large = expectText(client, deflate, "c".repeat(200_000));
            assertThat(large.isCompressed()).isTrue();
            assertThat(large.payload().length).isLessThan(2_000);
        }
        client.expectClose(1000);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Rule("DEFLATE-22")
    @DisplayName("DEFLATE-22 a message that compressing does not make smaller is sent as it is, and does no harm to the "
            + "next ones")
    void incompressible(boolean takeover) {
        byte[] random = randomBytes(1, 5_000);
        byte[] prose = randomText(1, 5_000).getBytes(StandardCharsets.US_ASCII);
        Transport transport = start(config(takeover), Endpoint.at("/raw").serve(RAW, stream -> {
            for (byte[] bytes : List.of(prose, random, random, prose, random, prose)) {
                stream.send(bytes);
            }
        }).build());
        WebSocketClient client = openCompressed(transport, "/raw");
        try (Deflate deflate = deflate(takeover)) {
            for (byte[] bytes : List.of(prose, random, random, prose, random, prose)) {
                Frame frame = client.receiveAny("a message");
                assertThat(deflate.inflate(frame)).isEqualTo(bytes);
                assertThat(frame.isCompressed()).isEqualTo(Arrays.equals(bytes, prose));
            }
        }
    }

    @Test
    @Rule("DEFLATE-23")
    @DisplayName("DEFLATE-23 without takeover all members of a topic get the same bytes, and those without compression "
            + "the message")
    void sharedFrames() {
        Topic<String> topic = Topic.create(NEWS);
        Transport transport = start(config(false), Endpoint.at("/news").serve(NEWS, topic).build());
        List<WebSocketClient> clients = Stream.generate(() -> openCompressed(transport, "/news")).limit(5).toList();
        WebSocketClient plain = open(transport, "/news");
        try (Peer sse = Peer.open(Protocol.SSE, transport.port(), "/news"); Deflate deflate = Deflate.alone()) {
            Waiting.until("all have joined", () -> topic.size() == 7);
            for (int i = 0; i < 20; i++) {
                String text = randomText(i, 500);
                topic.publish(text);
                byte[] first = expectText(clients.get(0), deflate, text).payload();
                assertThat(first.length).isLessThan(500);
                for (WebSocketClient client : clients.subList(1, 5)) {
                    assertThat(expectText(client, deflate, text).payload()).isEqualTo(first);
                }
                plain.expectText(text);
                assertThat(sse.next()).isEqualTo(text);
            }
        }
    }

    @TestFactory
    @Rule("DEFLATE-24")
    @DisplayName("DEFLATE-24 a message refers to those before it where that is agreed on, and to none where it is not")
    Stream<DynamicTest> takeoverIsUsed() {
        String text = randomText(4, 3_000);
        Transport transport = start(config(true), news(stream -> {
            stream.send(text);
            stream.send(text);
        }));
        return DynamicTest.stream(Stream.of("", "; client_no_context_takeover", "; server_no_context_takeover"),
                parameters -> "agreed on '" + parameters + "'", parameters -> {
                    boolean alone = parameters.contains("server");
                    WebSocketClient client = openOffering(transport, "/news", OFFER + parameters);
                    try (Deflate deflate = deflate(!alone)) {
                        Frame first = expectText(client, deflate, text);
                        Frame second = expectText(client, deflate, text);
                        if (alone) {
                            assertThat(second.payload()).isEqualTo(first.payload());
                        } else {
                            assertThat(second.payload().length).isLessThan(first.payload().length / 10);
                        }
                    }
                });
    }

    @Test
    @Rule("DEFLATE-25")
    @DisplayName("DEFLATE-25 with takeover what several threads send is compressed in the order in which it is sent")
    void orderWithTakeover() {
        int senders = 4;
        int messages = 300;
        Transport transport = start(takingOver().outboxMessages(16).build(), news(stream -> {
            List<CompletableFuture<Void>> sending = IntStream.range(0, senders)
                    .mapToObj(sender -> Waiting.runAside(() -> {
                        for (int i = 0; i < messages; i++) {
                            stream.send(sender + ":" + i + ":" + randomText(i % 7, i % 3 == 0 ? 40 : 150));
                        }
                    })).toList();
            sending.forEach(CompletableFuture::join);
        }));
        WebSocketClient client = openCompressed(transport, "/news");
        Map<String, Integer> next = new HashMap<>();
        try (Deflate deflate = Deflate.takeover()) {
            for (int i = 0; i < senders * messages; i++) {
                String text = new String(deflate.inflate(client.receiveAny("a message")), StandardCharsets.UTF_8);
                String[] parts = text.split(":", 3);
                int number = Integer.parseInt(parts[1]);
                assertThat(number).isEqualTo(next.merge(parts[0], 1, Integer::sum) - 1);
                assertThat(parts[2]).isEqualTo(randomText(number % 7, number % 3 == 0 ? 40 : 150));
            }
        }
        client.expectClose(1000);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Rule("DEFLATE-26")
    @DisplayName("DEFLATE-26 control frames are never compressed")
    void controlFrames(boolean takeover) {
        CountDownLatch release = new CountDownLatch(1);
        Transport transport = start(config(takeover), Endpoint.at("/talk").serve(TEXT, stream -> {
            stream.send("x".repeat(1_000));
            release.await();
            stream.close(4000, "r".repeat(120));
        }).build());
        WebSocketClient client = openCompressed(transport, "/talk");
        try (Deflate deflate = deflate(takeover)) {
            expectText(client, deflate, "x".repeat(1_000));
        }
        client.send(Frame.ping("p".repeat(125)));
        client.expectPong("p".repeat(125));
        release.countDown();
        assertThat(client.expectClose(4000)).isEqualTo("r".repeat(120));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Rule("DEFLATE-27")
    @DisplayName("DEFLATE-27 the outbox counts what is sent without takeover, and what would be sent uncompressed with "
            + "takeover")
    void outboxBytes(boolean takeover) {
        List<Throwable> refused = new ArrayList<>();
        CountDownLatch tried = new CountDownLatch(1);
        String large = "x".repeat(100_000);
        Transport transport = start((takeover ? takingOver() : shared()).outboxBytes(10_000).build(), news(stream -> {
            try {
                stream.send(large);
            } catch (IllegalArgumentException e) {
                refused.add(e);
            }
            tried.countDown();
        }));
        WebSocketClient client = openCompressed(transport, "/news");
        Waiting.await(tried, "the message is sent or refused");
        if (takeover) {
            assertThat(refused).hasSize(1);
            assertThat(refused.get(0)).hasMessageContaining("100010 bytes");
        } else {
            assertThat(refused).isEmpty();
            try (Deflate deflate = Deflate.alone()) {
                expectText(client, deflate, large);
            }
        }
        client.expectClose(1000);
    }
}
