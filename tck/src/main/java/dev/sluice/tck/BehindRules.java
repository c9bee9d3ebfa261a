package dev.sluice.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import dev.sluice.Close;
import dev.sluice.Close.Cause;
import dev.sluice.OneWayStream;
import dev.sluice.Overflow;
import dev.sluice.Protocol;
import dev.sluice.Topic;
import dev.sluice.Transport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Members of a topic that are behind: what each policy makes of them. */
abstract class BehindRules extends Chapter {

    private static final int MANY = 600;
    private static final String FILLER = "x".repeat(60_000);

    private final Guests<OneWayStream<String>> guests = new Guests<>();

    BehindRules(TransportFactory factory) {
        super(factory);
    }

    /** Large, so that what the system buffers is soon full: 36 MB in all. */
    private static String big(int i) {
        return i + ":" + FILLER;
    }

    private static int number(String message) {
        return Integer.parseInt(message.substring(0, message.indexOf(':')));
    }

    private Transport start() {
        return start(config().outboxMessages(4).closeTimeout(Duration.ofMillis(500)).build(), Served.lines(guests));
    }

    private static Peer open(Protocol protocol, Transport transport) {
        return Peer.open(protocol, transport.port(), Served.LINES_PATH, 4_096);
    }

    @ParameterizedTest
    @EnumSource
    @Rule("TOPIC-11")
    @DisplayName("TOPIC-11 disconnect: a member that is behind ends with code 1013 and leaves, and the publisher "
            + "never waits")
    void disconnect(Protocol protocol) {
        Topic<String> topic = Topic.create(Served.LINES);
        Transport transport = start();
        try (Peer stuck = open(protocol, transport)) {
            OneWayStream<String> stream = guests.next();
            topic.join(stream);
            for (int i = 0; i < MANY && topic.size() > 0; i++) {
                topic.publish(big(i));
            }
            Close close = Guests.closeAtOnceOf(stream);
            assertThat(close.cause()).isEqualTo(Cause.BEHIND);
            assertThat(close.code()).isEqualTo(1013);
            Waiting.until("the member has left", () -> topic.size() == 0);
            Waiting.until("the connection is cut", () -> transport.streamCount() == 0);
            List<String> messages = stuck.rest();
            assertThat(messages).as("no gap before the end").isEqualTo(
                    IntStream.range(0, messages.size()).mapToObj(BehindRules::big).toList());
        }
    }

    @ParameterizedTest
    @EnumSource
    @Rule("TOPIC-12")
    @DisplayName("TOPIC-12 disconnect: a client that is behind but reads again is told by a goodbye: code 1013 on "
            + "WebSocket")
    void disconnectIsTold(Protocol protocol) {
        Topic<String> topic = Topic.create(Served.LINES);
        Transport transport = start(config().outboxMessages(4).build(), Served.lines(guests));
        try (Peer behind = open(protocol, transport)) {
            OneWayStream<String> stream = guests.next();
            topic.join(stream);
            for (int i = 0; i < MANY && stream.isOpen(); i++) {
                topic.publish(big(i));
            }
            List<String> messages = behind.rest();
            assertThat(messages).isEqualTo(IntStream.range(0, messages.size()).mapToObj(BehindRules::big).toList());
            assertThat(behind.ended().end()).isEqualTo(Peer.End.ORDERLY);
            assertThat(behind.ended().code()).isEqualTo(protocol == Protocol.SSE ? 0 : 1013);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Rule("TOPIC-13")
    @DisplayName("TOPIC-13 drop oldest: a member that is behind misses old messages, gets the newest and stays")
    void dropOldest(Protocol protocol) {
        List<Integer> numbers = receivedUnder(Overflow.dropOldest(), protocol);
        assertThat(numbers).isSorted().doesNotHaveDuplicates();
        assertThat(numbers.size()).as("messages that were received").isLessThan(MANY);
        assertThat(numbers.subList(numbers.size() - 4, numbers.size())).containsExactly(MANY - 4, MANY - 3, MANY - 2,
                MANY - 1);
    }

    @ParameterizedTest
    @EnumSource
    @Rule("TOPIC-14")
    @DisplayName("TOPIC-14 drop newest: a member that is behind misses new messages, gets the old ones and stays")
    void dropNewest(Protocol protocol) {
        List<Integer> numbers = receivedUnder(Overflow.dropNewest(), protocol);
        assertThat(numbers).isSorted().doesNotHaveDuplicates().contains(0, 1, 2, 3).doesNotContain(MANY - 1);
    }

    @ParameterizedTest
    @EnumSource
    @Rule("TOPIC-15")
    @DisplayName("TOPIC-15 conflate: a member that is behind gets the newest message of each key, in order, and stays")
    void conflate(Protocol protocol) {
        List<Integer> numbers = receivedUnder(Overflow.conflateBy(message -> number(message) % 3), protocol);
        assertThat(numbers).isSorted().doesNotHaveDuplicates();
        assertThat(numbers.size()).as("messages that were received").isLessThan(MANY);
        Map<Integer, Integer> newest = new HashMap<>();
        numbers.forEach(number -> newest.put(number % 3, number));
        assertThat(newest.values()).containsExactlyInAnyOrder(MANY - 3, MANY - 2, MANY - 1);
    }

    /** The numbers of the messages that reach a client which reads none until all are published. */
    private List<Integer> receivedUnder(Overflow<String> policy, Protocol protocol) {
        Topic<String> topic = Topic.of(Served.LINES).whenBehind(policy).create();
        Transport transport = start();
        try (Peer behind = open(protocol, transport)) {
            OneWayStream<String> stream = guests.next();
            Topic.Seat seat = topic.join(stream);
            IntStream.range(0, MANY).forEach(i -> topic.publish(big(i)));
            assertThat(stream.isOpen()).isTrue();
            assertThat(topic.size()).isEqualTo(1);
            seat.close();
            // Sent behind all that waits, once there is room; so it is the last one.
            CompletableFuture<Void> end = Waiting.runAside(() -> stream.send("end"));
            List<Integer> numbers = new ArrayList<>();
            for (String message = behind.next(); !message.equals("end"); message = behind.next()) {
                assertThat(message).endsWith(FILLER);
                numbers.add(number(message));
            }
            Waiting.get(end, "the last message is sent");
            assertThat(stream.isOpen()).isTrue();
            return numbers;
        }
    }

    @ParameterizedTest
    @EnumSource
    @Rule("TOPIC-16")
    @DisplayName("TOPIC-16 a member that never reads delays neither the publisher nor another member, under any policy")
    void stuckMemberDelaysNobody(Protocol protocol) {
        for (Overflow<String> policy : List.<Overflow<String>>of(Overflow.disconnect(), Overflow.dropOldest(),
                Overflow.dropNewest(), Overflow.conflateBy(BehindRules::number))) {
            Topic<String> topic = Topic.of(Served.LINES).whenBehind(policy).create();
            Transport transport = start();
            try (Peer stuck = open(protocol, transport);
                    Peer reading = Peer.open(protocol, transport.port(), Served.LINES_PATH)) {
                topic.join(guests.next());
                topic.join(guests.next());
                for (int i = 0; i < 150; i++) {
                    topic.publish(big(i));
                    assertThat(reading.next()).isEqualTo(big(i));
                }
                stuck.wire().reset();
            }
            transport.close();
        }
    }
}
