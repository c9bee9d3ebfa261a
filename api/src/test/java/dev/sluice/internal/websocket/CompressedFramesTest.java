package dev.sluice.internal.websocket;

import static dev.sluice.internal.websocket.ClientFrame.frame;
import static dev.sluice.internal.websocket.ClientFrame.join;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.zip.Deflater;

import dev.sluice.fixtures.CountedZlib;
import dev.sluice.fixtures.Randomly;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Of compressed messages the frame decoder")
class CompressedFramesTest {

    private static final int LIMIT = 5_000;
    private static final int RSV1 = 4;

    private final CountedZlib zlib = new CountedZlib();

    private List<String> events(byte[] bytes, List<Integer> cuts, int maxFrame) {
        MessageInflater inflater = new MessageInflater(zlib, LIMIT, true);
        List<String> events = RecordedEvents.of(bytes, cuts, maxFrame, LIMIT, Optional.of(inflater));
        inflater.release();
        assertThat(zlib.living()).isZero();
        return events;
    }

    private List<String> events(byte[]... frames) {
        return events(join(frames), List.of(), 1 << 20);
    }

    private static byte[] compressed(int opcode, byte[] plain) {
        return frame(opcode, Blocks.message(plain)).reserved(RSV1).bytes();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void tellsThemInflated() {
        assertThat(events(compressed(Opcode.TEXT, utf8("größer")), frame(Opcode.TEXT, utf8("plain")).bytes(),
                compressed(Opcode.BINARY, new byte[3]))).containsExactly("text größer", "text plain", "binary 000000");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 6, 7})
    void refusesOtherReservedBits(int bits) {
        assertThat(events(frame(Opcode.TEXT, Blocks.message(utf8("a"))).reserved(bits).bytes()))
                .containsExactly("violation 1002");
    }

    @Test
    void refusesTheBitAnywhereButAtTheBeginOfAMessage() {
        byte[] start = frame(Opcode.TEXT, utf8("a")).notLast().bytes();
        assertThat(events(start, frame(Opcode.CONTINUATION, utf8("b")).reserved(RSV1).bytes()))
                .containsExactly("violation 1002");
        for (int opcode : List.of(Opcode.PING, Opcode.PONG, Opcode.CLOSE)) {
            assertThat(events(frame(opcode).reserved(RSV1).bytes())).containsExactly("violation 1002");
        }
        assertThat(RecordedEvents.of(compressed(Opcode.TEXT, utf8("a")))).containsExactly("violation 1002");
    }

    @Test
    void checksTheFrameLimitCompressedAndTheMessageLimitInflated() {
        byte[] exact = compressed(Opcode.BINARY, new byte[LIMIT]);
        byte[] above = compressed(Opcode.BINARY, new byte[LIMIT + 1]);

        assertThat(events(exact, List.of(), 125)).containsExactly("binary " + "00".repeat(LIMIT));
        assertThat(events(above, List.of(), 125)).containsExactly("violation 1009");
        byte[] random = compressed(Opcode.BINARY, new Randomly(1).exactBytes(200));
        assertThat(events(random, List.of(), 125)).containsExactly("violation 1009");
    }

    @ParameterizedTest
    @DisplayName("refuses text that is not UTF-8 once inflated, at once")
    @ValueSource(strings = {"ff", "61c0", "eda080", "f4908080"})
    void notUtf8(String hex) {
        byte[] bad = HexFormat.of().parseHex(hex);
        byte[] start = frame(Opcode.TEXT, Blocks.message(bad, 0, 0)).reserved(RSV1).notLast().bytes();

        assertThat(events(start)).containsExactly("violation 1007");
        assertThat(events(compressed(Opcode.BINARY, bad))).containsExactly("binary " + hex);
        assertThat(events(compressed(Opcode.TEXT, new byte[]{'a', (byte) 0xc3}))).containsExactly("violation 1007");
    }

    @Test
    void tellsTheMessagesOfAnyConversationHoweverItIsCut() {
        Randomly.tries(200, any -> {
            List<String> expected = new ArrayList<>();
            byte[] bytes = conversation(any, expected);

            assertThat(events(bytes, any.cuts(12, bytes.length), 1 << 20)).isEqualTo(expected);
        });
    }

    private static byte[] conversation(Randomly any, List<String> expected) {
        Deflater client = new Deflater(any.pick(0, 1, 6, 9), true);
        List<byte[]> frames = new ArrayList<>();
        for (int left = any.upTo(5); left > 0; left--) {
            byte[] plain = any.oneIn(2) ? utf8(any.text(300)) : utf8("again, ".repeat(any.upTo(200)));
            if (any.oneIn(4)) {
                frames.add(frame(Opcode.TEXT, plain).key(any.anyInt()).bytes());
            } else {
                fragments(plain.length == 0 ? new byte[1] : Blocks.next(client, plain), any, frames, expected);
            }
            expected.add("text " + new String(plain, StandardCharsets.UTF_8));
        }
        client.end();
        return join(frames.toArray(byte[][]::new));
    }

    private static void fragments(byte[] payload, Randomly any, List<byte[]> frames, List<String> expected) {
        int opcode = Opcode.TEXT;
        int from = 0;
        for (int cut : any.cuts(3, payload.length)) {
            frames.add(frame(opcode, Arrays.copyOfRange(payload, from, cut)).reserved(opcode == Opcode.TEXT ? RSV1 : 0)
                    .notLast().key(any.anyInt()).bytes());
            frames.add(frame(Opcode.PING, new byte[]{7}).bytes());
            expected.add("ping 07");
            opcode = Opcode.CONTINUATION;
            from = cut;
        }
        frames.add(frame(opcode, Arrays.copyOfRange(payload, from, payload.length))
                .reserved(opcode == Opcode.TEXT ? RSV1 : 0).key(any.anyInt()).bytes());
    }

    @Test
    @DisplayName("checks the UTF-8 of what inflates only when the message is complete: the end that a client leaves away")
    void storedTail() {
        byte[] ends = HexFormat.of().parseHex("000400fbff"); // a stored block of those four bytes

        assertThat(events(frame(Opcode.BINARY, ends).reserved(RSV1).bytes())).containsExactly("binary 0000ffff");
        assertThat(events(frame(Opcode.TEXT, ends).reserved(RSV1).bytes())).containsExactly("violation 1007");
    }
}
