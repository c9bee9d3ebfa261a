package dev.sluice.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;

import dev.sluice.Endpoint;
import dev.sluice.ManualTime;
import dev.sluice.OneWayStream;
import dev.sluice.Overflow;
import dev.sluice.Protocol;
import dev.sluice.Topic;
import dev.sluice.Topics;
import dev.sluice.Transport;
import dev.sluice.tck.CursorClient.Told;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Coming back: what a topic keeps for its clients. */
abstract class RetentionRules extends CursorChapter {

    RetentionRules(TransportFactory factory) {
        super(factory);
    }

    @Test
    @Rule("RESUME-9")
    @DisplayName("RESUME-9 messages are kept as long as was said and no longer")
    void age() {
        ManualTime time = new ManualTime();
        Topic<String> topic = Topic.of(Served.LINES).historyAge(Duration.ofMinutes(1)).time(time).create();
        Transport transport = start(Served.lines(topic));
        String epoch = beginning(Protocol.SSE, transport).epoch();
        publish(topic, 1, 3);
        time.advance(Duration.ofMinutes(1));
        try (CursorClient client = open(Protocol.SSE, transport, epoch + "-0")) {
            assertMessages(client, 1, 3);
        }
        publish(topic, 4, 4);
        time.advance(Duration.ofNanos(1));
        try (CursorClient client = open(Protocol.SSE, transport, epoch + "-0")) {
            assertThat(client.next()).isEqualTo(new Told("gap", epoch + "-3", "3"));
            assertMessages(client, 4, 4);
        }
    }

    @Test
    @Rule("RESUME-10")
    @DisplayName("RESUME-10 the messages that are kept take no more bytes than was said")
    void bytes() {
        Topic<String> topic = Topic.of(Served.LINES).historyBytes(10 * (1_000 + 128)).create();
        Transport transport = start(Served.lines(topic));
        String epoch = beginning(Protocol.SSE, transport).epoch();
        IntStream.range(0, 25).forEach(i -> topic.publish("x".repeat(1_000)));
        try (CursorClient client = open(Protocol.SSE, transport, epoch + "-0")) {
            assertThat(client.next()).isEqualTo(new Told("gap", epoch + "-15", "15"));
            for (int i = 16; i <= 25; i++) {
                assertThat(client.message().offset()).isEqualTo(i);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    @Rule("RESUME-11")
    @DisplayName("RESUME-11 with latest a new client begins with the newest message of each key, in order of "
            + "publication, also if they are more than the outbox holds")
    void latest(Protocol protocol) {
        Topic<String> topic = Topic.of(Served.LINES).latest()
                .whenBehind(Overflow.conflateBy(text -> text.substring(0, text.indexOf(':')))).create();
        Transport transport = start(config().outboxMessages(10).build(), Served.lines(topic));
        IntStream.range(0, 50).forEach(i -> topic.publish("key" + i % 25 + ":" + i));
        try (CursorClient client = open(protocol, transport, "")) {
            assertThat(client.next().kind()).isEqualTo("begin");
            for (int i = 25; i < 50; i++) {
                assertThat(client.message().text()).isEqualTo("key" + (i - 25) + ":" + i);
            }
            topic.publish("key3:new");
            assertThat(client.message().text()).isEqualTo("key3:new");
        }
        try (Peer bare = Peer.open(Protocol.WEB_SOCKET, transport.port(), Served.LINES_PATH)) {
            assertThat(bare.next(25)).endsWith("key3:new").doesNotContain("key3:28");
        }
    }

    @Test
    @Rule("RESUME-12")
    @DisplayName("RESUME-12 a bare WebSocket has messages and nothing else, and always begins anew")
    void bare() {
        Topic<String> topic = Topic.of(Served.LINES).history(10).create();
        Transport transport = start(Served.lines(topic));
        String epoch = beginning(Protocol.SSE, transport).epoch();
        publish(topic, 1, 3);
        String path = Served.LINES_PATH + "?last_event_id=" + epoch + "-1";
        try (Peer client = WebSocketPeer.open(transport.port(), path)) {
            Waiting.until("the client joins", () -> topic.size() == 1);
            publish(topic, 4, 4);
            assertThat(client.next()).isEqualTo("m4");
        }
    }

    @ParameterizedTest
    @EnumSource
    @Rule("RESUME-13")
    @DisplayName("RESUME-13 topics of a key keep their messages while nobody is there")
    void keyed(Protocol protocol) {
        Topics<String, String> rooms = Topics.of(Topic.of(Served.LINES).historyAge(Duration.ofMinutes(5)));
        Transport transport = start(beating().build(), Endpoint.at("/rooms/{room}")
                .serve(Served.LINES, rooms, opening -> opening.path("room")).build());
        String cursor;
        try (CursorClient client = CursorClient.open(protocol, transport.port(), "/rooms/a", "")) {
            client.next();
            rooms.get("a").publish("m1");
            assertMessages(client, 1, 1);
            cursor = client.cursor();
        }
        Waiting.until("nobody is there", () -> rooms.size() == 0);
        publish(rooms.get("a"), 2, 3);
        rooms.get("b").publish("for others");
        try (CursorClient client = CursorClient.open(protocol, transport.port(), "/rooms/a", cursor)) {
            skipResumed(protocol, client, cursor);
            assertMessages(client, 2, 3);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Rule("RESUME-14")
    @DisplayName("RESUME-14 messages that an overflow policy drops leave a jump of the cursor that is as large as "
            + "dropped() says")
    void dropsAreVisible(Protocol protocol) {
        Topic<String> topic = Topic.of(Served.LINES).whenBehind(Overflow.dropOldest()).create();
        Guests<OneWayStream<String>> guests = new Guests<>();
        Transport transport = start(config().outboxMessages(5).build(), Served.lines(stream -> {
            topic.join(stream);
            guests.serve(stream);
        }));
        try (CursorClient client = CursorClient.open(protocol, Wire.to(transport.port(), 4_096), Served.LINES_PATH,
                "")) {
            OneWayStream<String> stream = guests.next();
            client.next();
            IntStream.range(0, 300).forEach(i -> topic.publish("x".repeat(50_000)));
            assertThat(stream.dropped()).isPositive();
            long last = 0;
            long jumped = 0;
            while (last < 300) {
                long offset = client.message().offset();
                jumped += offset - last - 1;
                last = offset;
            }
            assertThat(jumped).isEqualTo(stream.dropped());
        }
    }
}
