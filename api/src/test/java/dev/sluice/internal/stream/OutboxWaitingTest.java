package dev.sluice.internal.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;

import dev.sluice.Codec;
import dev.sluice.Codec.Form;
import dev.sluice.fixtures.Parked;
import dev.sluice.internal.stream.Outbox.Result;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("A sender that waits for room in the outbox")
@Timeout(20)
class OutboxWaitingTest {

    private final Outbox outbox = new Outbox(WireForm.BARE_FRAME, 10, 100, () -> {});

    private static Message sized(int onTheWire) {
        return Message.of(Codec.bytes(), new byte[onTheWire - 2]);
    }

    private static Message keyed(Object key, int onTheWire) {
        return Message.of(Form.TEXT, "x".repeat(onTheWire - 2).getBytes(StandardCharsets.US_ASCII), "", key);
    }

    @BeforeEach
    void almostFull() {
        outbox.offer(keyed("large", 90));
    }

    @Test
    void goesOnWhenRoomIsPolled() {
        Message message = sized(20);
        Parked<Result> sender = Parked.start(() -> outbox.put(message));
        assertThat(outbox.poll()).isNotNull();

        assertThat(sender.result()).isEqualTo(Result.FIRST);
        assertThat(outbox.poll()).isSameAs(message);
    }

    @Test
    void waitsOnWhileThereIsTooLittleRoom() {
        outbox.offer(sized(10));
        Parked<Result> sender = Parked.start(() -> outbox.put(sized(95)));
        assertThat(outbox.poll()).isNotNull();
        Parked<Result> another = Parked.start(() -> outbox.put(sized(96)));

        assertThat(sender.isWaiting()).isTrue();
        outbox.close(true);
        assertThat(sender.result()).isEqualTo(Result.CLOSED);
        assertThat(another.result()).isEqualTo(Result.CLOSED);
    }

    @Test
    void isReleasedByTheEnd() {
        Parked<Result> dropped = Parked.start(() -> outbox.put(sized(20)));
        Parked<Result> another = Parked.start(() -> outbox.put(sized(30)));
        outbox.close(false);

        assertThat(dropped.result()).isEqualTo(Result.CLOSED);
        assertThat(another.result()).isEqualTo(Result.CLOSED);
    }

    @Test
    void isReleasedByTheEndThatDropsEverything() {
        Parked<Result> sender = Parked.start(() -> outbox.put(sized(20)));
        outbox.close(true);

        assertThat(sender.result()).isEqualTo(Result.CLOSED);
    }

    @Test
    void isReleasedByAnInterruptWithItsFlagSetAndItsMessageNotTaken() {
        Parked<String> sender = Parked.startCancellable(() -> outbox.put(sized(20)));
        sender.interrupt();

        assertThat(sender.result()).isEqualTo("cancelled, flag set");
        assertThat(outbox.poll()).isNotNull();
        assertThat(outbox.poll()).isNull();
    }

    @Test
    void doesNotMindAnInterruptWhereItNeedNotWait() {
        Thread.currentThread().interrupt();
        try {
            assertThat(outbox.put(sized(10))).isEqualTo(Result.QUEUED);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void goesOnWhenDroppingOldMessagesMadeRoom() {
        Parked<Result> sender = Parked.start(() -> outbox.put(sized(20)));
        assertThat(outbox.offerDroppingOldest(sized(15))).isEqualTo(Result.FIRST);

        assertThat(sender.result()).isEqualTo(Result.QUEUED);
    }

    @Test
    void goesOnWhenConflationMadeRoom() {
        Parked<Result> sender = Parked.start(() -> outbox.put(sized(20)));
        assertThat(outbox.offerConflating(keyed("large", 10))).isEqualTo(Result.FIRST);

        assertThat(sender.result()).isEqualTo(Result.QUEUED);
    }

    @Test
    @DisplayName("goes on when the outbox is polled after a message that could never fit was conflated")
    void neverWaitsOnAnEmptyOutbox() {
        Parked<Result> sender = Parked.start(() -> outbox.put(sized(20)));
        assertThat(outbox.offerConflating(keyed("large", 101))).isEqualTo(Result.FULL);
        outbox.poll();

        assertThat(sender.result()).isEqualTo(Result.FIRST);
    }
}
