package dev.sluice.internal.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

/** What must hold for all bytes, valid or not. */
class Utf8ValidatorPropertyTest {

    @Property(tries = 2_000)
    void agreesWithTheJdkOnAnyBytesAtAnyCut(@ForAll("nearlyUtf8") byte[] bytes,
            @ForAll @Size(max = 6) List<Integer> anyCuts) {
        int[] cuts = anyCuts.stream().mapToInt(cut -> Math.floorMod(cut, bytes.length + 1)).sorted().toArray();
        Utf8Validator validator = new Utf8Validator();
        boolean valid = true;
        int from = 0;
        for (int cut : cuts) {
            valid = valid && validator.accept(bytes, from, cut);
            from = cut;
        }
        valid = valid && validator.accept(bytes, from, bytes.length) && validator.finish();

        assertThat(valid).isEqualTo(Utf8Oracle.isUtf8(bytes));
    }

    @Property(tries = 2_000)
    void refusesAtTheFirstByteThatNothingCanMend(@ForAll("nearlyUtf8") byte[] bytes) {
        assertThat(Utf8Oracle.firstRefused(bytes)).isEqualTo(Utf8Oracle.firstBad(bytes));
    }

    /** Valid text, of which some bytes were then changed, or random bytes. */
    @Provide
    Arbitrary<byte[]> nearlyUtf8() {
        Arbitrary<String> texts = Arbitraries.oneOf(
                Arbitraries.of("a", "abcdefgh", "é", "€", "😀", "\0", "\u07ff", "\uffff",
                        "\ud7ff", "\ue000", "\uDBFF\uDFFF").list().ofMaxSize(12).map(parts -> String.join("", parts)),
                Arbitraries.strings().ofMaxLength(20));
        Arbitrary<byte[]> mutated = Combinators
                .combine(texts, Arbitraries.longs(), Arbitraries.integers().between(0, 2))
                .as((text, seed, changes) -> mutate(text.getBytes(StandardCharsets.UTF_8), new Random(seed), changes));
        return Arbitraries.oneOf(mutated, mutated, Arbitraries.bytes().array(byte[].class).ofMaxSize(12));
    }

    private static byte[] mutate(byte[] bytes, Random random, int changes) {
        byte[] mutated = random.nextInt(4) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length + 1)) : bytes;
        byte[] telling = {(byte) 0x80, (byte) 0xbf, (byte) 0xc0, (byte) 0xc2, (byte) 0xe0, (byte) 0xed, (byte) 0xf0,
            (byte) 0xf4, (byte) 0xf5, (byte) 0xff, (byte) 0x90, (byte) 0xa0, 'a'};
        for (int i = 0; i < changes && mutated.length > 0; i++) {
            mutated[random.nextInt(mutated.length)] = telling[random.nextInt(telling.length)];
        }
        return mutated;
    }
}
