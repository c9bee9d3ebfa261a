package dev.sluice.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;

import dev.sluice.Close.Cause;
import dev.sluice.OneWayStream;
import dev.sluice.Protocol;
import dev.sluice.Topic;
import dev.sluice.Transport;
import dev.sluice.tck.CursorClient.Told;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Coming back: what a client is told of its place in a topic, and what it gets of what it missed. */
abstract class ResumeRules extends CursorChapter {

    ResumeRules(TransportFactory factory) {
        super(factory);
    }

    @ParameterizedTest
    @EnumSource
    @Rule("RESUME-1")
    @DisplayName("RESUME-1 a new client is told where it is before any message, so that it can come back although "
            + "nothing came")
    void begins(Protocol protocol) {
        Topic<String> topic = Topic.of(Served.LINES).history(10).create();
        Transport transport = start(Served.lines(topic));
        publish(topic, 1, 3);
        String cursor;
        try (CursorClient client = open(protocol, transport, "")) {
            Told told = client.next();
            assertThat(told.kind()).isEqualTo("begin");
            assertThat(told.offset()).isEqualTo(3);
            cursor = client.cursor();
        }
        publish(topic, 4, 5);
        try (CursorClient client = open(protocol, transport, cursor)) {
            skipResumed(protocol, client, cursor);
            assertMessages(client, 4, 5);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Rule("RESUME-2")
    @DisplayName("RESUME-2 a client that comes back gets all that it missed, in order and once, and goes on live")
    void resumes(Protocol protocol) {
        Topic<String> topic = Topic.of(Served.LINES).history(100).create();
        Transport transport = start(Served.lines(topic));
        String cursor;
        try (CursorClient client = open(protocol, transport, "")) {
            assertThat(client.next().kind()).isEqualTo("begin");
            publish(topic, 1, 5);
            assertMessages(client, 1, 5);
            cursor = client.cursor();
        }
        publish(topic, 6, 50);
        try (CursorClient client = open(protocol, transport, cursor)) {
            skipResumed(protocol, client, cursor);
            assertMessages(client, 6, 50);
            publish(topic, 51, 60);
            assertMessages(client, 51, 60);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Rule("RESUME-3")
    @DisplayName("RESUME-3 the parameter last_event_id of the query resumes too; the header wins")
    void query(Protocol protocol) {
        Topic<String> topic = Topic.of(Served.LINES).history(100).create();
        Transport transport = start(Served.lines(topic));
        String epoch = beginning(protocol, transport).epoch();
        publish(topic, 1, 5);
        String path = Served.LINES_PATH + "?last_event_id=" + epoch + "-3";
        try (CursorClient client = CursorClient.open(protocol, transport.port(), path, "")) {
            skipResumed(protocol, client, epoch + "-3");
            assertMessages(client, 4, 5);
        }
        if (protocol == Protocol.SSE) {
            try (CursorClient client = CursorClient.open(protocol, transport.port(), path, epoch + "-4")) {
                assertMessages(client, 5, 5);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    @Rule("RESUME-4")
    @DisplayName("RESUME-4 where the topic has not kept all, the client is told of the gap before it gets what is left")
    void gap(Protocol protocol) {
        Topic<String> topic = Topic.of(Served.LINES).history(3).create();
        Transport transport = start(Served.lines(topic));
        String epoch = beginning(protocol, transport).epoch();
        publish(topic, 1, 10);
        try (CursorClient client = open(protocol, transport, epoch + "-5")) {
            assertThat(client.next()).isEqualTo(new Told("gap", epoch + "-7", "2"));
            assertMessages(client, 8, 10);
        }
        Topic<String> forgetful = Topic.create(Served.LINES);
        Transport other = start(Served.lines(forgetful));
        String otherEpoch = beginning(protocol, other).epoch();
        publish(forgetful, 1, 10);
        try (CursorClient client = open(protocol, other, otherEpoch + "-5")) {
            assertThat(client.next()).isEqualTo(new Told("gap", otherEpoch + "-10", "5"));
        }
    }

    @ParameterizedTest
    @EnumSource
    @Rule("RESUME-5")
    @DisplayName("RESUME-5 a client that comes with a cursor of another epoch is told of a gap, before what is kept")
    void otherEpoch(Protocol protocol) {
        Topic<String> before = Topic.of(Served.LINES).history(10).create();
        Transport first = start(Served.lines(before));
        String cursor = beginning(protocol, first).cursor();
        first.close();
        Topic<String> after = Topic.of(Served.LINES).history(10).create();
        publish(after, 1, 3);
        try (CursorClient client = open(protocol, start(Served.lines(after)), cursor)) {
            Told told = client.next();
            assertThat(told.kind()).isEqualTo("gap");
            assertThat(told.text()).isEqualTo("unknown");
            assertThat(told.offset()).isZero();
            assertThat(told.cursor()).isNotEqualTo(cursor);
            assertMessages(client, 1, 3);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"garbage", "-", "--", "EPOCH", "EPOCH-", "EPOCH-x", "EPOCH--1", "EPOCH-+1", "EPOCH-4",
        "EPOCH-999999999999999999", "EPOCH-99999999999999999999999999999999", "%00", "{}", "EPOCH-1;x=1", "é"})
    @Rule("RESUME-6")
    @DisplayName("RESUME-6 a cursor that was never given, however malformed, of the future or huge, is one of another "
            + "epoch")
    void untrusted(String claimed) {
        Topic<String> topic = Topic.of(Served.LINES).history(10).create();
        Transport transport = start(Served.lines(topic));
        String epoch = beginning(Protocol.SSE, transport).epoch();
        publish(topic, 1, 3);
        String cursor = claimed.replace("EPOCH", epoch);
        for (String lastEventId : List.of(cursor, cursor + "x".repeat(4_000))) {
            try (CursorClient client = open(Protocol.SSE, transport, lastEventId)) {
                assertThat(client.next()).isEqualTo(new Told("gap", epoch + "-0", "unknown"));
                assertMessages(client, 1, 3);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    @Rule("RESUME-7")
    @DisplayName("RESUME-7 what was missed arrives whole although it is more than the outbox holds and publishing goes "
            + "on")
    void moreThanTheOutbox(Protocol protocol) {
        Topic<String> topic = Topic.of(Served.LINES).history(20_000).create();
        Transport transport = start(config().outboxMessages(100).build(), Served.lines(topic));
        String cursor = beginning(protocol, transport).cursor();
        publish(topic, 1, 5_000);
        try (CursorClient client = open(protocol, transport, cursor)) {
            skipResumed(protocol, client, cursor);
            var publishing = Waiting.runAside(() -> publish(topic, 5_001, 10_000));
            assertMessages(client, 1, 10_000);
            Waiting.get(publishing, "all is published");
            publish(topic, 10_001, 10_010);
            assertMessages(client, 10_001, 10_010);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Rule("RESUME-8")
    @DisplayName("RESUME-8 a client that takes what it missed more slowly than the history goes on ends as behind")
    void tooSlow(Protocol protocol) {
        Topic<String> topic = Topic.of(Served.LINES).history(200).create();
        Guests<OneWayStream<String>> guests = new Guests<>();
        Transport transport = start(config().outboxMessages(10).build(), Served.lines(stream -> {
            topic.join(stream);
            guests.serve(stream);
        }));
        String cursor = beginning(protocol, transport).cursor();
        guests.next();
        String large = "x".repeat(100_000);
        IntStream.range(0, 200).forEach(i -> topic.publish(large));
        try (CursorClient client = CursorClient.open(protocol, Wire.to(transport.port(), 4_096), Served.LINES_PATH,
                cursor)) {
            OneWayStream<String> stream = guests.next();
            assertThat(client.peer()).isNotNull();
            Waiting.until("the replay is stuck", () -> stream.queued() > 0);
            IntStream.range(0, 400).forEach(i -> topic.publish(large));
            while (client.poll().isPresent()) {
                // What was on its way.
            }
            assertThat(Guests.closeOf(stream).cause()).isEqualTo(Cause.BEHIND);
        }
    }
}
