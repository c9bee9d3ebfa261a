package dev.sluice.internal.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;

import dev.sluice.Channel;
import dev.sluice.Close;
import dev.sluice.Close.Cause;
import dev.sluice.Codec;
import dev.sluice.Codec.Form;
import dev.sluice.Overflow;
import dev.sluice.Protocol;
import dev.sluice.TransportConfig;
import dev.sluice.fixtures.Warnings;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A stream that a topic delivers to")
class LiveStreamDeliveryTest {

    private static final Channel<String> CHANNEL = Channel.oneWay("texts", Codec.text());
    private static final TransportConfig CONFIG = TransportConfig.builder().outboxMessages(2).outboxBytes(200).build();

    private final RecordedStream<Void, String> recorded = RecordedStream.oneWay(Protocol.WEB_SOCKET, CHANNEL, CONFIG);
    private final LiveStream<Void, String> stream = recorded.stream();

    private void deliver(Overflow<String> policy, String... texts) {
        for (String text : texts) {
            Object key = policy instanceof Overflow.Conflate<String> conflate ? conflate.key().apply(text) : null;
            stream.deliver(Message.of(Form.TEXT, text.getBytes(StandardCharsets.US_ASCII), "", key), policy);
        }
    }

    private List<String> polled() {
        return recorded.poll().stream().map(bytes -> new String(bytes, 2, bytes.length - 2, StandardCharsets.UTF_8))
                .toList();
    }

    @Test
    void tellsItsConnectionOfTheFirstMessageOnly() {
        deliver(Overflow.disconnect(), "a", "b");

        assertThat(recorded.calls()).containsExactly("ready");
        assertThat(polled()).containsExactly("a", "b");
    }

    @Test
    void isEndedByDisconnectWhenItIsBehindAndNoSooner() {
        deliver(Overflow.disconnect(), "a", "b");
        assertThat(stream.isOpen()).isTrue();
        deliver(Overflow.disconnect(), "c");

        assertThat(stream.ended()).hasValueSatisfying(close -> {
            assertThat(close.cause()).isEqualTo(Cause.BEHIND);
            assertThat(close.code()).isEqualTo(1013);
            assertThat(close.reason()).isEqualTo("the client is behind");
        });
        assertThat(polled()).as("what waited is dropped").isEmpty();
        assertThat(recorded.calls()).containsExactly("ready", "ending BEHIND");
    }

    @Test
    void losesTheOldestByDropOldest() {
        deliver(Overflow.dropOldest(), "a", "b", "c", "d");

        assertThat(polled()).containsExactly("c", "d");
        assertThat(stream.isOpen()).isTrue();
    }

    @Test
    void losesTheNewestByDropNewestWithoutAWord() {
        try (Warnings warnings = new Warnings()) {
            deliver(Overflow.dropNewest(), "a", "b", "c", "d");

            assertThat(warnings.messages()).isEmpty();
        }

        assertThat(polled()).containsExactly("a", "b");
        assertThat(stream.isOpen()).isTrue();
    }

    @Test
    void keepsTheNewestOfEachKeyByConflation() {
        deliver(Overflow.conflateBy(text -> text.charAt(0)), "a1", "b1", "a2", "b2", "a3");

        assertThat(polled()).containsExactly("b2", "a3");
    }

    @Test
    void isNotCalledBehindWhenItHasEndedAlready() {
        stream.close();
        deliver(Overflow.disconnect(), "a", "b", "c");

        assertThat(stream.ended()).hasValue(new Close(Cause.COMPLETED, 1000, ""));
        assertThat(polled()).isEmpty();
    }

    @Test
    void isEndedByDisconnectWhenAMessageCouldNeverFit() {
        try (Warnings warnings = new Warnings()) {
            deliver(Overflow.disconnect(), "x".repeat(200));

            assertThat(warnings.messages()).singleElement().asString().contains("outboxBytes");
        }
        assertThat(stream.ended()).hasValue(new Close(Cause.BEHIND, 1013, "a message is larger than the outbox"));
    }

    @Test
    void survivesAMessageThatCouldNeverFitByEveryOtherPolicy() {
        String tooLarge = "x".repeat(200);
        try (Warnings warnings = new Warnings()) {
            deliver(Overflow.dropOldest(), "a", tooLarge);
            deliver(Overflow.dropNewest(), tooLarge);
            deliver(Overflow.conflateBy(text -> text.charAt(0)), "x1", tooLarge);

            assertThat(warnings.messages()).as("the application has to know").hasSize(3);
        }
        assertThat(polled()).containsExactly("a", "x1");
        assertThat(stream.isOpen()).isTrue();
    }
}
