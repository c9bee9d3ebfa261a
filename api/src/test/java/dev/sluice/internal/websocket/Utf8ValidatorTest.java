package dev.sluice.internal.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The UTF-8 validator")
class Utf8ValidatorTest {

    @Test
    void takesEveryCodePointAndNoSurrogate() {
        Utf8Validator validator = new Utf8Validator();
        for (int point = 0; point <= Character.MAX_CODE_POINT; point++) {
            byte[] bytes = encode(point);
            boolean surrogate = point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
            boolean valid = validator.accept(bytes, 0, bytes.length) && validator.finish();
            if (valid == surrogate) {
                assertThat(valid).as("U+%04X", point).isEqualTo(!surrogate);
            }
            validator = surrogate ? new Utf8Validator() : validator;
        }
    }

    @Test
    @DisplayName("refuses every sequence of two bytes at the first byte that no continuation can mend")
    void everyPairOfBytes() {
        for (int pair = 0; pair <= 0xffff; pair++) {
            byte[] bytes = {(byte) (pair >> 8), (byte) pair};
            int expected = Utf8Oracle.firstBad(bytes);
            if (Utf8Oracle.firstRefused(bytes) != expected) {
                assertThat(Utf8Oracle.firstRefused(bytes)).as("%04x", pair).isEqualTo(expected);
            }
        }
    }

    @Test
    void readsOnlyTheRangeThatItIsGiven() {
        byte[] bytes = {(byte) 0xff, 'a', (byte) 0xc3, (byte) 0xff};
        Utf8Validator validator = new Utf8Validator();

        assertThat(validator.accept(bytes, 1, 3)).isTrue();
        assertThat(validator.accept(bytes, 0, 0)).isTrue();
        assertThat(validator.finish()).as("the code point is unfinished").isFalse();
    }

    @Test
    void isReadyForTheNextTextAfterOneThatWasTruncated() {
        Utf8Validator validator = new Utf8Validator();
        validator.accept(new byte[]{(byte) 0xe2, (byte) 0x82}, 0, 2);
        validator.finish();

        assertThat(validator.accept(new byte[]{'a'}, 0, 1)).isTrue();
        assertThat(validator.finish()).isTrue();
    }

    /** UTF-8 by the bit layout of RFC 3629 section 3 alone, for surrogates too. */
    private static byte[] encode(int point) {
        if (point < 0x80) {
            return new byte[]{(byte) point};
        }
        if (point < 0x800) {
            return new byte[]{(byte) (0xc0 | point >> 6), tail(point)};
        }
        if (point < 0x10000) {
            return new byte[]{(byte) (0xe0 | point >> 12), tail(point >> 6), tail(point)};
        }
        return new byte[]{(byte) (0xf0 | point >> 18), tail(point >> 12), tail(point >> 6), tail(point)};
    }

    private static byte tail(int bits) {
        return (byte) (0x80 | (bits & 0x3f));
    }
}
