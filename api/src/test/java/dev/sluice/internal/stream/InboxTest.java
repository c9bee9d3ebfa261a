package dev.sluice.internal.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import dev.sluice.fixtures.Parked;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("The inbox")
@Timeout(20)
class InboxTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    private final List<String> valve = Collections.synchronizedList(new ArrayList<>());

    private Inbox inbox(int maxMessages, int maxBytes) {
        return new Inbox(maxMessages, maxBytes, new Valve() {
            @Override
            public void pauseReading() {
                valve.add("pause");
            }

            @Override
            public void resumeReading() {
                valve.add("resume");
            }
        });
    }

    private static void add(Inbox inbox, int count) {
        for (int i = 0; i < count; i++) {
            inbox.add(new byte[1]);
        }
    }

    private static void take(Inbox inbox, int count) {
        for (int i = 0; i < count; i++) {
            assertThat(inbox.take(Duration.ZERO)).isNotNull();
        }
    }

    @Test
    void givesMessagesInTheOrderInWhichTheyCame() {
        Inbox inbox = inbox(10, 100);
        inbox.add(new byte[]{1});
        inbox.add(new byte[]{2});
        inbox.add(new byte[0]);

        assertThat(inbox.take()).containsExactly(1);
        assertThat(inbox.take(LONG)).containsExactly(2);
        assertThat(inbox.take(Duration.ZERO)).isEmpty();
    }

    @Test
    void pausesReadingExactlyAtTheBoundOfMessagesAndResumesAtHalf() {
        Inbox inbox = inbox(8, 1_000);
        add(inbox, 7);
        assertThat(valve).isEmpty();
        assertThat(inbox.isPaused()).isFalse();

        add(inbox, 1);
        assertThat(valve).containsExactly("pause");
        assertThat(inbox.isPaused()).isTrue();

        take(inbox, 3);
        assertThat(valve).as("five wait").containsExactly("pause");
        take(inbox, 1);
        assertThat(valve).as("four wait").containsExactly("pause", "resume");
        assertThat(inbox.isPaused()).isFalse();
    }

    @Test
    void pausesReadingExactlyAtTheBoundOfBytesAndResumesAtHalf() {
        Inbox inbox = inbox(100, 100);
        inbox.add(new byte[30]);
        inbox.add(new byte[20]);
        inbox.add(new byte[49]);
        assertThat(valve).isEmpty();

        inbox.add(new byte[1]);
        assertThat(valve).containsExactly("pause");

        take(inbox, 1);
        assertThat(valve).as("70 bytes wait").containsExactly("pause");
        take(inbox, 1);
        assertThat(valve).as("50 bytes wait").containsExactly("pause", "resume");
    }

    @Test
    void resumesOnlyWhenHalfOfBothIsFree() {
        Inbox inbox = inbox(4, 100);
        inbox.add(new byte[1]);
        inbox.add(new byte[1]);
        inbox.add(new byte[1]);
        inbox.add(new byte[60]);
        take(inbox, 3);
        assertThat(valve).as("one message, but of 60 bytes").containsExactly("pause");

        take(inbox, 1);
        assertThat(valve).containsExactly("pause", "resume");
    }

    @Test
    void whatOneReadHadBroughtStillComesInAndPausesOnlyOnce() {
        Inbox inbox = inbox(4, 1_000);
        add(inbox, 10);

        assertThat(valve).containsExactly("pause");
        take(inbox, 7);
        assertThat(valve).as("three wait").containsExactly("pause");
        take(inbox, 1);
        assertThat(valve).as("two wait").containsExactly("pause", "resume");
        add(inbox, 2);
        assertThat(valve).containsExactly("pause", "resume", "pause");
    }

    @Test
    void aBoundOfOneMessagePausesAtEachOfThem() {
        Inbox inbox = inbox(1, 1_000);
        add(inbox, 1);
        take(inbox, 1);
        add(inbox, 1);
        take(inbox, 1);

        assertThat(valve).containsExactly("pause", "resume", "pause", "resume");
    }

    @Test
    void aMessageAsLargeAsTheBoundPausesUntilItIsTaken() {
        Inbox inbox = inbox(10, 100);
        inbox.add(new byte[100]);
        assertThat(valve).containsExactly("pause");

        take(inbox, 1);
        assertThat(valve).containsExactly("pause", "resume");
    }

    @Test
    void givesWhatCameBeforeTheEnd() {
        Inbox inbox = inbox(10, 100);
        add(inbox, 2);
        inbox.end(false);

        take(inbox, 2);
        assertThat(inbox.take()).isNull();
        assertThat(inbox.take(LONG)).isNull();
    }

    @Test
    void givesNothingAfterAnEndThatDrops() {
        Inbox inbox = inbox(10, 100);
        add(inbox, 2);
        inbox.end(true);

        assertThat(inbox.take()).isNull();
    }

    @Test
    void dropsWhatComesAfterTheEnd() {
        Inbox inbox = inbox(1, 100);
        inbox.end(false);
        add(inbox, 3);

        assertThat(inbox.take()).isNull();
        assertThat(valve).isEmpty();
    }

    @Test
    @DisplayName("reads again after the end, for the client's Close must be heard")
    void endResumes() {
        Inbox inbox = inbox(1, 100);
        add(inbox, 1);
        inbox.end(false);

        assertThat(valve).containsExactly("pause", "resume");
        take(inbox, 1);
        assertThat(valve).containsExactly("pause", "resume");
        assertThat(inbox.isPaused()).isFalse();
    }

    @Test
    void aReceiverWaitsForAMessage() {
        Inbox inbox = inbox(10, 100);
        Parked<byte[]> receiver = Parked.start(inbox::take);
        inbox.add(new byte[]{7});

        assertThat(receiver.result()).containsExactly(7);
    }

    @Test
    void aReceiverWithATimeoutIsWokenByAMessageBeforeIt() {
        Inbox inbox = inbox(10, 100);
        Parked<byte[]> receiver = Parked.start(() -> inbox.take(LONG));
        inbox.add(new byte[]{7});

        assertThat(receiver.result()).containsExactly(7);
    }

    @Test
    void everyReceiverIsReleasedByTheEnd() {
        Inbox inbox = inbox(10, 100);
        Parked<byte[]> one = Parked.start(inbox::take);
        Parked<byte[]> another = Parked.start(() -> inbox.take(LONG));
        inbox.end(false);

        assertThat(one.result()).isNull();
        assertThat(another.result()).isNull();
    }

    @Test
    void aReceiverIsReleasedByAnInterruptWithItsFlagSet() {
        Inbox inbox = inbox(10, 100);
        Parked<String> one = Parked.startCancellable(inbox::take);
        Parked<String> another = Parked.startCancellable(() -> inbox.take(LONG));
        one.interrupt();
        another.interrupt();

        assertThat(one.result()).isEqualTo("cancelled, flag set");
        assertThat(another.result()).isEqualTo("cancelled, flag set");
        inbox.add(new byte[]{1});
        assertThat(inbox.take()).as("nobody took it").containsExactly(1);
    }

    @Test
    void aTimeoutEndsTheWaitingAndNoSooner() {
        Inbox inbox = inbox(10, 100);
        long start = System.nanoTime();

        assertThat(inbox.take(Duration.ofMillis(20))).isNull();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(20));
        assertThat(inbox.take(Duration.ZERO)).isNull();
        assertThat(inbox.take(Duration.ofSeconds(-1))).isNull();
    }

    @Test
    void theLongestTimeoutIsNoTimeout() {
        Inbox inbox = inbox(10, 100);
        Parked<byte[]> receiver = Parked.start(() -> inbox.take(Duration.ofSeconds(Long.MAX_VALUE)));
        inbox.end(false);

        assertThat(receiver.result()).isNull();
    }

    @Test
    void isFreeForOtherThreadsWhenItHasSaidWhetherItIsPaused() throws Exception {
        Inbox inbox = inbox(1, 100);
        add(inbox, 1);
        assertThat(inbox.isPaused()).isTrue();

        assertThat(CompletableFuture.supplyAsync(inbox::isPaused).get(5, TimeUnit.SECONDS)).isTrue();
    }
}
