package dev.sluice.internal.topic;

import static dev.sluice.fixtures.Crew.require;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.sluice.Channel;
import dev.sluice.Codec;
import dev.sluice.Overflow;
import dev.sluice.Protocol;
import dev.sluice.TimeSource;
import dev.sluice.Topic;
import dev.sluice.Topic.Seat;
import dev.sluice.Topics;
import dev.sluice.TransportConfig;
import dev.sluice.fixtures.Clock;
import dev.sluice.fixtures.Crew;
import dev.sluice.internal.stream.RecordedStream;
import dev.sluice.internal.topic.Member.Got;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("Topics by key")
@Timeout(20)
class KeyedTopicsTest {

    private final Topics<String, String> topics = Topics.of(Member.CHANNEL);

    @Test
    void keepKeysApart() {
        Member one = new Member();
        Member other = new Member();
        topics.get("a").join(one.stream());
        topics.get("b").join(other.stream());
        topics.get("a").publish("for a");
        topics.get("b").publish("for b");

        assertThat(one.pollTexts()).containsExactly("for a");
        assertThat(other.pollTexts()).containsExactly("for b");
        assertThat(topics.size()).isEqualTo(2);
        assertThat(topics.get("a").size()).isEqualTo(1);
        assertThat(topics.get("c").size()).isZero();
    }

    @Test
    void existOnlyWhileTheyHaveMembers() {
        topics.get("a").publish("nobody hears it");
        assertThat(topics.size()).isZero();

        Seat one = topics.get("a").join(new Member().stream());
        Seat other = topics.get("a").join(new Member().stream());
        one.close();
        assertThat(topics.size()).isEqualTo(1);
        other.close();
        assertThat(topics.size()).isZero();
    }

    @Test
    void mayBeKeptWhetherTheyHaveMembersOrNot() {
        Topic<String> kept = topics.get("a");
        Member member = new Member();
        kept.join(member.stream()).close();
        kept.join(member.stream());
        topics.get("a").publish("1");
        kept.publish("2");

        assertThat(member.pollTexts()).containsExactly("1", "2");
        assertThat(kept.size()).isEqualTo(1);
        assertThat(kept.channel()).isSameAs(Member.CHANNEL);
        assertThat(topics.channel()).isSameAs(Member.CHANNEL);
    }

    @Test
    @DisplayName("have a new epoch when they come again, for their offsets begin again")
    void newEpoch() {
        Member member = new Member();
        topics.get("a").join(member.stream());
        topics.get("a").publish("1");
        topics.get("a").join(member.stream()).close();
        topics.get("a").join(member.stream());
        topics.get("a").publish("2");

        List<Got> got = member.poll();
        assertThat(got).extracting(Got::offset).containsExactly(1L, 1L);
        assertThat(got).extracting(Got::epoch).doesNotHaveDuplicates();
    }

    @Test
    void areGoneWhenTheLastStreamHasEnded() {
        Member member = new Member();
        topics.get("a").join(member.stream());
        member.stream().close();

        await().pollInterval(Duration.ofMillis(2)).untilAsserted(() -> assertThat(topics.size()).isZero());
    }

    @Test
    void areNotMadeByAStreamThatHasEnded() {
        Member member = new Member();
        member.stream().close();
        topics.get("a").join(member.stream());

        await().pollInterval(Duration.ofMillis(2)).untilAsserted(() -> assertThat(topics.size()).isZero());
    }

    @Test
    void areNotMadeByAStreamOfAnotherChannel() {
        var other = RecordedStream.oneWay(Protocol.SSE, Channel.oneWay("others", Codec.text()),
                TransportConfig.defaults());

        assertThatIllegalArgumentException().isThrownBy(() -> topics.get("a").join(other.stream()))
                .withMessageContaining("others");
        assertThat(topics.size()).isZero();
    }

    @Test
    void areNotMadeByNoStreamAtAll() {
        assertThatNullPointerException().isThrownBy(() -> topics.get("a").join(null));
        assertThat(topics.size()).isZero();
    }

    @Test
    void followThePolicyThatTheirBuilderHadWhenTheyWereMade() {
        Topic.Builder<String> builder = Topic.of(Member.CHANNEL).whenBehind(Overflow.dropOldest());
        Topics<String, String> dropping = Topics.of(builder);
        builder.whenBehind(Overflow.disconnect());
        Member member = new Member(TransportConfig.builder().outboxMessages(1).build());
        dropping.get("a").join(member.stream());
        dropping.get("a").publish("1");
        dropping.get("a").publish("2");

        assertThat(member.pollTexts()).containsExactly("2");
    }

    @Test
    void areMadeByABuilderOfSluiceOnly() {
        Topic.Builder<String> foreign = new Topic.Builder<>() {
            @Override
            public Topic.Builder<String> whenBehind(Overflow<String> policy) {
                return this;
            }

            @Override
            public Topic.Builder<String> history(int messages) {
                return this;
            }

            @Override
            public Topic.Builder<String> historyBytes(int bytes) {
                return this;
            }

            @Override
            public Topic.Builder<String> historyAge(Duration age) {
                return this;
            }

            @Override
            public Topic.Builder<String> latest() {
                return this;
            }

            @Override
            public Topic.Builder<String> time(TimeSource source) {
                return this;
            }

            @Override
            public Topic<String> create() {
                return Topic.create(Member.CHANNEL);
            }
        };

        assertThatIllegalArgumentException().isThrownBy(() -> Topics.of(foreign)).withMessageContaining("Topic.of");
    }

    @Test
    @DisplayName("never two for a key: whoever has joined gets what is published then, whoever comes and goes")
    void onePerKey() {
        int threads = 3;
        AtomicBoolean over = new AtomicBoolean();
        Crew churn = Crew.start(2, number -> {
            while (!over.get()) {
                topics.get("room").join(new Member().stream()).close();
            }
        });
        CyclicBarrier together = new CyclicBarrier(threads);
        Crew members = Crew.start(threads, number -> {
            Member member = new Member();
            for (int round = 0; round < 800; round++) {
                Seat seat = topics.get("room").join(member.stream());
                together.await(5, TimeUnit.SECONDS);
                topics.get("room").publish(round + ":" + number);
                together.await(5, TimeUnit.SECONDS);
                seat.close();
                List<String> expected = new ArrayList<>();
                for (int i = 0; i < threads; i++) {
                    expected.add(round + ":" + i);
                }
                List<String> got = new ArrayList<>(member.pollTexts());
                got.sort(null);
                require(got.equals(expected), "expected " + expected + " but got " + got);
                // Nobody joins anew before all have left, so that the topic is often gone in between.
                together.await(5, TimeUnit.SECONDS);
            }
        });
        try {
            members.join();
        } finally {
            over.set(true);
        }
        churn.join();

        assertThat(topics.size()).isZero();
    }

    @Test
    @DisplayName("a member of a key hears itself, however often the last one leaves at that moment")
    void hearsItself() {
        Crew.start(4, number -> {
            Member member = new Member();
            for (int round = 0; round < 3_000; round++) {
                String text = number + ":" + round;
                Seat seat = topics.get("room" + round % 2).join(member.stream());
                topics.get("room" + round % 2).publish(text);
                seat.close();
                require(member.pollTexts().contains(text), "a member hears itself");
            }
        }).join();

        assertThat(topics.size()).isZero();
    }

    @Test
    void leaveNothingBehindAJoinThatIsRefused() {
        var other = RecordedStream.oneWay(Protocol.SSE, Channel.<String>oneWay("others", Codec.text()),
                TransportConfig.defaults());
        assertThatIllegalArgumentException().isThrownBy(() -> topics.get("a").join(other.stream()));

        assertThat(((KeyedTopics<String, String>) topics).held()).isZero();
    }

    @Test
    void thatKeepMessagesGoOneByOneAsOthersArePublishedToOrJoined() {
        Clock clock = new Clock();
        KeyedTopics<String, String> kept = new KeyedTopics<>(
                Topic.of(Member.CHANNEL).historyAge(Duration.ofSeconds(10)).time(clock));
        kept.get("a").publish("1");
        kept.get("b").publish("1");
        kept.get("c").publish("1");
        clock.advance(Duration.ofSeconds(5));
        kept.get("c").publish("still young when its key is looked at");
        clock.advance(Duration.ofSeconds(6));
        assertThat(kept.held()).isEqualTo(3);
        Seat seat = kept.get("c").join(new Member().stream());
        assertThat(kept.held()).as("without a").isEqualTo(2);
        seat.close();
        kept.get("c").publish("2");
        assertThat(kept.held()).as("without b").isEqualTo(1);

        kept.get("d").publish("looks at c, which has to stay");
        assertThat(kept.held()).isEqualTo(2);
        clock.advance(Duration.ofSeconds(11));
        kept.get("d").publish("looks at d or c");
        kept.get("d").publish("looks at the other");
        assertThat(kept.held()).as("d alone").isEqualTo(1);
    }
}
