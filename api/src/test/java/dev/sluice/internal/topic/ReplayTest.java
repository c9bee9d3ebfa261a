package dev.sluice.internal.topic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Codec.Form;
import dev.sluice.internal.stream.Message;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A replay")
class ReplayTest {

    private static void add(History history, Object key) {
        history.add(Message.of(Form.TEXT, new byte[0], "", key), key, 0, 0);
    }

    private static void add(History history, int count) {
        for (int i = 0; i < count; i++) {
            add(history, "key " + (history.head() + 1));
        }
    }

    @Test
    void hasAllFromItsBeginToTheNewest() {
        History history = new History(Retention.NOTHING.withMessages(10));
        add(history, 8);

        assertThat(new Replay(false, 3, 8).size(history)).isEqualTo(6);
        assertThat(new Replay(false, 9, 8).size(history)).isZero();
    }

    @Test
    void losesWhatTheHistoryLetsGo() {
        History history = new History(Retention.NOTHING.withMessages(3));
        add(history, 3);
        Replay replay = new Replay(false, 2, 3);
        assertThat(replay.lost(history)).isZero();
        add(history, 4);

        assertThat(replay.lost(history)).as("2, 3 and 4").isEqualTo(3);
        replay.skipLost(history);
        assertThat(replay.lost(history)).isZero();
        assertThat(replay.size(history)).isEqualTo(3);
    }

    @Test
    void ofCurrentValuesLosesOnlyWhatCameAfterTheMemberDid() {
        Retention two = Retention.NOTHING.withCurrent().withBytes(2 * Retention.OVERHEAD);
        History history = new History(two);
        add(history, 2);
        Replay replay = new Replay(true, 1, 2);
        assertThat(replay.size(history)).isEqualTo(2);
        add(history, 2);
        assertThat(replay.lost(history)).as("the values of before are no messages of the member's").isZero();
        add(history, 3);

        assertThat(replay.lost(history)).as("3, 4 and 5").isEqualTo(3);
        replay.skipLost(history);
        assertThat(replay.lost(history)).isZero();
        assertThat(replay.size(history)).isEqualTo(2);
    }

    @Test
    void ofCurrentValuesGoesOnBehindTheNewestWhenAllAreGone() {
        History history = new History(Retention.NOTHING.withCurrent().withBytes(Retention.OVERHEAD - 1));
        add(history, 2);
        Replay replay = new Replay(true, 1, 2);
        add(history, 3);

        assertThat(replay.lost(history)).isEqualTo(3);
        replay.skipLost(history);
        assertThat(replay.lost(history)).isZero();
        assertThat(replay.peek(history)).isNull();
        assertThat(replay.size(history)).isZero();
    }
}
