package dev.sluice.internal.topic;

import static dev.sluice.internal.topic.Member.CHANNEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;

import dev.sluice.Overflow;
import dev.sluice.Topic;
import dev.sluice.TransportConfig;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("A topic with a member that is behind")
@Timeout(20)
class FanOutOverflowTest {

    private static final TransportConfig NARROW = TransportConfig.builder().outboxMessages(2).build();

    @Test
    void endsAMemberThatIsBehindAndDelaysNobody() {
        Topic<String> topic = Topic.create(CHANNEL);
        Member behind = new Member(NARROW);
        Member other = new Member();
        topic.join(behind.stream());
        topic.join(other.stream());
        for (int i = 0; i < 5; i++) {
            topic.publish(String.valueOf(i));
        }

        assertThat(behind.stream().ended()).hasValueSatisfying(close -> assertThat(close.code()).isEqualTo(1013));
        assertThat(other.pollTexts()).containsExactly("0", "1", "2", "3", "4");
        await().untilAsserted(() -> assertThat(topic.size()).isEqualTo(1));
    }

    @Test
    void followsItsPolicyForMembersThatAreBehind() {
        Topic<String> oldest = Topic.of(CHANNEL).whenBehind(Overflow.dropOldest()).create();
        Topic<String> newest = Topic.of(CHANNEL).whenBehind(Overflow.dropNewest()).create();
        Topic<String> conflating = Topic.of(CHANNEL).whenBehind(Overflow.<String>conflateBy(text -> text.charAt(0)))
                .create();

        assertThat(behind(oldest, "a1", "b1", "a2", "b2")).containsExactly("a2", "b2");
        assertThat(behind(newest, "a1", "b1", "a2", "b2")).containsExactly("a1", "b1");
        assertThat(behind(conflating, "a1", "b1", "a2", "a3")).containsExactly("b1", "a3");
    }

    private static List<String> behind(Topic<String> topic, String... texts) {
        Member member = new Member(NARROW);
        topic.join(member.stream());
        List.of(texts).forEach(topic::publish);
        return member.pollTexts();
    }

    @Test
    @DisplayName("conflates its own messages only, not those of another topic with an equal key")
    void conflationOfTwoTopics() {
        Topic.Builder<String> each = Topic.of(CHANNEL).whenBehind(Overflow.conflateBy(text -> "one key"));
        Topic<String> one = each.create();
        Topic<String> other = each.create();
        Member member = new Member();
        one.join(member.stream());
        other.join(member.stream());
        one.publish("of one");
        other.publish("of the other");

        assertThat(member.pollTexts()).containsExactly("of one", "of the other");
    }
}
