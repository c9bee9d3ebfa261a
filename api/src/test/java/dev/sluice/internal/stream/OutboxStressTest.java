package dev.sluice.internal.stream;

import static dev.sluice.fixtures.Crew.require;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import dev.sluice.Codec;
import dev.sluice.fixtures.Crew;
import dev.sluice.internal.stream.Outbox.Result;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("The outbox under several senders")
@Timeout(20)
class OutboxStressTest {

    private static final int SENDERS = 4;
    private static final int EACH = 5_000;
    private static final int SIZE = 10;

    /** Messages of ten bytes: a header of two, the sender and its count. */
    private static Message message(int sender, int count) {
        return Message.of(Codec.bytes(), ByteBuffer.allocate(SIZE - 2).putInt(sender).putInt(count).array());
    }

    private static ByteBuffer content(Message message) {
        return ByteBuffer.wrap(message.wire(WireForm.BARE_FRAME)).position(2);
    }

    @Test
    @DisplayName("loses and doubles nothing, keeps each sender's order, its bounds, and wakes a link that polls when told")
    void putAndOffer() throws InterruptedException {
        Outbox outbox = new Outbox(WireForm.BARE_FRAME, 7, 5 * SIZE, () -> {});
        Semaphore ready = new Semaphore(0);
        AtomicInteger taken = new AtomicInteger();
        Crew senders = Crew.start(SENDERS, sender -> {
            for (int count = 0; count < EACH; count++) {
                Message message = message(sender, count);
                Result result = count % 3 == 0 ? outbox.offer(message) : Result.FULL;
                result = result == Result.FULL ? outbox.put(message) : result;
                taken.incrementAndGet();
                if (result == Result.FIRST) {
                    ready.release();
                }
            }
        });

        int[] next = new int[SENDERS];
        for (int polled = 0; polled < SENDERS * EACH;) {
            assertThat(ready.tryAcquire(5, TimeUnit.SECONDS)).as("told of message %d", polled).isTrue();
            Message message = outbox.poll();
            while (message != null) {
                polled++;
                ByteBuffer content = content(message);
                int sender = content.getInt();
                require(content.getInt() == next[sender]++, "the order of a sender");
                require(taken.get() - polled <= 5, "the bound");
                message = outbox.poll();
            }
        }
        senders.join();
        assertThat(next).containsOnly(EACH);
        assertThat(outbox.isEmpty()).isTrue();
    }

    @Test
    @DisplayName("drops the oldest only: what is polled rises for each sender, and the last messages are there")
    void dropping() {
        Outbox outbox = new Outbox(WireForm.BARE_FRAME, 8, 1_000, () -> {});
        Crew senders = Crew.start(SENDERS, sender -> {
            for (int count = 0; count < EACH; count++) {
                require(outbox.offerDroppingOldest(message(sender, count)) != Result.FULL, "dropping makes room");
            }
        });
        int[] last = {-1, -1, -1, -1};
        while (senders.isWorking()) {
            check(outbox.poll(), last);
        }
        senders.join();
        int waiting = 0;
        for (Message message = outbox.poll(); message != null; message = outbox.poll()) {
            check(message, last);
            waiting++;
        }

        assertThat(waiting).isLessThanOrEqualTo(8);
        assertThat(last).as("the message taken last").contains(EACH - 1);
    }

    private static void check(Message message, int[] last) {
        if (message != null) {
            ByteBuffer content = content(message);
            int sender = content.getInt();
            int count = content.getInt();
            require(count > last[sender], "the order of a sender");
            last[sender] = count;
        }
    }

    @Test
    @DisplayName("closed in the middle, gives exactly what it took")
    void closing() {
        for (int round = 0; round < 40; round++) {
            Outbox outbox = new Outbox(WireForm.BARE_FRAME, 3, 1_000, () -> {});
            AtomicInteger taken = new AtomicInteger();
            Crew senders = Crew.start(SENDERS, sender -> {
                int count = 0;
                while (outbox.put(message(sender, count)) != Result.CLOSED) {
                    count++;
                    taken.incrementAndGet();
                }
            });
            int polled = 0;
            while (polled < round * 5) {
                polled += outbox.poll() == null ? 0 : 1;
            }
            outbox.close(false);
            senders.join();
            while (!outbox.isDone()) {
                polled += outbox.poll() == null ? 0 : 1;
            }
            assertThat(polled).isEqualTo(taken.get());
        }
    }
}
