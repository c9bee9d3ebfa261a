package dev.sluice.internal.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

import dev.sluice.Channel;
import dev.sluice.Close;
import dev.sluice.Close.Cause;
import dev.sluice.Codec;
import dev.sluice.CodecException;
import dev.sluice.TransportConfig;
import dev.sluice.TwoWayChannel;
import dev.sluice.fixtures.Parked;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A stream that receives")
@Timeout(20)
class LiveStreamReceivingTest {

    private static final Codec<Integer> NUMBERS = Codec.text(String::valueOf, LiveStreamReceivingTest::parse);
    private static final TwoWayChannel<Integer, String> CHANNEL = Channel.twoWay("sums", NUMBERS, Codec.text());

    private final RecordedStream<Integer, String> recorded = RecordedStream.twoWay(CHANNEL,
            TransportConfig.builder().inboxMessages(4).build());
    private final LiveStream<Integer, String> stream = recorded.stream();

    private static Integer parse(String text) {
        return switch (text) {
            case "null" -> null;
            case "codec" -> throw new CodecException("no number");
            case "state" -> throw new IllegalStateException("broken");
            default -> Integer.valueOf(text);
        };
    }

    private void arrive(String... texts) {
        for (String text : texts) {
            stream.inbox.add(text.getBytes(StandardCharsets.US_ASCII));
        }
    }

    private List<Integer> iterate() {
        List<Integer> all = new ArrayList<>();
        stream.forEach(all::add);
        return all;
    }

    @Test
    void decodesWhatArrivesInOrder() {
        arrive("1", "2", "3");

        assertThat(stream.receive()).hasValue(1);
        assertThat(stream.receive(Duration.ZERO)).hasValue(2);
        assertThat(stream.iterator().next()).isEqualTo(3);
        assertThat(stream.receive(Duration.ofMillis(1))).isEmpty();
        assertThat(stream.isOpen()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void deliversWhatCameBeforeTheEndWhateverEndedIt(Cause cause) {
        arrive("1", "2");
        stream.end(new Close(cause, 1006, ""));
        arrive("3");

        assertThat(iterate()).containsExactly(1, 2);
        assertThat(stream.receive()).isEmpty();
        assertThat(stream.receive(Duration.ofSeconds(30))).isEmpty();
    }

    @Test
    void aReceiverIsReleasedByTheEnd() {
        Parked<Optional<Integer>> receiver = Parked.start(stream::receive);
        stream.close();

        assertThat(receiver.result()).isEmpty();
    }

    @Test
    void aReceiverIsReleasedByAnInterrupt() {
        Parked<String> receiver = Parked.startCancellable(() -> stream.iterator().hasNext());
        receiver.interrupt();

        assertThat(receiver.result()).isEqualTo("cancelled, flag set");
        assertThat(stream.isOpen()).isTrue();
    }

    @Test
    void askingTwiceForTheNextTakesOneMessage() {
        arrive("1", "2");
        Iterator<Integer> messages = stream.iterator();

        assertThat(messages.hasNext()).isTrue();
        assertThat(messages.hasNext()).isTrue();
        assertThat(messages.next()).isEqualTo(1);
        assertThat(stream.iterator().next()).as("by another iterator").isEqualTo(2);
    }

    @Test
    void thereIsNoNextAfterTheEnd() {
        stream.close();
        Iterator<Integer> messages = stream.iterator();

        assertThat(messages.hasNext()).isFalse();
        assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(messages::next);
    }

    @ParameterizedTest
    @ValueSource(strings = {"codec", "state", "null", "x"})
    void aMessageThatCannotBeDecodedEndsTheStreamAndDropsTheRest(String bad) {
        arrive("1", bad, "3");

        assertThat(iterate()).containsExactly(1);
        assertThat(stream.ended()).hasValueSatisfying(close -> {
            assertThat(close.cause()).isEqualTo(Cause.REFUSED);
            assertThat(close.code()).isEqualTo(1007);
            assertThat(close.reason()).doesNotContain("broken", "no number");
        });
        assertThat(stream.receive()).isEmpty();
    }

    @Test
    void pausesTheConnectionWhileTheHandlerIsBehind() {
        arrive("1", "2", "3", "4");
        assertThat(recorded.calls()).containsExactly("pause");

        stream.receive();
        stream.receive();
        assertThat(recorded.calls()).containsExactly("pause", "resume");
    }
}
