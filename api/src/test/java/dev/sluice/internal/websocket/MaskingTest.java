package dev.sluice.internal.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class MaskingTest {

    @Property
    void isTheLoopOfRfc6455(@ForAll @Size(max = 70) byte[] bytes, @ForAll @IntRange(max = 20) int from,
            @ForAll @IntRange(max = 20) int fromTheEnd, @ForAll int key, @ForAll @LongRange(min = 0) long phase) {
        int start = Math.min(from, bytes.length);
        int end = Math.max(start, bytes.length - fromTheEnd);
        byte[] expected = bytes.clone();
        byte[] mask = ByteBuffer.allocate(4).putInt(key).array();
        for (int i = start; i < end; i++) {
            expected[i] ^= mask[(int) ((phase + i - start) & 3)];
        }

        byte[] masked = bytes.clone();
        Masking.apply(masked, start, end, key, phase);

        assertThat(masked).isEqualTo(expected);
    }

    @Property(tries = 300)
    void undoesItself(@ForAll @Size(max = 70) byte[] bytes, @ForAll int key, @ForAll @IntRange(max = 9) int phase) {
        byte[] twice = bytes.clone();
        Masking.apply(twice, 0, twice.length, key, phase);
        Masking.apply(twice, 0, twice.length, key, phase);

        assertThat(twice).isEqualTo(bytes);
    }
}
