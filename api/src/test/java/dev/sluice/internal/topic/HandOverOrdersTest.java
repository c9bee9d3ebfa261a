package dev.sluice.internal.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;

import dev.sluice.Topic;
import dev.sluice.TransportConfig;
import dev.sluice.fixtures.Orders;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** All orders of whole calls: what threads can do to each other while a call is under way is for the model checker. */
@DisplayName("In every order of publishing, joining, polling and leaving")
class HandOverOrdersTest {

    private static final int BEFORE = 3;
    private static final int EACH = 2;

    /** A client with its streams, the second of which goes on where the first one stopped. */
    private static final class Client {

        private final Topic<String> topic;
        private final TransportConfig config;
        private final List<Long> got = new ArrayList<>();
        private String cursor;
        private Member member;
        private Topic.Seat seat;

        Client(Topic<String> topic, TransportConfig config, String cursor) {
            this.topic = topic;
            this.config = config;
            this.cursor = cursor;
        }

        void join() {
            member = Member.back(cursor, config);
            seat = topic.join(member.stream());
        }

        void poll() {
            member.pollOne().ifPresent(this::took);
        }

        void leave() {
            seat.close();
        }

        void finish() {
            member.poll().forEach(this::took);
        }

        private void took(Member.Got one) {
            got.add(one.offset());
            cursor = one.epoch() + "-" + one.offset();
        }
    }

    @ParameterizedTest
    @CsvSource({"1,0", "1,3", "2,0", "2,2", "4,1", "100,0", "100,3"})
    @DisplayName("a member gets each message once and in order, from its cursor on, over two stays")
    void handOver(int outbox, int seen) {
        TransportConfig config = TransportConfig.builder().outboxMessages(outbox).build();
        int orders = Orders.all(order -> {
            Topic<String> topic = Topic.of(Member.CHANNEL).history(100).create();
            IntStream.rangeClosed(1, BEFORE).forEach(i -> topic.publish("m" + i));
            Client client = new Client(topic, config, epoch(topic) + "-" + seen);
            Iterator<Runnable> steps = List.<Runnable>of(client::join, client::poll, client::poll, client::leave,
                    client::join, client::poll).iterator();
            for (int actor : order) {
                if (actor == 0) {
                    steps.next().run();
                } else {
                    topic.publish("by " + actor);
                }
            }
            client.finish();

            assertThat(client.got).containsExactlyElementsOf(
                    IntStream.rangeClosed(seen + 1, BEFORE + 2 * EACH).mapToObj(Long::valueOf).toList());
        }, 6, EACH, EACH);

        assertThat(orders).isEqualTo(1_260);
    }

    private static String epoch(Topic<String> topic) {
        Member member = new Member();
        try (Topic.Seat seat = topic.join(member.stream())) {
            String begin = member.pollRaw().get(0).strip().substring("id: ".length());
            return Cursor.parse(begin).orElseThrow().epoch();
        }
    }
}
