package dev.sluice.internal.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

import dev.sluice.fixtures.Randomly;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What must hold for every conversation, however it is cut. */
@DisplayName("Of any conversation, however it is cut, the frame decoder")
class FrameDecoderPropertyTest {

    private static final int LIMIT = 1 << 16;
    private static final int[] LENGTHS = {0, 1, 7, 8, 9, 125, 126, 127, 300, 301, 65_535, 65_536};
    /** Those that begin or go on with a message more often than others. */
    private static final Integer[] OPCODES = {0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 9, 9, 9, 9, 10, 10, 8, 5};

    /** What a client means to say: a message or a control frame. */
    @SuppressWarnings("ArrayRecordComponent")
    record Said(int opcode, byte[] payload) {

        String event() {
            return switch (opcode) {
                case Opcode.PING -> "ping " + HexFormat.of().formatHex(payload);
                case Opcode.TEXT -> "text " + new String(payload, StandardCharsets.UTF_8);
                default -> "binary " + HexFormat.of().formatHex(payload);
            };
        }
    }

    @Test
    void tellsTheMessagesOfAValidOne() {
        Randomly.tries(300, any -> {
            List<String> expected = new ArrayList<>();
            byte[] bytes = conversation(any, expected);

            assertThat(RecordedEvents.of(bytes, any.cuts(12, bytes.length), LIMIT, LIMIT)).isEqualTo(expected);
        });
    }

    @Test
    void tellsTheSameOrAViolation() {
        Randomly.tries(1_000, any -> {
            byte[] bytes = anyFrames(any);
            List<String> whole = RecordedEvents.of(bytes, List.of(), 300, 400);

            assertViolationsAreKnown(whole);
            assertThat(RecordedEvents.of(bytes, any.cuts(8, bytes.length), 300, 400)).isEqualTo(whole);
        });
    }

    @Test
    void throwsNothingElseOfRandomBytes() {
        Randomly.tries(1_000, any -> {
            byte[] bytes = any.bytes(200);

            assertViolationsAreKnown(RecordedEvents.of(bytes, any.cuts(8, bytes.length), 300, 400));
        });
    }

    private static void assertViolationsAreKnown(List<String> events) {
        assertThat(events.stream().filter(event -> event.startsWith("violation")))
                .allMatch(List.of("violation 1002", "violation 1007", "violation 1009")::contains);
    }

    private static byte[] conversation(Randomly any, List<String> expected) {
        List<byte[]> frames = new ArrayList<>();
        for (int left = any.upTo(6); left > 0; left--) {
            Said one = said(any);
            if (one.opcode() == Opcode.PING) {
                frames.add(ClientFrame.frame(Opcode.PING, one.payload()).key(any.anyInt()).bytes());
            } else {
                fragments(one, any, frames, expected);
            }
            expected.add(one.event());
        }
        return join(frames);
    }

    private static Said said(Randomly any) {
        return switch (any.upTo(3)) {
            case 0 -> new Said(Opcode.TEXT, any.text(300).getBytes(StandardCharsets.UTF_8));
            case 1 -> new Said(Opcode.TEXT, "😀é".repeat(any.upTo(80)).getBytes(StandardCharsets.UTF_8));
            case 2 -> new Said(Opcode.BINARY, any.exactBytes(length(any, LIMIT)));
            default -> new Said(Opcode.PING, any.exactBytes(length(any, 125)));
        };
    }

    /** A message in one to four fragments with masks of their own, with pings told between the fragments. */
    private static void fragments(Said one, Randomly any, List<byte[]> frames, List<String> expected) {
        int opcode = one.opcode();
        int from = 0;
        for (int left = any.upTo(3); left > 0; left--) {
            int to = from + any.upTo(one.payload().length - from);
            frames.add(ClientFrame.frame(opcode, Arrays.copyOfRange(one.payload(), from, to)).notLast()
                    .key(any.anyInt()).bytes());
            if (any.oneIn(2)) {
                byte[] ping = {(byte) left};
                frames.add(ClientFrame.frame(Opcode.PING, ping).key(any.anyInt()).bytes());
                expected.add("ping " + HexFormat.of().formatHex(ping));
            }
            if (any.oneIn(2)) {
                frames.add(ClientFrame.frame(Opcode.PONG, new byte[any.upTo(125)]).bytes());
            }
            opcode = Opcode.CONTINUATION;
            from = to;
        }
        byte[] rest = Arrays.copyOfRange(one.payload(), from, one.payload().length);
        frames.add(ClientFrame.frame(opcode, rest).key(any.anyInt()).bytes());
    }

    private static int length(Randomly any, int most) {
        int edges = (int) Arrays.stream(LENGTHS).filter(length -> length <= most).count();
        return any.oneIn(2) ? LENGTHS[any.upTo(edges - 1)] : any.upTo(Math.min(most, 2_000));
    }

    /** Frames that are well-formed more often than not, so that decoding goes on beyond the first. */
    private static byte[] anyFrames(Randomly any) {
        List<byte[]> frames = new ArrayList<>();
        for (int left = any.upTo(8); left > 0; left--) {
            int reserved = any.oneIn(31) ? 4 : 0;
            frames.add(new ClientFrame(!any.oneIn(3), reserved, any.pick(OPCODES), true, any.anyInt(), payload(any))
                    .bytes());
        }
        return join(frames);
    }

    private static byte[] payload(Randomly any) {
        return switch (any.upTo(2)) {
            case 0 -> any.exactBytes(length(any, 310));
            case 1 -> ascii(any.exactBytes(length(any, 310)));
            default -> HexFormat.of().parseHex(any.pick("c3a9", "03e8", "03e8c3", "0bb9", "f09f9880", "eda080"));
        };
    }

    private static byte[] ascii(byte[] bytes) {
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] &= 0x7f;
        }
        return bytes;
    }

    private static byte[] join(List<byte[]> frames) {
        return ClientFrame.join(frames.toArray(byte[][]::new));
    }
}
