package dev.sluice.internal.topic;

import static dev.sluice.fixtures.Crew.require;
import static dev.sluice.fixtures.Interleavings.explore;
import static dev.sluice.fixtures.Interleavings.together;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;

import dev.sluice.Topic;
import dev.sluice.TransportConfig;
import dev.sluice.fixtures.Interleavings;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

@DisplayName("A topic that hands a member over from its history to live, in many orders of the steps of its threads")
@Timeout(600)
class HandOverInterleavingTest {

    private static final String BEGIN = "id: ";

    private static final class Publisher extends Thread {

        final Topic<String> topic;
        final int messages;

        Publisher(Topic<String> topic, int messages) {
            this.topic = topic;
            this.messages = messages;
        }

        @Override
        public void run() {
            for (int i = 0; i < messages; i++) {
                topic.publish("x");
            }
        }
    }

    private static final class Joiner extends Thread {

        final Topic<String> topic;
        final Member member;

        Joiner(Topic<String> topic, Member member) {
            this.topic = topic;
            this.member = member;
        }

        @Override
        public void run() {
            topic.join(member.stream());
        }
    }

    /** What the connection does when the stream says that there is output. */
    private static final class Told implements Runnable {

        final Semaphore semaphore = new Semaphore(0);

        @Override
        public void run() {
            semaphore.release();
        }
    }

    /** Writes whenever it is told to, as a connection does, until it has written the message of the last offset. */
    private static final class Writer extends Thread {

        final Member member;
        final Told told = new Told();
        final long last;
        final List<Long> offsets = new ArrayList<>();

        Writer(Member member, long last) {
            this.member = member;
            this.last = last;
            member.recorded.whenReady(told);
        }

        @Override
        public void run() {
            while (!offsets.contains(last)) {
                told.semaphore.acquireUninterruptibly();
                drain();
            }
        }

        void drain() {
            for (String event : member.pollRaw()) {
                if (event.contains("\ndata: ")) {
                    offsets.add(Long.parseLong(event.substring(event.indexOf('-') + 1, event.indexOf('\n'))));
                }
            }
        }

        void requireEveryMessageOnce() {
            drain();
            for (int i = 0; i < offsets.size(); i++) {
                require(offsets.get(i) == i + 1, "each message once and in order");
            }
            require(offsets.size() == last, "every message");
        }
    }

    private static TransportConfig outboxOf(int messages) {
        return TransportConfig.builder().outboxMessages(messages).build();
    }

    private static Topic<String> topicWith(int published) {
        Topic<String> topic = Topic.of(Member.CHANNEL).history(100).create();
        for (int i = 0; i < published; i++) {
            topic.publish("x");
        }
        return topic;
    }

    private static String epoch(Topic<String> topic) {
        Member member = new Member();
        topic.join(member.stream()).close();
        String begin = member.pollRaw().get(0);
        return begin.substring(BEGIN.length(), begin.lastIndexOf('-'));
    }

    /** Classes are made ready before, so that their static parts are no steps. */
    @BeforeAll
    static void warmUp() {
        Topic<String> topic = topicWith(2);
        Member member = Member.back(epoch(topic) + "-0", outboxOf(2));
        topic.join(member.stream());
        member.pollRaw();
    }

    @Test
    @DisplayName("shows a member that comes back while others publish every message once and in order")
    @EnabledIfSystemProperty(named = Interleavings.PROPERTY, matches = ".+")
    void comesBack() {
        explore(() -> comesBack(2, outboxOf(8)));
    }

    @Test
    @DisplayName("shows it every message too if the history does not fit its outbox")
    @EnabledIfSystemProperty(named = Interleavings.PROPERTY, matches = ".+")
    void comesBackToMoreThanFits() {
        explore(() -> comesBack(3, outboxOf(1)));
    }

    private static void comesBack(int published, TransportConfig config) {
        Topic<String> topic = topicWith(published);
        Member member = Member.back(epoch(topic) + "-0", config);
        Writer writer = new Writer(member, published + 2);
        together(new Joiner(topic, member), new Publisher(topic, 2), writer);

        writer.requireEveryMessageOnce();
    }

    @Test
    @DisplayName("lets a member that falls behind go on from the history, without a gap")
    @EnabledIfSystemProperty(named = Interleavings.PROPERTY, matches = ".+")
    void fallsBehind() {
        explore(() -> {
            Topic<String> topic = topicWith(0);
            Member member = new Member(outboxOf(1));
            topic.join(member.stream());
            Writer writer = new Writer(member, 4);
            together(new Publisher(topic, 2), new Publisher(topic, 2), writer);

            writer.requireEveryMessageOnce();
        });
    }
}
