package dev.sluice.internal.websocket;

import static dev.sluice.internal.websocket.ClientFrame.frame;
import static dev.sluice.internal.websocket.ClientFrame.join;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The frame decoder")
class FrameDecoderTest {

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void tellsOfWholeMessages() {
        assertThat(RecordedEvents.of(frame(Opcode.TEXT, ascii("hello")).bytes(),
                frame(Opcode.BINARY, new byte[]{1, 2, (byte) 0xff}).bytes()))
                .containsExactly("text hello", "binary 0102ff");
    }

    @Test
    void readsTheMaskedExampleOfRfc6455() {
        byte[] hello = {(byte) 0x81, (byte) 0x85, 0x37, (byte) 0xfa, 0x21, 0x3d, 0x7f, (byte) 0x9f, 0x4d, 0x51, 0x58};

        assertThat(RecordedEvents.of(hello)).containsExactly("text Hello");
    }

    @Test
    void tellsOfEmptyMessages() {
        assertThat(
                RecordedEvents.of(frame(Opcode.TEXT).bytes(), frame(Opcode.BINARY).bytes(), frame(Opcode.PING).bytes()))
                .containsExactly("text ", "binary ", "ping ");
    }

    @Test
    void joinsFragmentsAndAnswersControlFramesBetweenThem() {
        assertThat(RecordedEvents.of(frame(Opcode.TEXT, ascii("a")).notLast().bytes(),
                frame(Opcode.PING, ascii("1")).bytes(),
                frame(Opcode.CONTINUATION, ascii("b")).notLast().bytes(),
                frame(Opcode.PONG, ascii("2")).bytes(),
                frame(Opcode.CONTINUATION, ascii("c")).bytes(),
                frame(Opcode.BINARY, ascii("d")).bytes()))
                .containsExactly("ping 31", "text abc", "binary 64");
    }

    @Test
    void joinsEmptyFragments() {
        assertThat(RecordedEvents.of(frame(Opcode.TEXT).notLast().bytes(), frame(Opcode.CONTINUATION).notLast().bytes(),
                frame(Opcode.CONTINUATION).bytes())).containsExactly("text ");
    }

    @Test
    void ignoresPongs() {
        assertThat(RecordedEvents.of(frame(Opcode.PONG, ascii("unasked")).bytes())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 125, 126, 127, 65_535, 65_536, 70_000})
    void readsEveryFormOfLength(int length) {
        assertThat(RecordedEvents.of(frame(Opcode.BINARY, new byte[length]).bytes()))
                .containsExactly("binary " + "00".repeat(length));
    }

    @Test
    void tellsOfACloseWithItsCodeAndReason() {
        byte[] payload = join(new byte[]{(byte) (4321 >> 8), (byte) 4321}, "bye – ü".getBytes(StandardCharsets.UTF_8));

        assertThat(RecordedEvents.of(frame(Opcode.CLOSE, payload).bytes())).containsExactly("close 4321 bye – ü");
    }

    @Test
    void tellsOfAnEmptyCloseAs1005() {
        assertThat(RecordedEvents.of(frame(Opcode.CLOSE).bytes())).containsExactly("close 1005 ");
    }

    @Test
    void ignoresEverythingAfterAClose() {
        assertThat(RecordedEvents.of(frame(Opcode.CLOSE).bytes(), frame(Opcode.TEXT, ascii("late")).bytes(),
                new byte[]{(byte) 0xff, (byte) 0xff, 3})).containsExactly("close 1005 ");
    }

    @Test
    @DisplayName("takes a Close between fragments")
    void closeBetweenFragments() {
        assertThat(RecordedEvents.of(frame(Opcode.TEXT, ascii("a")).notLast().bytes(), frame(Opcode.CLOSE).bytes()))
                .containsExactly("close 1005 ");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7})
    void refusesReservedBits(int bits) {
        assertRefused(1002, frame(Opcode.TEXT).reserved(bits).bytes());
        assertRefused(1002, frame(Opcode.PING).reserved(bits).bytes());
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 5, 6, 7, 11, 12, 13, 14, 15})
    void refusesReservedOpcodes(int opcode) {
        assertRefused(1002, frame(opcode).bytes());
    }

    @ParameterizedTest
    @ValueSource(ints = {Opcode.TEXT, Opcode.BINARY, Opcode.CLOSE, Opcode.PING, Opcode.PONG})
    void refusesUnmaskedFrames(int opcode) {
        assertRefused(1002, frame(opcode).unmasked().bytes());
    }

    @Test
    void refusesUnmaskedContinuations() {
        assertRefused(1002, join(frame(Opcode.TEXT).notLast().bytes(), frame(Opcode.CONTINUATION).unmasked().bytes()));
    }

    @ParameterizedTest
    @ValueSource(ints = {Opcode.CLOSE, Opcode.PING, Opcode.PONG})
    void refusesFragmentedAndLongControlFrames(int opcode) {
        assertRefused(1002, frame(opcode).notLast().bytes());
        assertRefused(1002, frame(opcode, new byte[126]).bytes());
        assertRefused(1002, frame(opcode, new byte[70_000]).bytes());
    }

    @Test
    void takesControlFramesOf125Bytes() {
        assertThat(RecordedEvents.of(frame(Opcode.PING, new byte[125]).bytes()))
                .containsExactly("ping " + "00".repeat(125));
    }

    @Test
    void refusesContinuationsOfNothing() {
        assertRefused(1002, frame(Opcode.CONTINUATION).bytes());
        assertThat(RecordedEvents.of(frame(Opcode.TEXT, ascii("a")).bytes(), frame(Opcode.CONTINUATION).bytes()))
                .containsExactly("text a", "violation 1002");
        assertThat(RecordedEvents.of(frame(Opcode.TEXT, ascii("a")).notLast().bytes(),
                frame(Opcode.CONTINUATION).bytes(), frame(Opcode.CONTINUATION).bytes()))
                .containsExactly("text a", "violation 1002");
    }

    @ParameterizedTest
    @ValueSource(ints = {Opcode.TEXT, Opcode.BINARY})
    void refusesANewMessageInsideAFragmentedOne(int opcode) {
        assertRefused(1002, join(frame(Opcode.TEXT).notLast().bytes(), frame(opcode).bytes()));
        assertRefused(1002, join(frame(Opcode.BINARY).notLast().bytes(), frame(opcode).notLast().bytes()));
    }

    @Test
    void refusesALengthWithTheHighestBit() {
        assertRefused(1002, frame(Opcode.BINARY).bytes(8, Long.MIN_VALUE));
        assertRefused(1002, frame(Opcode.BINARY).bytes(8, -1));
    }

    @ParameterizedTest
    @CsvSource({"2,0", "2,125", "8,0", "8,125", "8,126", "8,65535"})
    void refusesALengthThatIsNotInItsShortestForm(int lengthBytes, long length) {
        assertRefused(1002, frame(Opcode.BINARY).bytes(lengthBytes, length));
    }

    @Test
    void refusesACloseOfOneByte() {
        assertRefused(1002, frame(Opcode.CLOSE, new byte[]{3}).bytes());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65_535})
    void refusesForbiddenCloseCodes(int code) {
        assertRefused(1002, frame(Opcode.CLOSE, new byte[]{(byte) (code >> 8), (byte) code}).bytes());
    }

    @Test
    void refusesACloseReasonThatIsNotUtf8() {
        assertRefused(1007, frame(Opcode.CLOSE, new byte[]{3, (byte) 0xe8, (byte) 0xff}).bytes());
        assertRefused(1007, frame(Opcode.CLOSE, new byte[]{3, (byte) 0xe8, 'a', (byte) 0xc3}).bytes());
    }

    @Test
    @DisplayName("refuses an ill header at its second byte, before anything else of the frame has come")
    void refusesEarly() {
        byte[] twoBytes = {(byte) 0x83, (byte) 0x80};

        assertRefused(1002, twoBytes);
    }

    @Test
    @DisplayName("gives the same events for every single cut of a conversation")
    void everyCut() {
        byte[] all = join(frame(Opcode.TEXT, "grüße 😀".getBytes(StandardCharsets.UTF_8)).notLast().bytes(),
                frame(Opcode.PING, ascii("p")).bytes(),
                frame(Opcode.CONTINUATION, new byte[200]).key(0xfedcba98).bytes(),
                frame(Opcode.BINARY, new byte[]{1, 2, 3, 4, 5, 6, 7, 8, 9}).key(-1).bytes(),
                frame(Opcode.CLOSE, new byte[]{3, (byte) 0xe8, 'x'}).bytes());
        List<String> whole = RecordedEvents.of(all);

        assertThat(whole).hasSize(4).last().isEqualTo("close 1000 x");
        for (int cut = 0; cut <= all.length; cut++) {
            assertThat(RecordedEvents.of(all, List.of(cut), 1000, 1000)).as("cut at %d", cut).isEqualTo(whole);
        }
        List<Integer> everywhere = IntStream.range(0, all.length).boxed().toList();
        assertThat(RecordedEvents.of(all, everywhere, 1000, 1000)).isEqualTo(whole);
    }

    @Test
    @DisplayName("tells that a message begins when its header is complete, so that its kind can be refused before it comes")
    void refusedKind() {
        List<String> told = new ArrayList<>();
        RecordedEvents picky = new RecordedEvents() {
            @Override
            public void begin(boolean text) {
                told.add(text ? "text" : "binary");
                if (!text) {
                    throw new ProtocolViolation(CloseCode.UNACCEPTABLE_DATA, "no binary");
                }
            }

            @Override
            void finish(String kind) {
                told.add("end of " + kind);
            }
        };
        FrameDecoder decoder = new FrameDecoder(1_000, 1_000, 10, Optional.empty(), picky);
        byte[] announced = frame(Opcode.TEXT).notLast().bytes(2, 500);
        decoder.decode(ByteBuffer.wrap(announced, 0, announced.length - 1));
        assertThat(told).isEmpty();
        decoder.decode(ByteBuffer.wrap(announced, announced.length - 1, 1));
        assertThat(told).containsExactly("text");
        decoder.decode(ByteBuffer.wrap(new byte[500]));
        decoder.decode(ByteBuffer.wrap(frame(Opcode.CONTINUATION).bytes()));
        assertThat(told).containsExactly("text", "end of text");

        assertThatExceptionOfType(ProtocolViolation.class)
                .isThrownBy(() -> decoder.decode(ByteBuffer.wrap(frame(Opcode.BINARY).bytes(2, 500))))
                .satisfies(violation -> assertThat(violation.code()).isEqualTo(1003));
    }

    private static void assertRefused(int code, byte[] bytes) {
        assertThat(RecordedEvents.of(bytes)).containsExactly("violation " + code);
    }
}
