package dev.sluice.internal.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

import dev.sluice.Codec;
import dev.sluice.Codec.Form;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("A message")
class MessageTest {

    private static Message keyed(Object key) {
        return Message.of(Form.TEXT, new byte[0], "", key);
    }

    @ParameterizedTest
    @EnumSource
    void hasOneArrayAWireFormForAllItsReceivers(WireForm form) {
        Message message = Message.of(Form.TEXT, "x".getBytes(StandardCharsets.US_ASCII), "e-1", null);

        assertThat(message.wire(form)).isSameAs(message.wire(form));
    }

    @Test
    void isEncodedOnceWhateverItsWireForms() {
        AtomicInteger encoded = new AtomicInteger();
        Codec<String> counting = Codec.text(text -> {
            encoded.incrementAndGet();
            return text;
        }, text -> text);
        Message message = Message.of(counting, "x");
        message.wire(WireForm.BARE_FRAME);
        message.wire(WireForm.EVENT);
        message.wire(WireForm.BARE_FRAME);

        assertThat(encoded).hasValue(1);
    }

    @Test
    void isATextOrABinaryFrameByItsCodec() {
        assertThat(Message.of(Codec.text(), "é").wire(WireForm.BARE_FRAME)).asHexString().isEqualTo("8102C3A9");
        assertThat(Message.of(Codec.bytes(), new byte[]{1}).wire(WireForm.BARE_FRAME)).asHexString()
                .isEqualTo("820101");
    }

    @Test
    void hasAnIdOnSseOnlyIfItComesFromATopic() {
        Message published = Message.of(Form.TEXT, "x".getBytes(StandardCharsets.US_ASCII), "e-1", null);

        assertThat(published.wire(WireForm.EVENT)).asString(StandardCharsets.UTF_8).isEqualTo("id: e-1\ndata: x\n\n");
        assertThat(Message.of(Codec.text(), "x").wire(WireForm.EVENT)).asString(StandardCharsets.UTF_8)
                .isEqualTo("data: x\n\n");
    }

    @Test
    void replacesThoseOfAnEqualKeyOnly() {
        assertThat(keyed("a").replaces(keyed("a"))).isTrue();
        assertThat(keyed("a").replaces(keyed("b"))).isFalse();
        assertThat(keyed("a").replaces(keyed(null))).isFalse();
        assertThat(keyed(null).replaces(keyed("a"))).isFalse();
        assertThat(keyed(null).replaces(keyed(null))).isFalse();
    }
}
