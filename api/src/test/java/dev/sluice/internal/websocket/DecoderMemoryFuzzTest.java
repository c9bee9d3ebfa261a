package dev.sluice.internal.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.zip.Deflater;

import com.sun.management.ThreadMXBean;
import dev.sluice.fixtures.Randomly;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Whatever a client announces and sends, the frame decoder")
class DecoderMemoryFuzzTest {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int LIMIT = 64 * 1024;

    /** What growing to the limit in steps can cost, besides as much again for the message that is handed over. */
    private static final long MOST = 6L * LIMIT + 64 * 1024;

    private final MessageInflater inflater = new MessageInflater(Zlib.JDK, LIMIT, false);

    private final Set<Integer> violations = new HashSet<>();

    @AfterEach
    void release() {
        inflater.release();
        assertThat(violations).isNotEmpty().isSubsetOf(1002, 1007, 1009);
    }

    @Test
    @DisplayName("takes no memory for what was announced but did not come")
    void announced() {
        allocatedBy(() -> decode(headOf(2, LIMIT + 1), Optional.empty()));
        Randomly.tries(2_000, any -> {
            byte[] head = headOf(any.pick(0, 1, 2), any.oneIn(2) ? LIMIT : any.anyPositive());
            assertThat(allocatedBy(() -> decode(head, Optional.empty()))).isLessThan(16 * 1024);
        });
    }

    @Test
    @DisplayName("takes no more than a message may have for what was compressed")
    void bombs() {
        allocatedBy(() -> decode(bomb(3 * LIMIT, (byte) 1), Optional.of(inflater)));
        Randomly.tries(200, any -> {
            byte[] bomb = bomb(any.upTo(20) * LIMIT / 2, (byte) any.upTo(3));
            assertThat(allocatedBy(() -> decode(bomb, Optional.of(inflater)))).isLessThan(MOST);
        });
    }

    private static long allocatedBy(Runnable task) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        task.run();
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }

    private void decode(byte[] bytes, Optional<MessageInflater> from) {
        FrameDecoder decoder = new FrameDecoder(LIMIT, LIMIT, 100, from, new Silent());
        try {
            decoder.decode(ByteBuffer.wrap(bytes));
        } catch (ProtocolViolation violation) {
            violations.add(violation.code());
        }
    }

    /** Says that so many bytes follow, and sends three of them. */
    private static byte[] headOf(int opcode, long length) {
        return ByteBuffer.allocate(17).put((byte) (0x80 | opcode)).put((byte) 0xff).putLong(length).putInt(0)
                .put(new byte[3])
                .array();
    }

    /** A compressed message in one frame, of so many equal bytes. */
    private static byte[] bomb(int length, byte filler) {
        byte[] message = new byte[length];
        Arrays.fill(message, filler);
        Deflater deflater = new Deflater(9, true);
        byte[] deflated = new byte[length / 100 + 1_000];
        deflater.setInput(message);
        int count = deflater.deflate(deflated, 0, deflated.length, Deflater.SYNC_FLUSH);
        deflater.end();
        return ByteBuffer.allocate(8 + count).put((byte) 0xc2).put((byte) 0xfe).putShort((short) (count - 4)).putInt(0)
                .put(deflated, 0, count - 4).array();
    }

    /** Keeps nothing. */
    private static final class Silent implements FrameDecoder.Events {

        @Override
        public void begin(boolean text) {}

        @Override
        public void text(byte[] utf8) {}

        @Override
        public void binary(byte[] bytes) {}

        @Override
        public void ping(byte[] payload) {}

        @Override
        public void close(int code, String reason) {}
    }
}
