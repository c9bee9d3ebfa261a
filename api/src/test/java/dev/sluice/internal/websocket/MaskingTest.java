package dev.sluice.internal.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;

import dev.sluice.fixtures.Randomly;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Masking")
class MaskingTest {

    @Test
    void isTheLoopOfRfc6455() {
        Randomly.tries(1_000, any -> {
            byte[] bytes = any.bytes(70);
            int start = Math.min(any.upTo(20), bytes.length);
            int end = Math.max(start, bytes.length - any.upTo(20));
            int key = any.anyInt();
            long phase = any.anyPositive();
            byte[] expected = bytes.clone();
            byte[] mask = ByteBuffer.allocate(4).putInt(key).array();
            for (int i = start; i < end; i++) {
                expected[i] ^= mask[(int) ((phase + i - start) & 3)];
            }

            byte[] masked = bytes.clone();
            Masking.apply(masked, start, end, key, phase);

            assertThat(masked).isEqualTo(expected);
        });
    }

    @Test
    void undoesItself() {
        Randomly.tries(300, any -> {
            byte[] bytes = any.bytes(70);
            int key = any.anyInt();
            int phase = any.upTo(9);

            byte[] twice = bytes.clone();
            Masking.apply(twice, 0, twice.length, key, phase);
            Masking.apply(twice, 0, twice.length, key, phase);

            assertThat(twice).isEqualTo(bytes);
        });
    }
}
