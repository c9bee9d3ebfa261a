package dev.sluice.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import dev.sluice.Channel;
import dev.sluice.Codec;
import dev.sluice.CodecException;
import dev.sluice.Endpoint;
import dev.sluice.OneWayStream;
import dev.sluice.Protocol;
import dev.sluice.Topic;
import dev.sluice.Topics;
import dev.sluice.Transport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Topics: who gets what, in which order, and who is a member. */
abstract class TopicRules extends Chapter {

    TopicRules(TransportFactory factory) {
        super(factory);
    }

    private static void untilSizeByPublishing(Topic<String> topic, int size) {
        Waiting.until("the topic has " + size + " members", () -> {
            topic.publish("anybody there?");
            return topic.size() == size;
        });
    }

    private static void untilSize(Topic<?> topic, int size) {
        Waiting.until("the topic has " + size + " members", () -> topic.size() == size);
    }

    private static Peer open(Protocol protocol, Transport transport) {
        return Peer.open(protocol, transport.port(), Served.LINES_PATH);
    }

    @Test
    @Rule("TOPIC-1")
    @DisplayName("TOPIC-1 what is published reaches every member, on both protocols, from when it joined until it "
            + "leaves")
    void everyMember() {
        Topic<String> topic = Topic.create(Served.LINES);
        Transport transport = start(beating().build(), Served.lines(topic));
        topic.publish("before anybody came");
        try (Peer sse = open(Protocol.SSE, transport); Peer socket = open(Protocol.WEB_SOCKET, transport)) {
            untilSize(topic, 2);
            topic.publish("both");
            assertThat(sse.next()).isEqualTo("both");
            assertThat(socket.next()).isEqualTo("both");
            sse.close();
            untilSize(topic, 1);
            topic.publish("one");
            assertThat(socket.next()).isEqualTo("one");
        }
        untilSize(topic, 0);
        assertThatCode(() -> topic.publish("to nobody")).doesNotThrowAnyException();
    }

    @Test
    @Rule("TOPIC-2")
    @DisplayName("TOPIC-2 all members see one order, in which the messages of each publisher keep theirs")
    void oneOrder() {
        int publishers = 4;
        int each = 500;
        Topic<String> topic = Topic.create(Served.LINES);
        Transport transport = start(config().outboxMessages(publishers * each).build(), Served.lines(topic));
        List<Peer> peers = new ArrayList<>();
        try {
            for (int i = 0; i < 3; i++) {
                peers.add(open(Protocol.SSE, transport));
                peers.add(open(Protocol.WEB_SOCKET, transport));
            }
            untilSize(topic, peers.size());
            CompletableFuture<?>[] publishing = IntStream.range(0, publishers)
                    .mapToObj(p -> CompletableFuture.runAsync(
                            () -> IntStream.range(0, each).forEach(i -> topic.publish(p + ":" + i))))
                    .toArray(CompletableFuture<?>[]::new);
            Waiting.get(CompletableFuture.allOf(publishing), "everything is published");
            List<String> first = peers.get(0).next(publishers * each);
            for (Peer peer : peers.subList(1, peers.size())) {
                assertThat(peer.next(publishers * each)).isEqualTo(first);
            }
            for (int p = 0; p < publishers; p++) {
                String prefix = p + ":";
                assertThat(first.stream().filter(message -> message.startsWith(prefix))).containsExactlyElementsOf(
                        IntStream.range(0, each).mapToObj(i -> prefix + i).toList());
            }
        } finally {
            peers.forEach(Peer::close);
        }
    }

    @Test
    @Rule("TOPIC-3")
    @DisplayName("TOPIC-3 cursors are an epoch and an offset that grows by one a message, the same for all clients")
    void cursors() {
        Topic<String> topic = Topic.create(Served.LINES);
        Transport transport = start(Served.lines(topic));
        try (SseClient one = SseClient.open(Wire.to(transport.port()), Served.LINES_PATH);
                SseClient two = SseClient.open(Wire.to(transport.port()), Served.LINES_PATH)) {
            untilSize(topic, 2);
            IntStream.range(0, 20).forEach(i -> topic.publish("message " + i));
            List<SseEvents.Event> events = IntStream.range(0, 20).mapToObj(i -> one.event().orElseThrow()).toList();
            assertThat(IntStream.range(0, 20).mapToObj(i -> two.event().orElseThrow())).isEqualTo(events);
            String epoch = epoch(events.get(0));
            long first = offset(events.get(0));
            for (int i = 0; i < 20; i++) {
                assertThat(events.get(i)).isEqualTo(
                        new SseEvents.Event("message", "message " + i, epoch + "-" + (first + i)));
            }
        }
    }

    private static String epoch(SseEvents.Event event) {
        assertThat(event.lastEventId()).matches("[^-\\s]+-[0-9]+");
        return event.lastEventId().substring(0, event.lastEventId().indexOf('-'));
    }

    private static long offset(SseEvents.Event event) {
        return Long.parseLong(event.lastEventId().substring(event.lastEventId().indexOf('-') + 1));
    }

    @ParameterizedTest
    @EnumSource
    @Rule("TOPIC-4")
    @DisplayName("TOPIC-4 joining twice is the same as once")
    void joinTwice(Protocol protocol) {
        Topic<String> topic = Topic.create(Served.LINES);
        Guests<OneWayStream<String>> guests = new Guests<>();
        Transport transport = start(Served.lines(guests));
        try (Peer peer = open(protocol, transport)) {
            OneWayStream<String> stream = guests.next();
            Topic.Seat seat = topic.join(stream);
            Topic.Seat again = topic.join(stream);
            assertThat(topic.size()).isEqualTo(1);
            topic.publish("once");
            stream.send("direct");
            assertThat(peer.next(2)).containsExactly("once", "direct");
            seat.close();
            again.close();
            assertThat(topic.size()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    @Rule("TOPIC-5")
    @DisplayName("TOPIC-5 a closed seat gets nothing more, what was published before still goes out, and the stream "
            + "stays")
    void closedSeat(Protocol protocol) {
        Topic<String> topic = Topic.create(Served.LINES);
        Guests<OneWayStream<String>> guests = new Guests<>();
        Transport transport = start(Served.lines(guests));
        try (Peer peer = open(protocol, transport)) {
            OneWayStream<String> stream = guests.next();
            Topic.Seat seat = topic.join(stream);
            topic.publish("before");
            seat.close();
            seat.close();
            topic.publish("after");
            stream.send("direct");
            assertThat(peer.next(2)).containsExactly("before", "direct");
            assertThat(stream.isOpen()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    @Rule("TOPIC-6")
    @DisplayName("TOPIC-6 a stream that ends leaves its topics by itself, and one that has ended does not stay in one")
    void endedStreamsLeave(Protocol protocol) {
        Topic<String> topic = Topic.create(Served.LINES);
        Guests<OneWayStream<String>> guests = new Guests<>();
        Transport transport = start(Served.lines(guests));
        List<OneWayStream<String>> streams = new ArrayList<>();
        List<Peer> peers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            peers.add(open(protocol, transport));
            streams.add(guests.next());
            topic.join(streams.get(i));
        }
        assertThat(topic.size()).isEqualTo(3);
        for (int left = 2; left > 0; left--) {
            peers.get(2 - left).wire().reset();
            untilSizeByPublishing(topic, left);
        }
        streams.get(2).close();
        untilSize(topic, 0);
        topic.join(streams.get(0));
        untilSize(topic, 0);
        peers.forEach(Peer::close);
    }

    @ParameterizedTest
    @EnumSource
    @Rule("TOPIC-7")
    @DisplayName("TOPIC-7 a stream of another channel cannot join")
    void otherChannel(Protocol protocol) {
        Topic<String> other = Topic.create(Channel.oneWay("other", Codec.text()));
        Guests<OneWayStream<String>> guests = new Guests<>();
        Transport transport = start(Served.lines(guests));
        try (Peer peer = open(protocol, transport)) {
            OneWayStream<String> stream = guests.next();
            assertThatThrownBy(() -> other.join(stream)).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("other").hasMessageContaining("lines");
            assertThat(other.size()).isZero();
            stream.send("unharmed");
            assertThat(peer.next()).isEqualTo("unharmed");
        }
    }

    @ParameterizedTest
    @EnumSource
    @Rule("TOPIC-8")
    @DisplayName("TOPIC-8 a message that cannot be encoded reaches nobody and harms nobody")
    void encodingFails(Protocol protocol) {
        Topic<String> topic = Topic.create(Served.LINES);
        Transport transport = start(Served.lines(topic));
        try (Peer peer = open(protocol, transport)) {
            untilSize(topic, 1);
            assertThatThrownBy(() -> topic.publish("half a pair: \ud800")).isInstanceOf(CodecException.class);
            topic.publish("whole");
            assertThat(peer.next()).isEqualTo("whole");
        }
    }

    @ParameterizedTest
    @EnumSource
    @Rule("TOPIC-9")
    @DisplayName("TOPIC-9 the topics of several keys are isolated, and an endpoint finds the topic by the client's "
            + "path")
    void keys(Protocol protocol) {
        Topics<String, String> rooms = Topics.of(Served.LINES);
        Transport transport = start(Endpoint.at("/rooms/{room}")
                .serve(Served.LINES, rooms, opening -> opening.path("room")).build());
        try (Peer red = Peer.open(protocol, transport.port(), "/rooms/red");
                Peer blue = Peer.open(protocol, transport.port(), "/rooms/blue")) {
            untilSize(rooms.get("red"), 1);
            untilSize(rooms.get("blue"), 1);
            assertThat(rooms.size()).isEqualTo(2);
            rooms.get("red").publish("for red");
            rooms.get("blue").publish("for blue");
            rooms.get("green").publish("for nobody");
            assertThat(red.next()).isEqualTo("for red");
            assertThat(blue.next()).isEqualTo("for blue");
        }
    }

    @ParameterizedTest
    @EnumSource
    @Rule("TOPIC-10")
    @DisplayName("TOPIC-10 a key is gone when its last member has left, and its topic serves those who come later")
    void keysGo(Protocol protocol) {
        Topics<String, String> rooms = Topics.of(Served.LINES);
        Topic<String> kept = rooms.get("red");
        Transport transport = start(beating().build(), Endpoint.at("/rooms/{room}")
                .serve(Served.LINES, rooms, opening -> opening.path("room")).build());
        for (int round = 0; round < 20; round++) {
            try (Peer peer = Peer.open(protocol, transport.port(), "/rooms/red")) {
                untilSize(kept, 1);
                assertThat(rooms.size()).isEqualTo(1);
                kept.publish("round " + round);
                assertThat(peer.next()).isEqualTo("round " + round);
            }
            Waiting.until("the key is gone", () -> rooms.size() == 0);
            assertThat(kept.size()).isZero();
        }
    }
}
