package dev.sluice.internal.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import dev.sluice.Codec.Form;
import dev.sluice.internal.stream.Message;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The history of a topic")
class HistoryTest {

    private static final int SIZE = 100 + Retention.OVERHEAD;

    private static void add(History history, int count, long now) {
        for (int i = 0; i < count; i++) {
            add(history, null, now);
        }
    }

    private static void add(History history, Object key, long now) {
        history.add(Message.of(Form.TEXT, new byte[100], "", key), key, 100, now);
    }

    @Test
    void keepsNothingIfNothingWasSaid() {
        History history = new History(Retention.NOTHING);
        add(history, 3, 0);

        assertThat(history.head()).isEqualTo(3);
        assertThat(history.oldest()).isEqualTo(4);
        assertThat(history.isEmpty()).isTrue();
    }

    @Test
    void keepsTheNewestMessages() {
        History history = new History(Retention.NOTHING.withMessages(3));
        add(history, 3, 0);
        assertThat(history.oldest()).isEqualTo(1);

        add(history, 1, 0);
        assertThat(history.oldest()).isEqualTo(2);

        add(history, 1_000, 0);
        assertThat(history.oldest()).isEqualTo(1_002);
        for (long offset = 1_002; offset <= 1_004; offset++) {
            assertThat(history.at(offset).offset()).isEqualTo(offset);
        }
    }

    @Test
    void keepsWhatGrowsWithoutALimitOnTheirNumber() {
        History history = new History(Retention.NOTHING.withBytes(Integer.MAX_VALUE));
        add(history, 10_000, 0);

        assertThat(history.oldest()).isEqualTo(1);
        for (long offset = 1; offset <= 10_000; offset++) {
            assertThat(history.at(offset).offset()).isEqualTo(offset);
        }
    }

    @Test
    void keepsNoMoreBytesThanWasSaid() {
        History history = new History(Retention.NOTHING.withBytes(3 * SIZE));
        add(history, 3, 0);
        assertThat(history.oldest()).isEqualTo(1);

        add(history, 1, 0);
        assertThat(history.oldest()).isEqualTo(2);

        History smaller = new History(Retention.NOTHING.withBytes(3 * SIZE - 1));
        add(smaller, 3, 0);
        assertThat(smaller.oldest()).isEqualTo(2);
    }

    @Test
    void keepsNoMessageThatIsLargerThanEverything() {
        History history = new History(Retention.NOTHING.withBytes(SIZE - 1));
        add(history, 2, 0);

        assertThat(history.oldest()).isEqualTo(3);
        assertThat(history.isEmpty()).isTrue();
    }

    @Test
    void keepsNoMessageForLongerThanWasSaid() {
        long age = Duration.ofSeconds(1).toNanos();
        History history = new History(Retention.NOTHING.withAge(Duration.ofSeconds(1)));
        add(history, 2, 0);
        add(history, 1, 10);
        history.expire(age);
        assertThat(history.oldest()).isEqualTo(1);

        history.expire(age + 1);
        assertThat(history.oldest()).isEqualTo(3);

        history.expire(age + 11);
        assertThat(history.isEmpty()).isTrue();
        assertThat(history.head()).isEqualTo(3);
    }

    @Test
    void keepsTheNewestOfEachKeyInTheOrderOfPublication() {
        History history = new History(Retention.NOTHING.withCurrent());
        for (String key : new String[]{"a", "b", "a", "c", "b"}) {
            add(history, key, 0);
        }

        assertThat(history.oldest()).as("and nothing else").isEqualTo(6);
        assertThat(history.currentFrom(0).offset()).isEqualTo(3);
        assertThat(history.currentFrom(4).offset()).isEqualTo(4);
        assertThat(history.currentFrom(5).offset()).isEqualTo(5);
        assertThat(history.currentFrom(6)).isNull();
        assertThat(history.currentSize(0)).isEqualTo(3);
        assertThat(history.isEmpty()).isFalse();
    }

    @Test
    void keepsTheNewestMessageWhereThereAreNoKeys() {
        History history = new History(Retention.NOTHING.withCurrent());
        add(history, 5, 0);

        assertThat(history.currentSize(0)).isEqualTo(1);
        assertThat(history.currentFrom(0).offset()).isEqualTo(5);
    }

    @Test
    void boundsTheCurrentValuesToo() {
        History history = new History(Retention.NOTHING.withCurrent().withBytes(2 * SIZE));
        add(history, "a", 0);
        add(history, "b", 0);
        add(history, "a", 0);
        add(history, "c", 0);

        assertThat(history.currentSize(0)).isEqualTo(2);
        assertThat(history.currentFrom(0).offset()).as("b was the eldest").isEqualTo(3);
    }

    @Test
    void forgetsCurrentValuesThatAreTooOldAndNothingElseIsKeptByAnAge() {
        History history = new History(Retention.NOTHING.withCurrent().withAge(Duration.ofNanos(10)));
        add(history, "a", 0);
        add(history, "b", 5);
        history.expire(11);

        assertThat(history.oldest()).isEqualTo(3);
        assertThat(history.currentFrom(0).offset()).isEqualTo(2);
        history.expire(16);
        assertThat(history.isEmpty()).isTrue();
    }

    @Test
    void isNotEmptyWhileItKeepsOneMessage() {
        History history = new History(Retention.NOTHING.withMessages(1));
        assertThat(history.isEmpty()).isTrue();
        add(history, 2, 0);

        assertThat(history.isEmpty()).isFalse();
    }
}
