package dev.sluice.internal.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.Random;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A cursor")
class CursorTest {

    @ParameterizedTest
    @CsvSource({"a-0,a,0", "4f0q-17,4f0q,17", "a-b-2,a-b,2", "x-999999999999999999,x,999999999999999999", "x-007,x,7"})
    void isReadFromText(String text, String epoch, long offset) {
        assertThat(Cursor.parse(text)).contains(new Cursor(epoch, offset));
    }

    @Test
    void isWrittenAsItIsRead() {
        Cursor cursor = new Cursor("4f0q", 17);

        assertThat(Cursor.parse(cursor.toString())).contains(cursor);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-", "a", "a-", "-1", "17", "a-x", "a-1x", "a--", "a-+1", "a- 1", "a-1 ", "a-1.0",
        "a-0x1",
        "a-1000000000000000000", "a-99999999999999999999999999", "a-٣", "e\n-x"})
    void isNotReadFromAnythingElse(String text) {
        assertThat(Cursor.parse(text)).isEmpty();
    }

    @Test
    void isNotReadFromALongText() {
        assertThat(Cursor.parse("a".repeat(62) + "-1")).isPresent();
        assertThat(Cursor.parse("a".repeat(63) + "-1")).isEmpty();
        assertThat(Cursor.parse("a".repeat(1_000_000) + "-1")).isEmpty();
    }

    @Test
    @DisplayName("is read or not read from any text, and nothing escapes")
    void anyText() {
        Random random = new Random(42);
        for (int i = 0; i < 20_000; i++) {
            String text = random.ints(random.nextInt(12), 0, 0x80).mapToObj(c -> String.valueOf((char) c))
                    .reduce("e-", String::concat);
            assertThatCode(() -> Cursor.parse(text)).doesNotThrowAnyException();
        }
    }
}
