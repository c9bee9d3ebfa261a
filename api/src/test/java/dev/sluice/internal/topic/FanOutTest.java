package dev.sluice.internal.topic;

import static dev.sluice.internal.topic.Member.CHANNEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import dev.sluice.Channel;
import dev.sluice.Close;
import dev.sluice.Close.Cause;
import dev.sluice.Codec;
import dev.sluice.CodecException;
import dev.sluice.OneWayStream;
import dev.sluice.Opening;
import dev.sluice.Protocol;
import dev.sluice.Topic;
import dev.sluice.Topic.Seat;
import dev.sluice.TransportConfig;
import dev.sluice.internal.stream.RecordedStream;
import dev.sluice.internal.topic.Member.Got;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("A topic")
@Timeout(20)
class FanOutTest {

    private static final Duration SOON = Duration.ofSeconds(5);
    private static final TransportConfig NARROW = TransportConfig.builder().outboxMessages(2).build();

    private final Topic<String> topic = Topic.create(CHANNEL);

    private static void awaitSize(Topic<?> topic, int size) {
        await().pollInterval(Duration.ofMillis(2)).atMost(SOON)
                .untilAsserted(() -> assertThat(topic.size()).isEqualTo(size));
    }

    @Test
    void reachesEveryMemberFromItsJoinToItsLeave() {
        Member early = new Member();
        Member late = new Member();
        topic.publish("0");
        Seat seat = topic.join(early.stream());
        topic.publish("1");
        topic.join(late.stream());
        topic.publish("2");
        seat.close();
        topic.publish("3");

        assertThat(early.pollTexts()).containsExactly("1", "2");
        assertThat(late.pollTexts()).containsExactly("2", "3");
        assertThat(topic.size()).isEqualTo(1);
    }

    @Test
    void numbersItsMessagesAlikeForAllMembers() {
        Member one = new Member();
        Member other = new Member();
        topic.publish("x");
        topic.join(one.stream());
        topic.join(other.stream());
        topic.publish("x");
        topic.publish("x");

        List<Got> got = one.poll();
        assertThat(got).extracting(Got::offset).containsExactly(2L, 3L);
        assertThat(got).extracting(Got::epoch).containsOnly(got.get(0).epoch());
        assertThat(other.poll()).isEqualTo(got);
    }

    @Test
    void hasAnEpochOfItsOwn() {
        Member member = new Member();
        topic.join(member.stream());
        Topic<String> other = Topic.create(CHANNEL);
        other.join(member.stream());
        topic.publish("x");
        other.publish("y");

        assertThat(member.poll()).extracting(Got::epoch).doesNotHaveDuplicates().hasSize(2);
    }

    @Test
    void encodesOnceAndSharesTheBytes() {
        AtomicInteger encoded = new AtomicInteger();
        var counted = Channel.oneWay("counted", Codec.<String>text(text -> text + encoded.incrementAndGet(), t -> t));
        Topic<String> shared = Topic.create(counted);
        TransportConfig config = TransportConfig.defaults();
        var one = RecordedStream.oneWay(Protocol.SSE, counted, config);
        var other = RecordedStream.oneWay(Protocol.SSE, counted, config);
        var third = RecordedStream.oneWay(Protocol.WEB_SOCKET, counted, config);
        shared.join(one.stream());
        shared.join(other.stream());
        shared.join(third.stream());
        shared.publish("x");

        assertThat(encoded).hasValue(1);
        assertThat(one.poll().get(1)).as("behind the cursor that it begins at").isSameAs(other.poll().get(1));
        assertThat(third.poll().get(0)).asString(StandardCharsets.UTF_8).endsWith("x1");
    }

    @Test
    void sendsNobodyAMessageThatCannotBeEncodedAndGivesItNoOffset() {
        Member member = new Member();
        topic.join(member.stream());
        topic.publish("a");
        assertThatExceptionOfType(CodecException.class).isThrownBy(() -> topic.publish("\udc00"));
        topic.publish("b");

        assertThat(member.poll()).extracting(Got::offset).containsExactly(1L, 2L);
        assertThat(member.stream().isOpen()).isTrue();
    }

    @Test
    void joiningTwiceIsJoiningOnce() {
        Member member = new Member();
        topic.join(member.stream());
        Seat second = topic.join(member.stream());
        topic.publish("x");

        assertThat(topic.size()).isEqualTo(1);
        assertThat(member.pollTexts()).containsExactly("x");
        second.close();
        assertThat(topic.size()).isZero();
    }

    @Test
    @DisplayName("a seat that was closed has no effect on a later membership")
    void closedSeat() {
        Member member = new Member();
        Seat first = topic.join(member.stream());
        Seat alsoFirst = topic.join(member.stream());
        first.close();
        topic.join(member.stream());
        first.close();
        alsoFirst.close();
        topic.publish("x");

        assertThat(member.pollTexts()).containsExactly("x");
    }

    @Test
    void endedStreamsLeave() {
        Member member = new Member();
        topic.join(member.stream());
        member.stream().end(new Close(Cause.LOST, 1006, ""));

        awaitSize(topic, 0);
    }

    @Test
    void aStreamThatEndedBeforeItJoinedDoesNotStay() {
        Member member = new Member();
        member.stream().close();
        topic.join(member.stream());
        topic.publish("x");

        awaitSize(topic, 0);
        assertThat(member.poll()).isEmpty();
    }

    @Test
    void aMemberHasLeftWhenItsEndIsTold() throws Exception {
        Member member = new Member();
        topic.join(member.stream());
        var size = member.stream().whenClosed().thenApply(close -> topic.size()).toCompletableFuture();
        member.stream().close();

        assertThat(size.get(5, TimeUnit.SECONDS)).isZero();
    }

    @Test
    void publishesToNobody() {
        topic.publish("x");

        assertThat(topic.size()).isZero();
        assertThat(topic.channel()).isSameAs(CHANNEL);
    }

    @Test
    void refusesAStreamOfAnotherChannel() {
        var other = RecordedStream.oneWay(Protocol.SSE, Channel.oneWay("others", Codec.text()), NARROW);

        assertThatIllegalArgumentException().isThrownBy(() -> topic.join(other.stream()))
                .withMessageContaining("others").withMessageContaining("texts");
        assertThat(topic.size()).isZero();
    }

    @Test
    void refusesAStreamThatSluiceDidNotMake() {
        assertThatIllegalArgumentException().isThrownBy(() -> topic.join(new HandMade()))
                .withMessageContaining(HandMade.class.getName());
    }

    @Test
    void retiresOnlyWhileItHasNoMembersAndCannotBeJoinedAfterwards() {
        FanOut<String> keyed = new FanOut<>(CHANNEL, new TopicBuilder<>(CHANNEL).policies(), () -> {});
        Member member = new Member();
        Seat seat = keyed.tryJoin(member.stream()).orElseThrow();
        assertThat(keyed.retire()).isFalse();

        seat.close();
        assertThat(keyed.retire()).isTrue();
        assertThat(keyed.tryJoin(member.stream())).isEmpty();
        assertThat(keyed.tryPublish("x")).isFalse();
        assertThatIllegalStateException().isThrownBy(() -> keyed.publish("x"));
        assertThatIllegalStateException().isThrownBy(() -> keyed.join(member.stream()));
        assertThat(keyed.size()).isZero();
    }

    @Test
    void tellsThatItIsEmptyOnceForEachTimeAndWithNoLockHeld() {
        AtomicInteger empty = new AtomicInteger();
        FanOut<?>[] self = new FanOut<?>[1];
        FanOut<String> keyed = new FanOut<>(CHANNEL, new TopicBuilder<>(CHANNEL).policies(), () -> {
            // Another thread can use the topic meanwhile.
            assertThat(CompletableFuture.supplyAsync(self[0]::size).orTimeout(5, TimeUnit.SECONDS).join()).isZero();
            empty.incrementAndGet();
        });
        self[0] = keyed;
        Seat one = keyed.join(new Member().stream());
        Seat other = keyed.join(new Member().stream());
        one.close();
        assertThat(empty).hasValue(0);

        other.close();
        other.close();
        assertThat(empty).hasValue(1);
    }

    /** What nobody should do. */
    private static final class HandMade implements OneWayStream<String> {

        @Override
        public Opening opening() {
            return RecordedStream.opening(Protocol.SSE);
        }

        @Override
        public Channel<String> channel() {
            return CHANNEL;
        }

        @Override
        public Duration age() {
            return Duration.ZERO;
        }

        @Override
        public int queued() {
            return 0;
        }

        @Override
        public long dropped() {
            return 0;
        }

        @Override
        public void send(String message) {}

        @Override
        public boolean offer(String message) {
            return true;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public CompletionStage<Close> whenClosed() {
            return new CompletableFuture<>();
        }

        @Override
        public void close(int code, String reason) {}
    }
}
