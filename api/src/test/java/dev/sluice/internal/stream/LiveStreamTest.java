package dev.sluice.internal.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;

import dev.sluice.Channel;
import dev.sluice.Close;
import dev.sluice.Close.Cause;
import dev.sluice.Codec;
import dev.sluice.CodecException;
import dev.sluice.Overflow;
import dev.sluice.Protocol;
import dev.sluice.StreamClosedException;
import dev.sluice.TransportConfig;
import dev.sluice.fixtures.Clock;
import dev.sluice.fixtures.Parked;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A stream that sends")
@Timeout(20)
class LiveStreamTest {

    private static final Channel<String> CHANNEL = Channel.oneWay("texts", Codec.text());
    private static final TransportConfig CONFIG = TransportConfig.builder().outboxMessages(2).outboxBytes(100).build();
    private static final Close LOST = new Close(Cause.LOST, 1006, "gone");

    private final RecordedStream<Void, String> recorded = RecordedStream.oneWay(Protocol.SSE, CHANNEL, CONFIG);
    private final LiveStream<Void, String> stream = recorded.stream();

    private List<String> polled() {
        return recorded.poll().stream().map(bytes -> new String(bytes, StandardCharsets.UTF_8)).toList();
    }

    @Test
    void sendsInOrderAndTellsItsConnectionOfTheFirstOnly() {
        stream.send("a");
        assertThat(stream.offer("b")).isTrue();

        assertThat(recorded.calls()).containsExactly("ready");
        assertThat(polled()).containsExactly("data: a\n\n", "data: b\n\n");
        stream.send("c");
        assertThat(recorded.calls()).containsExactly("ready", "ready");
    }

    @Test
    void doesNotTakeAnOfferWhileTheClientIsBehind() {
        stream.send("a");
        stream.send("b");

        assertThat(stream.offer("c")).isFalse();
        assertThat(polled()).hasSize(2);
        assertThat(stream.isOpen()).isTrue();
    }

    @Test
    void waitsToSendWhileTheClientIsBehind() {
        stream.send("a");
        stream.send("b");
        Parked<Void> sender = Parked.start(() -> {
            stream.send("c");
            return null;
        });
        List<String> all = new ArrayList<>(polled());
        sender.result();
        all.addAll(polled());

        assertThat(all).containsExactly("data: a\n\n", "data: b\n\n", "data: c\n\n");
    }

    @Test
    void refusesAMessageThatTheOutboxCouldNeverHold() {
        String tooLarge = "x".repeat(100);

        assertThatIllegalArgumentException().isThrownBy(() -> stream.send(tooLarge))
                .withMessageContaining("108 bytes").withMessageContaining("outboxBytes");
        assertThatIllegalArgumentException().isThrownBy(() -> stream.offer(tooLarge));
        assertThat(stream.isOpen()).isTrue();
        assertThat(recorded.calls()).isEmpty();
    }

    @Test
    void sendsNothingOfAMessageThatCannotBeEncoded() {
        assertThatExceptionOfType(CodecException.class).isThrownBy(() -> stream.send("\ud800"));
        assertThatExceptionOfType(CodecException.class).isThrownBy(() -> stream.offer("\ud800"));

        assertThat(polled()).isEmpty();
        assertThat(stream.isOpen()).isTrue();
    }

    @Test
    void sendsNothingAfterTheEnd() {
        stream.end(LOST);

        assertThatExceptionOfType(StreamClosedException.class).isThrownBy(() -> stream.send("a"))
                .satisfies(thrown -> assertThat(thrown.close()).isEqualTo(LOST))
                .withMessageContaining("LOST 1006");
        assertThat(stream.offer("a")).isFalse();
        assertThat(polled()).isEmpty();
    }

    @Test
    void aSenderThatWaitsIsReleasedByTheEnd() {
        stream.send("a");
        stream.send("b");
        Parked<Void> sender = Parked.start(() -> {
            stream.send("c");
            return null;
        });
        stream.end(LOST);

        assertThatExceptionOfType(StreamClosedException.class).isThrownBy(sender::result)
                .satisfies(thrown -> assertThat(thrown.close()).isEqualTo(LOST));
    }

    @Test
    void endsOnceWithTheFirstReason() throws Exception {
        stream.close(4000, "first");
        stream.end(LOST);
        stream.close();

        Close first = new Close(Cause.COMPLETED, 4000, "first");
        assertThat(stream.ended()).hasValue(first);
        assertThat(stream.isOpen()).isFalse();
        assertThat(stream.whenClosed().toCompletableFuture().get(5, TimeUnit.SECONDS)).isEqualTo(first);
        assertThat(recorded.calls()).containsExactly("ending COMPLETED");
    }

    @Test
    void closesWithCode1000() {
        stream.close();

        assertThat(stream.ended()).hasValue(new Close(Cause.COMPLETED, 1000, ""));
    }

    @Test
    void tellsOfTheEndOnAThreadOfItsOwnAfterItsCallbacks() throws Exception {
        List<String> told = Collections.synchronizedList(new ArrayList<>());
        Thread ender = Thread.currentThread();
        stream.onEnd(() -> told.add(Thread.currentThread() == ender ? "callback, same thread" : "callback"));
        var asked = stream.whenClosed().thenAccept(
                close -> told.add(Thread.currentThread() == ender ? "stage, same thread" : "stage"));
        stream.close();
        asked.toCompletableFuture().get(5, TimeUnit.SECONDS);

        assertThat(told).containsExactly("callback", "stage");
    }

    @ParameterizedTest
    @EnumSource(names = {"COMPLETED", "HANDLER_FAILED", "ROTATED", "SHUTDOWN"})
    void whatWasTakenBeforeAnOrderlyEndStillGoesOut(Cause cause) {
        stream.send("a");
        stream.end(new Close(cause, 1000, ""));

        assertThat(polled()).containsExactly("data: a\n\n");
        assertThat(stream.outbox.isDone()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(names = {"COMPLETED", "HANDLER_FAILED", "ROTATED", "SHUTDOWN"}, mode = EnumSource.Mode.EXCLUDE)
    void whatWasTakenBeforeAnyOtherEndIsDropped(Cause cause) {
        stream.send("a");
        stream.end(new Close(cause, 1006, ""));

        assertThat(polled()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 999, 1002, 1004, 1005, 1006, 1010, 1015, 1016, 2999, 5000})
    void cannotBeClosedWithACodeThatIsNotTheApplicationsToSend(int code) {
        assertThatIllegalArgumentException().isThrownBy(() -> stream.close(code, ""))
                .withMessageContaining(String.valueOf(code));
        assertThat(stream.isOpen()).isTrue();
    }

    @Test
    void cannotBeClosedWithAReasonThatDoesNotFitACloseFrame() {
        assertThatIllegalArgumentException().isThrownBy(() -> stream.close(1000, "ü".repeat(62)))
                .withMessageContaining("124").withMessageContaining("123");
        assertThat(stream.isOpen()).isTrue();
        stream.close(1000, "x" + "ü".repeat(61));
        assertThat(stream.isOpen()).isFalse();
    }

    @Test
    void knowsItsAge() {
        Clock clock = new Clock();
        clock.advance(Duration.ofSeconds(3));
        var aging = RecordedStream.oneWay(Protocol.SSE, CHANNEL, CONFIG.toBuilder().time(clock).build()).stream();
        clock.advance(Duration.ofSeconds(7));

        assertThat(aging.age()).isEqualTo(Duration.ofSeconds(7));
        assertThat(aging).hasToString("texts over " + aging.opening());
        aging.end(LOST);
        assertThat(aging).hasToString("texts over " + aging.opening() + ", " + LOST);
    }

    @Test
    void tellsEachDroppedMessageOnce() {
        stream.lose(2, Overflow.dropNewest());
        assertThat(stream.takeDropped()).isEqualTo(2);
        stream.lose(3, Overflow.dropNewest());

        assertThat(stream.takeDropped()).isEqualTo(3);
        assertThat(stream.takeDropped()).isZero();
        assertThat(stream.dropped()).isEqualTo(5);
    }

    @Test
    void asksItsFeedsInTurnWhileNothingElseWaits() {
        List<String> asked = new ArrayList<>();
        Feed empty = () -> {
            asked.add("empty");
            return false;
        };
        Feed full = () -> {
            asked.add("full");
            return stream.takeFed(Message.of(CHANNEL.outgoing(), "fed"));
        };
        assertThat(stream.hasOutput()).isFalse();
        stream.addFeed(empty);
        stream.addFeed(full);
        assertThat(recorded.calls()).containsExactly("ready", "ready");
        assertThat(stream.hasOutput()).isTrue();

        assertThat(stream.poll()).isNotNull();
        assertThat(asked).containsExactly("empty", "full");
        stream.removeFeed(full);
        assertThat(stream.poll()).isNull();
        stream.removeFeed(empty);
        assertThat(stream.hasOutput()).isFalse();
    }

    @Test
    void tellsItsConnectionOfANoticeForItsForm() {
        stream.tell(Notice.resumed("e-1"));
        assertThat(recorded.calls()).as("an event stream goes on silently").isEmpty();
        stream.tell(Notice.begin("e-1"));

        assertThat(recorded.calls()).containsExactly("ready");
        assertThat(polled()).containsExactly("id: e-1\n\n");
    }

    @Test
    void hasRoomForHalfOfWhatItCouldTakeAndForOneMessageAlways() {
        var wide = RecordedStream.oneWay(Protocol.SSE, CHANNEL, TransportConfig.builder().outboxMessages(10).build())
                .stream();
        assertThat(wide.hasRoomFor(5)).isTrue();
        assertThat(wide.hasRoomFor(6)).isFalse();
        for (int i = 0; i < 10; i++) {
            wide.send("x");
        }

        assertThat(wide.hasRoomFor(1)).isTrue();
        assertThat(wide.hasRoomFor(2)).isFalse();
        assertThat(wide.form()).isEqualTo(WireForm.EVENT);
    }

    @Test
    void couldTakeWhatFitsAnEmptyOutbox() {
        assertThat(stream.couldTake(Message.of(CHANNEL.outgoing(), "x".repeat(92)))).isTrue();
        assertThat(stream.couldTake(Message.of(CHANNEL.outgoing(), "x".repeat(93)))).isFalse();
    }

    @Test
    void forgetsACallback() throws Exception {
        List<String> told = Collections.synchronizedList(new ArrayList<>());
        Runnable forgotten = () -> told.add("forgotten");
        stream.onEnd(forgotten);
        stream.onEnd(() -> told.add("kept"));
        stream.forget(forgotten);
        stream.close();
        stream.whenClosed().toCompletableFuture().get(5, TimeUnit.SECONDS);

        assertThat(told).containsExactly("kept");
    }
}
