package dev.sluice.helidon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.helidon.common.buffers.DataReader;
import io.helidon.http.http2.Http2Util;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResetWatchTest {

    private static final int DATA = 0;
    private static final int RST_STREAM = 3;

    private static byte[] frame(int type, int stream, int length) {
        return ByteBuffer.allocate(9 + length).put((byte) (length >> 16)).putShort((short) length).put((byte) type)
                .put((byte) 1).putInt(stream).array();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 9, 10, 13, 100_000})
    void seesResetsHoweverTheBytesAreCut(int size) {
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        sent.writeBytes(new byte[Http2Util.PREFACE_LENGTH]);
        sent.writeBytes(frame(DATA, 1, 70_000));
        sent.writeBytes(frame(RST_STREAM, 1, 4));
        sent.writeBytes(frame(DATA, 3, 0));
        // The highest bit is reserved.
        sent.writeBytes(frame(RST_STREAM, 0x80abcdef, 4));
        sent.writeBytes(frame(RST_STREAM, 5, 4));
        byte[] all = sent.toByteArray();
        int[] at = {0};
        DataReader helidon = DataReader.create(() -> {
            int from = at[0];
            at[0] = Math.min(all.length, from + size);
            return from == all.length ? null : Arrays.copyOfRange(all, from, at[0]);
        });
        List<Integer> resets = new ArrayList<>();
        ResetWatch watch = new ResetWatch(helidon, resets::add);
        ByteArrayOutputStream passedOn = new ByteArrayOutputStream();
        for (byte @Nullable [] bytes = watch.get(); bytes != null; bytes = watch.get()) {
            passedOn.writeBytes(bytes);
        }
        assertThat(passedOn.toByteArray()).isEqualTo(all);
        assertThat(resets).containsExactly(1, 0xabcdef, 5);
    }
}
