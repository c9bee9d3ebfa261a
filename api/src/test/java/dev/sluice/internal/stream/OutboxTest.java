package dev.sluice.internal.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import dev.sluice.Codec;
import dev.sluice.Codec.Form;
import dev.sluice.internal.stream.Outbox.Result;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The outbox")
class OutboxTest {

    private static Outbox outbox(int maxMessages, int maxBytes) {
        return new Outbox(WireForm.BARE_FRAME, maxMessages, maxBytes, () -> {});
    }

    /** A message of this size on the wire: frames of up to 125 bytes have a header of two. */
    private static Message sized(int onTheWire) {
        return Message.of(Codec.bytes(), new byte[onTheWire - 2]);
    }

    private static Message keyed(Object key, String text) {
        return Message.of(Form.TEXT, text.getBytes(StandardCharsets.US_ASCII), "", key);
    }

    private static List<Message> drain(Outbox outbox) {
        List<Message> all = new ArrayList<>();
        for (Message next = outbox.poll(); next != null; next = outbox.poll()) {
            all.add(next);
        }
        return all;
    }

    @Test
    void givesMessagesInTheOrderInWhichTheyWereTaken() {
        Outbox outbox = outbox(10, 1_000);
        List<Message> messages = List.of(sized(10), sized(20), sized(30));
        messages.forEach(outbox::offer);

        assertThat(drain(outbox)).containsExactlyElementsOf(messages);
        assertThat(outbox.poll()).isNull();
    }

    @Test
    void saysWhichMessageIsTheFirst() {
        Outbox outbox = outbox(10, 1_000);

        assertThat(outbox.offer(sized(10))).isEqualTo(Result.FIRST);
        assertThat(outbox.offer(sized(10))).isEqualTo(Result.QUEUED);
        assertThat(drain(outbox)).hasSize(2);
        assertThat(outbox.put(sized(10))).isEqualTo(Result.FIRST);
        assertThat(outbox.put(sized(10))).isEqualTo(Result.QUEUED);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7})
    void holdsExactlyAsManyMessagesAsItMay(int limit) {
        Outbox outbox = outbox(limit, 1_000);
        for (int i = 0; i < limit; i++) {
            assertThat(outbox.offer(sized(2))).isNotEqualTo(Result.FULL);
        }

        assertThat(outbox.offer(sized(2))).isEqualTo(Result.FULL);
        assertThat(outbox.poll()).isNotNull();
        assertThat(outbox.offer(sized(2))).isNotEqualTo(Result.FULL);
        assertThat(outbox.offer(sized(2))).isEqualTo(Result.FULL);
    }

    @Test
    void holdsExactlyAsManyBytesAsItMay() {
        Outbox outbox = outbox(100, 100);

        assertThat(outbox.offer(sized(60))).isEqualTo(Result.FIRST);
        assertThat(outbox.offer(sized(41))).isEqualTo(Result.FULL);
        assertThat(outbox.offer(sized(40))).isEqualTo(Result.QUEUED);
        assertThat(outbox.offer(sized(2))).isEqualTo(Result.FULL);
        assertThat(outbox.poll()).isNotNull();
        assertThat(outbox.offer(sized(61))).isEqualTo(Result.FULL);
        assertThat(outbox.offer(sized(60))).isEqualTo(Result.QUEUED);
    }

    @Test
    void knowsWhatItCouldEverHold() {
        Outbox outbox = outbox(1, 100);
        outbox.offer(sized(50));

        assertThat(outbox.couldHold(sized(100))).isTrue();
        assertThat(outbox.couldHold(sized(101))).isFalse();
    }

    @Test
    void countsTheBytesOfItsOwnProtocol() {
        Message message = Message.of(Codec.text(), "x");
        int event = message.wire(WireForm.EVENT).length;

        assertThat(new Outbox(WireForm.EVENT, 1, event, () -> {}).offer(message)).isEqualTo(Result.FIRST);
        assertThat(new Outbox(WireForm.EVENT, 1, event - 1, () -> {}).offer(message)).isEqualTo(Result.FULL);
    }

    @Test
    void keepsWhatWaitsWhenItIsClosed() {
        Outbox outbox = outbox(10, 1_000);
        Message waiting = sized(10);
        outbox.offer(waiting);
        outbox.close(false);

        assertThat(outbox.isDone()).isFalse();
        assertThat(drain(outbox)).containsExactly(waiting);
        assertThat(outbox.isDone()).isTrue();
    }

    @Test
    void dropsWhatWaitsIfToldSo() {
        Outbox outbox = outbox(10, 1_000);
        outbox.offer(sized(10));
        outbox.close(false);
        outbox.close(true);

        assertThat(outbox.poll()).isNull();
        assertThat(outbox.isEmpty()).isTrue();
        assertThat(outbox.isDone()).isTrue();
    }

    @Test
    void takesNothingOnceClosed() {
        Outbox outbox = outbox(1, 100);
        outbox.offer(sized(10));
        outbox.close(false);

        assertThat(outbox.offer(sized(10))).isEqualTo(Result.CLOSED);
        assertThat(outbox.put(sized(10))).isEqualTo(Result.CLOSED);
        assertThat(outbox.offerDroppingOldest(sized(10))).isEqualTo(Result.CLOSED);
        assertThat(outbox.offerConflating(sized(10))).isEqualTo(Result.CLOSED);
        assertThat(drain(outbox)).hasSize(1);
    }

    @Test
    void countsNothingAsDroppedOnceClosed() {
        List<String> dropped = new ArrayList<>();
        Outbox outbox = new Outbox(WireForm.BARE_FRAME, 10, 50, () -> dropped.add("dropped"));
        outbox.close(false);

        assertThat(outbox.offerDroppingOldest(sized(51))).isEqualTo(Result.CLOSED);
        assertThat(outbox.offerConflating(sized(51))).isEqualTo(Result.CLOSED);
        assertThat(dropped).isEmpty();
    }

    @Test
    void isNotDoneWhileItIsOpen() {
        Outbox outbox = outbox(1, 100);

        assertThat(outbox.isEmpty()).isTrue();
        assertThat(outbox.isDone()).isFalse();
    }

    @Test
    void dropsNoMoreOldMessagesThanItMust() {
        Outbox outbox = outbox(3, 100);
        Message b = sized(30);
        Message c = sized(40);
        outbox.offer(sized(30));
        outbox.offer(b);
        outbox.offer(c);
        Message d = sized(20);

        assertThat(outbox.offerDroppingOldest(d)).as("by count").isEqualTo(Result.QUEUED);
        Message e = sized(60);
        assertThat(outbox.offerDroppingOldest(e)).as("by bytes, both b and c").isEqualTo(Result.QUEUED);
        assertThat(drain(outbox)).containsExactly(d, e);
    }

    @Test
    void dropsEverythingForAMessageThatFillsIt() {
        Outbox outbox = outbox(10, 100);
        outbox.offer(sized(50));
        outbox.offer(sized(50));
        Message whole = sized(100);

        assertThat(outbox.offerDroppingOldest(whole)).isEqualTo(Result.FIRST);
        assertThat(drain(outbox)).containsExactly(whole);
    }

    @Test
    void dropsNothingForAMessageThatCouldNeverFit() {
        Outbox outbox = outbox(10, 100);
        Message waiting = sized(50);
        outbox.offer(waiting);

        assertThat(outbox.offerDroppingOldest(sized(101))).isEqualTo(Result.FULL);
        assertThat(drain(outbox)).containsExactly(waiting);
    }

    @Test
    @DisplayName("conflates: the newest of each key, in the order in which the newest ones came")
    void conflates() {
        Outbox outbox = outbox(10, 1_000);
        Message b1 = keyed("b", "1");
        Message a2 = keyed("a", "2");
        Message c1 = keyed("c", "1");
        outbox.offerConflating(keyed("a", "1"));
        outbox.offerConflating(b1);
        outbox.offerConflating(a2);
        outbox.offerConflating(keyed("c", "0"));
        outbox.offerConflating(c1);

        assertThat(drain(outbox)).containsExactly(b1, a2, c1);
    }

    @Test
    void conflationGivesTheBytesOfTheOldMessageBack() {
        Outbox outbox = outbox(2, 100);
        outbox.offerConflating(keyed("a", "x".repeat(90)));
        for (int i = 0; i < 50; i++) {
            outbox.offerConflating(keyed("a", "x".repeat(i)));
        }
        Message other = keyed("b", "y".repeat(40));

        assertThat(outbox.offer(other)).isEqualTo(Result.QUEUED);
        assertThat(drain(outbox)).hasSize(2).last().isSameAs(other);
    }

    @Test
    void conflationDropsTheOldestWhenTheKeysAreTooMany() {
        Outbox outbox = outbox(2, 1_000);
        Message a2 = keyed("a", "2");
        Message c = keyed("c", "1");
        outbox.offerConflating(keyed("a", "1"));
        outbox.offerConflating(keyed("b", "1"));
        outbox.offerConflating(a2);
        outbox.offerConflating(c);

        assertThat(drain(outbox)).containsExactly(a2, c);
    }

    @Test
    void messagesWithoutAKeyAreNeverReplaced() {
        Outbox outbox = outbox(10, 1_000);
        outbox.offerConflating(keyed(null, "1"));
        outbox.offerConflating(keyed(null, "2"));
        outbox.offer(sized(10));
        outbox.offerConflating(keyed("a", "1"));

        assertThat(drain(outbox)).hasSize(4);
    }

    @Test
    void anOldMessageIsNotLostToANewOneThatCouldNeverFit() {
        Outbox outbox = outbox(10, 100);
        Message old = keyed("a", "1");
        outbox.offerConflating(old);

        assertThat(outbox.offerConflating(keyed("a", "x".repeat(100)))).isEqualTo(Result.FULL);
        assertThat(drain(outbox)).containsExactly(old);
    }

    @Test
    void tellsOfEachMessageThatIsDropped() {
        AtomicInteger dropped = new AtomicInteger();
        Outbox outbox = new Outbox(WireForm.BARE_FRAME, 2, 10, dropped::incrementAndGet);
        assertThat(outbox.offerOrDrop(keyed("a", "1"))).isEqualTo(Result.FIRST);
        assertThat(outbox.offerOrDrop(keyed("b", "1"))).isEqualTo(Result.QUEUED);
        assertThat(outbox.offer(sized(2))).isEqualTo(Result.FULL);
        assertThat(dropped).as("an offer that is not taken is not dropped").hasValue(0);

        assertThat(outbox.offerOrDrop(sized(2))).isEqualTo(Result.FULL);
        assertThat(dropped).hasValue(1);
        outbox.offerConflating(keyed("b", "2"));
        assertThat(dropped).as("the one it replaces").hasValue(2);
        outbox.offerDroppingOldest(sized(9));
        assertThat(dropped).as("both that waited").hasValue(4);
        outbox.offerDroppingOldest(sized(11));
        assertThat(dropped).as("it could never fit").hasValue(5);
        outbox.close(false);
        assertThat(outbox.offerOrDrop(sized(2))).isEqualTo(Result.CLOSED);
        assertThat(dropped).hasValue(5);
    }

    @Test
    void saysHowMuchWaitsAndForHowManyMoreThereIsRoom() {
        Outbox outbox = outbox(5, 100);
        assertThat(outbox.isEmpty()).isTrue();
        outbox.offer(sized(10));
        outbox.offer(sized(20));

        assertThat(outbox.isEmpty()).isFalse();
        assertThat(outbox.size()).isEqualTo(2);
        assertThat(outbox.bytes()).isEqualTo(30);
        assertThat(outbox.room()).isEqualTo(3);
        outbox.poll();
        assertThat(outbox.bytes()).isEqualTo(20);
        assertThat(outbox.room()).isEqualTo(4);
    }

    @Test
    @DisplayName("with a message put ahead is not empty, though that one counts for nothing")
    void putAhead() {
        Outbox outbox = outbox(1, 10);
        Message ahead = sized(50);
        outbox.putAhead(ahead);
        assertThat(outbox.isEmpty()).isFalse();
        assertThat(outbox.size()).isZero();
        Message other = sized(10);
        assertThat(outbox.offer(other)).isEqualTo(Result.FIRST);

        assertThat(drain(outbox)).containsExactly(ahead, other);
        outbox.close(false);
        outbox.putAhead(ahead);
        assertThat(outbox.isDone()).as("nothing is taken behind the end").isTrue();
    }

    @Test
    void isFreeForOtherThreadsAfterEachCall() throws Exception {
        Outbox outbox = outbox(2, 100);
        List<Runnable> calls = List.of(() -> outbox.offer(sized(2)), () -> outbox.offerOrDrop(sized(2)),
                () -> outbox.offerDroppingOldest(sized(2)), () -> outbox.offerConflating(sized(2)),
                () -> outbox.putAhead(sized(2)), outbox::poll, outbox::poll, () -> outbox.put(sized(2)), outbox::size,
                outbox::room, outbox::bytes, outbox::isEmpty, outbox::isDone, () -> outbox.close(true));
        for (int i = 0; i < calls.size(); i++) {
            calls.get(i).run();

            assertThat(CompletableFuture.supplyAsync(outbox::isDone).get(5, TimeUnit.SECONDS)).as("after call " + i)
                    .isEqualTo(i == calls.size() - 1);
        }
    }
}
