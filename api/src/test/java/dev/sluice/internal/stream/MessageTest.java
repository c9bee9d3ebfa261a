package dev.sluice.internal.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

import dev.sluice.Codec;
import dev.sluice.Codec.Form;
import dev.sluice.fixtures.Randomly;
import dev.sluice.internal.websocket.MessageDeflater;
import dev.sluice.internal.websocket.Zlib;
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

    @Test
    void isCompressedOnceForAllAndOnlyWhereThatIsWorthIt() {
        Message large = Message.of(Codec.text(), "again and again ".repeat(20));
        Message random = Message.of(Codec.bytes(), new Randomly(3).exactBytes(200));

        assertThat(large.wire(WireForm.DEFLATED_BARE_FRAME)).isSameAs(large.wire(WireForm.DEFLATED_BARE_FRAME))
                .hasSizeLessThan(60).startsWith(0xc1);
        assertThat(large.wire(WireForm.DEFLATED_V1_FRAME)).isNotEqualTo(large.wire(WireForm.DEFLATED_BARE_FRAME))
                .hasSizeLessThan(80).startsWith(0xc1);
        assertThat(random.wire(WireForm.DEFLATED_BARE_FRAME)).isSameAs(random.wire(WireForm.BARE_FRAME));
        assertThat(random.wire(WireForm.DEFLATED_V1_FRAME)).isSameAs(random.wire(WireForm.V1_FRAME));
    }

    @Test
    void isCompressedFromTheThresholdOn() {
        Message message = Message.of(Codec.text(), "x".repeat(100));
        Message smaller = Message.of(Codec.text(), "x".repeat(99));
        Writing writing = new DeflatedWriting(WireForm.V1_FRAME, 100);

        assertThat(writing.of(message)).isSameAs(message.wire(WireForm.DEFLATED_V1_FRAME)).startsWith(0xc1);
        assertThat(writing.of(smaller)).isSameAs(smaller.wire(WireForm.V1_FRAME));
    }

    @Test
    void hasAHeaderLineInTheSubProtocolWithACursorOnlyIfItComesFromATopic() {
        Message published = Message.of(Form.TEXT, "x".getBytes(StandardCharsets.US_ASCII), "e-1", null);

        assertThat(published.wire(WireForm.V1_FRAME)).asString(StandardCharsets.ISO_8859_1)
                .isEqualTo("\201\015message e-1\nx");
        assertThat(Message.of(Codec.bytes(), new byte[]{'y'}).wire(WireForm.V1_FRAME))
                .asString(StandardCharsets.ISO_8859_1).isEqualTo("\202\011message\ny");
    }

    @Test
    void isPlainToTheOneClientToo() {
        MessageDeflater released = new MessageDeflater(Zlib.JDK);
        released.release();
        Message message = Message.of(Codec.text(), "x");

        assertThat(message.wire(WireForm.V1_FRAME, released)).isSameAs(message.wire(WireForm.V1_FRAME));
    }

    @Test
    void isANoticeInTheSameFormWhetherItsStreamIsCompressedOrNot() {
        Notice notice = Notice.gap("e-7", "2");
        MessageDeflater deflater = new MessageDeflater(Zlib.JDK);

        assertThat(notice.wire(WireForm.V1_FRAME, deflater)).isEqualTo(notice.wire(WireForm.V1_FRAME))
                .isEqualTo(notice.wire(WireForm.DEFLATED_V1_FRAME)).asString(StandardCharsets.ISO_8859_1)
                .isEqualTo("\201\012gap e-7 2\n");
        assertThat(notice.isFor(WireForm.BARE_FRAME)).isFalse();
        assertThat(Notice.resumed("e-7").isFor(WireForm.EVENT)).isFalse();
        assertThat(Notice.resumed("e-7").isFor(WireForm.V1_FRAME)).isTrue();
        deflater.release();
    }
}
