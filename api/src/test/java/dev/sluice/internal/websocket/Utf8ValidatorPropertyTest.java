package dev.sluice.internal.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import dev.sluice.fixtures.Randomly;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What must hold for all bytes, valid or not. */
@DisplayName("The UTF-8 validator, given any bytes,")
class Utf8ValidatorPropertyTest {

    private static final byte[] TELLING = {(byte) 0x80, (byte) 0xbf, (byte) 0xc0, (byte) 0xc2, (byte) 0xe0, (byte) 0xed,
        (byte) 0xf0, (byte) 0xf4, (byte) 0xf5, (byte) 0xff, (byte) 0x90, (byte) 0xa0, 'a'};

    @Test
    void agreesWithTheJdkAtAnyCut() {
        Randomly.tries(2_000, any -> {
            byte[] bytes = nearlyUtf8(any);
            Utf8Validator validator = new Utf8Validator();
            boolean valid = true;
            int from = 0;
            for (int cut : any.cuts(6, bytes.length)) {
                valid = valid && validator.accept(bytes, from, cut);
                from = cut;
            }
            valid = valid && validator.accept(bytes, from, bytes.length) && validator.finish();

            assertThat(valid).isEqualTo(Utf8Oracle.isUtf8(bytes));
        });
    }

    @Test
    void refusesAtTheFirstByteThatNothingCanMend() {
        Randomly.tries(2_000, any -> {
            byte[] bytes = nearlyUtf8(any);

            assertThat(Utf8Oracle.firstRefused(bytes)).isEqualTo(Utf8Oracle.firstBad(bytes));
        });
    }

    /** Valid text, of which some bytes were then changed, or random bytes. */
    private static byte[] nearlyUtf8(Randomly any) {
        if (any.oneIn(3)) {
            return any.bytes(12);
        }
        String text = any.oneIn(2)
                ? any.text(20)
                : any.joined(12, "a", "abcdefgh", "é", "€", "😀", "\0", "\u07ff", "\uffff", "\ud7ff", "\ue000",
                        "\uDBFF\uDFFF");
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        byte[] mutated = any.oneIn(4) ? Arrays.copyOf(bytes, any.upTo(bytes.length)) : bytes;
        for (int changes = any.upTo(2); changes > 0 && mutated.length > 0; changes--) {
            mutated[any.upTo(mutated.length - 1)] = TELLING[any.upTo(TELLING.length - 1)];
        }
        return mutated;
    }
}
