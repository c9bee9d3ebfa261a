package dev.sluice.internal.websocket;

import static dev.sluice.internal.websocket.ClientFrame.frame;
import static dev.sluice.internal.websocket.ClientFrame.join;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The frame decoder's limits")
class FrameDecoderLimitsTest {

    private static final List<Integer> UNCUT = List.of();

    @ParameterizedTest
    @ValueSource(ints = {125, 126, 1_000, 65_535, 65_536, 100_000})
    void aFrameOfExactlyTheLimitIsFineAndOneByteMoreIsNot(int limit) {
        byte[] exact = frame(Opcode.BINARY, new byte[limit]).bytes();
        byte[] above = frame(Opcode.BINARY, new byte[limit + 1]).bytes();

        assertThat(RecordedEvents.of(exact, UNCUT, limit, 1 << 20)).containsExactly("binary " + "00".repeat(limit));
        assertThat(RecordedEvents.of(above, UNCUT, limit, 1 << 20)).containsExactly("violation 1009");
    }

    @Test
    void aMessageOverFragmentsOfExactlyTheLimitIsFineAndOneByteMoreIsNot() {
        byte[] start = frame(Opcode.BINARY, new byte[60]).notLast().bytes();

        assertThat(RecordedEvents.of(join(start, frame(Opcode.CONTINUATION, new byte[40]).bytes()), UNCUT, 125, 100))
                .containsExactly("binary " + "00".repeat(100));
        assertThat(RecordedEvents.of(join(start, frame(Opcode.CONTINUATION, new byte[41]).bytes()), UNCUT, 125, 100))
                .containsExactly("violation 1009");
    }

    @Test
    void theLimitIsThatOfEachMessage() {
        byte[] message = frame(Opcode.BINARY, new byte[100]).bytes();

        assertThat(RecordedEvents.of(join(message, message, message), UNCUT, 125, 100)).hasSize(3)
                .allMatch(event -> event.startsWith("binary"));
    }

    @Test
    void controlFramesInsideAMessageDoNotCount() {
        byte[] bytes = join(frame(Opcode.BINARY, new byte[100]).notLast().bytes(),
                frame(Opcode.PING, new byte[125]).bytes(),
                frame(Opcode.CONTINUATION).bytes());

        assertThat(RecordedEvents.of(bytes, UNCUT, 125, 100)).hasSize(2).last().asString().startsWith("binary");
    }

    @ParameterizedTest
    @CsvSource({"2,1001", "8,65536", "8,9223372036854775807"})
    @DisplayName("a payload over the limit is refused when the header says so, before it arrives")
    void refusedByTheHeader(int lengthBytes, long announced) {
        byte[] header = frame(Opcode.TEXT).bytes(lengthBytes, announced);

        assertThat(RecordedEvents.of(header, UNCUT, 1_000, 1_000)).containsExactly("violation 1009");
    }

    @Test
    void aLengthWithTheHighestBitSetIsCalledThat() {
        FrameDecoder decoder = new FrameDecoder(1_000, 1_000, 2, Optional.empty(), new RecordedEvents());

        assertThatExceptionOfType(ProtocolViolation.class)
                .isThrownBy(() -> decoder.decode(ByteBuffer.wrap(frame(Opcode.TEXT).bytes(8, Long.MIN_VALUE))))
                .satisfies(violation -> {
                    assertThat(violation.code()).isEqualTo(1002);
                    assertThat(violation.reason()).contains("highest bit");
                });
    }

    @Test
    @DisplayName("a message in as many frames as the limit is fine, and the header of one more is not")
    void fragments() {
        RecordedEvents events = new RecordedEvents();
        FrameDecoder decoder = new FrameDecoder(1_000, 1_000, 2, Optional.empty(), events);
        byte[] start = frame(Opcode.BINARY).notLast().bytes();
        byte[] ping = frame(Opcode.PING).bytes();
        byte[] more = frame(Opcode.CONTINUATION).notLast().bytes();
        byte[] end = frame(Opcode.CONTINUATION).bytes();

        decoder.decode(ByteBuffer.wrap(join(start, ping, end, start, ping, ping, end, start, more)));
        assertThat(events.lines).filteredOn(line -> line.startsWith("binary")).hasSize(2);
        assertThatExceptionOfType(ProtocolViolation.class)
                .isThrownBy(() -> decoder.decode(ByteBuffer.wrap(frame(Opcode.CONTINUATION).bytes(2, 500))))
                .satisfies(violation -> {
                    assertThat(violation.code()).isEqualTo(1009);
                    assertThat(violation.reason()).contains("2 frames");
                });
    }

    @Test
    void theReasonNamesTheLimit() {
        FrameDecoder decoder = new FrameDecoder(200, 150, 10, Optional.empty(), new RecordedEvents());

        assertThatExceptionOfType(ProtocolViolation.class)
                .isThrownBy(() -> decoder.decode(ByteBuffer.wrap(frame(Opcode.TEXT).bytes(2, 201))))
                .satisfies(violation -> assertThat(violation.reason()).contains("201", "200"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"80", "bf", "c0", "c1", "f5", "ff", "fe", "e080", "e09f", "eda0",
        "edbf", "f080", "f08f", "f490", "c341", "e282c3", "f09f98c3", "61f09f9861"})
    @DisplayName("text that no continuation can make valid is refused at its last byte, the rest still outstanding")
    void badTextIsRefusedAtOnce(String hex) {
        byte[] bad = HexFormat.of().parseHex(hex);
        byte[] frame = frame(Opcode.TEXT, bad).bytes(2, 1_000);
        byte[] allButTheBadByte = Arrays.copyOf(frame, frame.length - 1);

        assertThat(RecordedEvents.of(allButTheBadByte)).isEmpty();
        assertThat(RecordedEvents.of(frame)).containsExactly("violation 1007");
    }

    @Test
    void badTextInAnUnfinishedMessageIsRefusedAtOnce() {
        byte[] start = frame(Opcode.TEXT, new byte[]{(byte) 0xf0, (byte) 0x9f}).notLast().bytes();
        byte[] more = frame(Opcode.CONTINUATION, new byte[]{(byte) 0x98, 'a'}).notLast().bytes();

        assertThat(RecordedEvents.of(start)).isEmpty();
        assertThat(RecordedEvents.of(start, more)).containsExactly("violation 1007");
    }

    @ParameterizedTest
    @ValueSource(strings = {"c3", "e282", "f09f98", "61f0"})
    void aTruncatedCodePointAtTheEndOfTheMessageIsRefused(String hex) {
        byte[] cut = HexFormat.of().parseHex(hex);

        assertThat(RecordedEvents.of(frame(Opcode.TEXT, cut).bytes())).containsExactly("violation 1007");
        assertThat(RecordedEvents.of(frame(Opcode.TEXT, cut).notLast().bytes(), frame(Opcode.CONTINUATION).bytes()))
                .containsExactly("violation 1007");
    }

    @Test
    void aCodePointSplitOverFragmentsIsFine() {
        byte[] emoji = "😀".getBytes(StandardCharsets.UTF_8);

        for (int cut = 0; cut <= emoji.length; cut++) {
            assertThat(RecordedEvents.of(frame(Opcode.TEXT, Arrays.copyOf(emoji, cut)).notLast().bytes(),
                    frame(Opcode.PING).bytes(),
                    frame(Opcode.CONTINUATION, Arrays.copyOfRange(emoji, cut, emoji.length)).bytes()))
                    .containsExactly("ping ", "text 😀");
        }
    }

    @Test
    void binaryMessagesAreNotLookedInto() {
        byte[] notUtf8 = {(byte) 0xff, (byte) 0xc0};

        assertThat(RecordedEvents.of(frame(Opcode.BINARY, notUtf8).notLast().bytes(),
                frame(Opcode.CONTINUATION, notUtf8).bytes())).containsExactly("binary ffc0ffc0");
    }

    @Test
    @DisplayName("memory is taken for what has come, not for what was announced")
    void noMemoryAhead() {
        MessageBuffer buffer = new MessageBuffer();

        assertThat(buffer.append(ByteBuffer.wrap(new byte[10]), 1 << 20)).isEqualTo(10);
        assertThat(buffer.length()).isEqualTo(10);
        assertThat(buffer.array().length).isLessThanOrEqualTo(4_096);
    }

    @Test
    @DisplayName("memory grows with what has come, to at most twice of it, and never beyond what was announced")
    void memoryGrowsInProportion() {
        MessageBuffer buffer = new MessageBuffer();
        int announced = 100_000;
        while (buffer.length() < announced) {
            buffer.append(ByteBuffer.wrap(new byte[777]), announced - buffer.length());
            assertThat(buffer.array().length).isBetween(buffer.length(),
                    Math.min(announced, Math.max(4_096, 2 * buffer.length())));
        }

        assertThat(buffer.array()).hasSize(announced);
        assertThat(buffer.take()).hasSize(announced);
        assertThat(buffer.length()).isZero();
        assertThat(buffer.array()).isEmpty();
    }

    @Test
    void aMessageBufferTakesNoMoreThanAnnounced() {
        MessageBuffer buffer = new MessageBuffer();
        ByteBuffer in = ByteBuffer.wrap(new byte[]{1, 2, 3, 4});

        assertThat(buffer.append(in, 3)).isEqualTo(3);
        assertThat(in.remaining()).isEqualTo(1);
        assertThat(buffer.take()).containsExactly(1, 2, 3);
        assertThat(buffer.append(in, 1)).isEqualTo(1);
        assertThat(buffer.take()).containsExactly(4);
    }
}
