package dev.sluice.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import dev.sluice.Close.Cause;
import dev.sluice.OneWayStream;
import dev.sluice.Overflow;
import dev.sluice.Protocol;
import dev.sluice.Topic;
import dev.sluice.Transport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Members of topics whose network is slow, silent or breaks again and again. */
abstract class NetworkTopicRules extends NetworkChapter {

    private static final int MANY = 300;
    private static final String FILLER = "x".repeat(40_000);

    private final Guests<OneWayStream<String>> guests = new Guests<>();

    NetworkTopicRules(TransportFactory factory) {
        super(factory);
    }

    private static String big(int i) {
        return i + ":" + FILLER;
    }

    private static int number(String message) {
        return Integer.parseInt(message.substring(0, message.indexOf(':')));
    }

    private Transport start() {
        return start(config().outboxMessages(4).closeTimeout(Duration.ofMillis(500)).build(), Served.lines(guests));
    }

    /** Publishes everything, each message when this member has the one before. */
    private static void publishInStep(Topic<String> topic, Peer reading) {
        for (int i = 0; i < MANY; i++) {
            topic.publish(big(i));
            assertThat(reading.next()).isEqualTo(big(i));
        }
    }

    @ParameterizedTest
    @EnumSource
    @Rule("NET-7")
    @DisplayName("NET-7 a member behind a slow network gets, in order, what its overflow policy leaves it, and delays nobody")
    void slowMember(Protocol protocol) {
        Topic<String> topic = Topic.of(Served.LINES).whenBehind(Overflow.dropOldest()).create();
        Transport transport = start();
        int port = through(Weather.both(Way.CALM.bandwidth(4_000_000)), transport);
        try (Peer slow = Peer.open(protocol, port, Served.LINES_PATH, 4_096)) {
            OneWayStream<String> stream = guests.next();
            topic.join(stream);
            CompletableFuture<List<Integer>> received = new CompletableFuture<>();
            Waiting.runAside(() -> received.complete(untilLast(slow))).isDone();
            try (Peer reading = Peer.open(protocol, transport.port(), Served.LINES_PATH)) {
                topic.join(guests.next());
                publishInStep(topic, reading);
            }
            List<Integer> numbers = Waiting.get(received, "the slow member has the last message");
            assertThat(numbers).isSorted().doesNotHaveDuplicates().endsWith(MANY - 4, MANY - 3, MANY - 2, MANY - 1);
            assertThat(numbers.size() + stream.dropped()).isEqualTo(MANY);
            assertThat(stream.isOpen()).isTrue();
        }
    }

    private static List<Integer> untilLast(Peer peer) {
        List<Integer> numbers = new ArrayList<>();
        while (numbers.isEmpty() || numbers.get(numbers.size() - 1) < MANY - 1) {
            numbers.add(number(peer.next()));
        }
        return numbers;
    }

    @ParameterizedTest
    @EnumSource
    @Rule("NET-8")
    @DisplayName("NET-8 a member whose network is silent delays neither the publisher nor another member, ends as behind "
            + "and is cut")
    void silentMember(Protocol protocol) {
        Topic<String> topic = Topic.create(Served.LINES);
        Transport transport = start();
        int port = struckDown(Strike.SILENCE, 100_000, transport);
        try (Peer silent = Peer.open(protocol, port, Served.LINES_PATH, 4_096)) {
            OneWayStream<String> stream = guests.next();
            topic.join(stream);
            assertThat(silent.wire()).isNotNull();
            try (Peer reading = Peer.open(protocol, transport.port(), Served.LINES_PATH)) {
                topic.join(guests.next());
                publishInStep(topic, reading);
                assertThat(Guests.closeOf(stream).cause()).isEqualTo(Cause.BEHIND);
                Waiting.until("the silent member is cut", () -> transport.streamCount() == 1);
                topic.publish("more");
                assertThat(reading.next()).isEqualTo("more");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    @Rule("NET-9")
    @DisplayName("NET-9 a client that comes back from resets at ever other bytes gets every message once and in order")
    void resetsOverAndOver(Protocol protocol) {
        int returns = 60;
        Topic<String> topic = Topic.of(Served.LINES).history(10_000).create();
        Transport transport = start(Served.lines(topic));
        List<String> received = new ArrayList<>();
        String cursor = "";
        int published = 0;
        for (int i = 0; i < returns; i++) {
            boolean last = i == returns - 1;
            // Behind the head of the response, as the opening has a rule of its own.
            int port = last ? transport.port() : struckDown(Strike.RESET, 600 + i * 37 % 400, transport);
            try (CursorClient client = CursorClient.open(protocol, port, Served.LINES_PATH, cursor)) {
                if (cursor.isEmpty()) {
                    assertThat(client.next().kind()).isEqualTo("begin");
                }
                CursorChapter.publish(topic, published + 1, published + 40);
                published += 40;
                readInto(received, client, last ? published : Integer.MAX_VALUE);
                cursor = client.cursor();
            }
        }
        assertThat(received).isEqualTo(IntStream.rangeClosed(1, published).mapToObj(i -> "m" + i).toList());
    }

    private static void readInto(List<String> received, CursorClient client, int most) {
        while (received.size() < most) {
            Optional<CursorClient.Told> told = client.poll();
            if (told.isEmpty()) {
                return;
            }
            assertThat(told.get().kind()).isIn("message", "resumed");
            if (told.get().kind().equals("message")) {
                received.add(told.get().text());
            }
        }
    }
}
