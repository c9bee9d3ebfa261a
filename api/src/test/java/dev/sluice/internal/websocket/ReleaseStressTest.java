package dev.sluice.internal.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import dev.sluice.fixtures.CountedZlib;
import dev.sluice.fixtures.Crew;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What is released while another thread uses it")
class ReleaseStressTest {

    private static final int ROUNDS = 5_000;
    private static final byte[] PLAIN = new byte[300];
    private static final byte[] COMPRESSED = Blocks.message(PLAIN);

    private final CountedZlib zlib = new CountedZlib();

    private interface Use {

        void of(MessageInflater inflater, MessageDeflater deflater);
    }

    /** One thread uses a pair that the other one releases, at the same moment, and then the next pair. */
    private void race(Use use) {
        AtomicReference<MessageInflater> inflater = new AtomicReference<>(new MessageInflater(zlib, 1_000, true));
        AtomicReference<MessageDeflater> deflater = new AtomicReference<>(new MessageDeflater(zlib));
        CyclicBarrier next = new CyclicBarrier(2, () -> {
            assertThat(zlib.living()).isZero();
            inflater.set(new MessageInflater(zlib, 1_000, true));
            deflater.set(new MessageDeflater(zlib));
        });
        Crew.start(2, number -> {
            for (int round = 0; round < ROUNDS; round++) {
                if (number == 0) {
                    use.of(inflater.get(), deflater.get());
                } else {
                    inflater.get().release();
                    deflater.get().release();
                }
                next.await(5, TimeUnit.SECONDS);
            }
        }).join();
        assertThat(zlib.living()).isZero();
        assertThat(zlib.endedAgain()).isZero();
    }

    @Test
    void inflaterLeavesNothing() {
        race((inflater, deflater) -> {
            MessageBuffer message = new MessageBuffer();
            try {
                inflater.inflate(COMPRESSED, message);
                inflater.finish(message);
                assertThat(message.take()).isEqualTo(PLAIN);
            } catch (ProtocolViolation violation) {
                assertThat(violation.code()).isEqualTo(CloseCode.GOING_AWAY);
            }
        });
    }

    @Test
    void deflaterLeavesNothing() {
        race((inflater, deflater) -> deflater.next(true, PLAIN).ifPresent(
                frame -> assertThat(frame.length).isLessThan(PLAIN.length)));
    }
}
