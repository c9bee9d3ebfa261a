package dev.sluice.internal.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.Size;

/** What must hold for every conversation, however it is cut. */
class FrameDecoderPropertyTest {

    private static final int LIMIT = 1 << 16;

    /** What a client means to say: a message or a control frame. */
    @SuppressWarnings("ArrayRecordComponent")
    record Said(boolean text, boolean control, byte[] payload, long seed) {

        String event() {
            if (control) {
                return "ping " + HexFormat.of().formatHex(payload);
            }
            return text
                    ? "text " + new String(payload, StandardCharsets.UTF_8)
                    : "binary " + HexFormat.of().formatHex(payload);
        }
    }

    @Property(tries = 300)
    void validConversationsGiveTheirMessagesAtAnyCut(@ForAll("conversations") List<Said> said,
            @ForAll @Size(max = 12) List<Integer> cuts) {
        List<String> expected = new ArrayList<>();
        byte[] bytes = encode(said, expected);

        assertThat(RecordedEvents.of(bytes, cutsWithin(cuts, bytes.length), LIMIT, LIMIT)).isEqualTo(expected);
    }

    @Property(tries = 1_000)
    void anyBytesGiveEventsOrAViolationAndTheSameAtAnyCut(@ForAll("anyFrames") byte[] bytes,
            @ForAll @Size(max = 8) List<Integer> cuts) {
        List<String> whole = RecordedEvents.of(bytes, List.of(), 300, 400);

        assertThat(whole.stream().filter(event -> event.startsWith("violation")))
                .allMatch(List.of("violation 1002", "violation 1007", "violation 1009")::contains);
        assertThat(RecordedEvents.of(bytes, cutsWithin(cuts, bytes.length), 300, 400)).isEqualTo(whole);
    }

    @Property(tries = 1_000)
    void randomBytesNeverThrowAnythingElse(@ForAll @Size(max = 200) byte[] bytes,
            @ForAll @Size(max = 8) List<Integer> cuts) {
        List<String> events = RecordedEvents.of(bytes, cutsWithin(cuts, bytes.length), 300, 400);

        assertThat(events.stream().filter(event -> event.startsWith("violation")))
                .allMatch(List.of("violation 1002", "violation 1007", "violation 1009")::contains);
    }

    /** Each message in one to four fragments with masks of their own, with pings told between the fragments. */
    private static byte[] encode(List<Said> said, List<String> expected) {
        List<byte[]> frames = new ArrayList<>();
        for (Said one : said) {
            Random random = new Random(one.seed());
            if (one.control()) {
                frames.add(ClientFrame.frame(Opcode.PING, one.payload()).key(random.nextInt()).bytes());
            } else {
                fragments(one, random, frames, expected);
            }
            expected.add(one.event());
        }
        return ClientFrame.join(frames.toArray(byte[][]::new));
    }

    private static void fragments(Said one, Random random, List<byte[]> frames, List<String> expected) {
        int opcode = one.text() ? Opcode.TEXT : Opcode.BINARY;
        int from = 0;
        for (int left = random.nextInt(4); left > 0; left--) {
            int to = from + random.nextInt(one.payload().length - from + 1);
            frames.add(ClientFrame.frame(opcode, Arrays.copyOfRange(one.payload(), from, to)).notLast()
                    .key(random.nextInt()).bytes());
            if (random.nextBoolean()) {
                byte[] ping = {(byte) left};
                frames.add(ClientFrame.frame(Opcode.PING, ping).key(random.nextInt()).bytes());
                expected.add("ping " + HexFormat.of().formatHex(ping));
            }
            if (random.nextBoolean()) {
                frames.add(ClientFrame.frame(Opcode.PONG, new byte[random.nextInt(126)]).bytes());
            }
            opcode = Opcode.CONTINUATION;
            from = to;
        }
        byte[] rest = Arrays.copyOfRange(one.payload(), from, one.payload().length);
        frames.add(ClientFrame.frame(opcode, rest).key(random.nextInt()).bytes());
    }

    private static List<Integer> cutsWithin(List<Integer> any, int length) {
        return any.stream().map(cut -> Math.floorMod(cut, length + 1)).sorted().toList();
    }

    @Provide
    Arbitrary<List<Said>> conversations() {
        Arbitrary<Long> seeds = Arbitraries.longs();
        Arbitrary<Said> texts = Combinators
                .combine(Arbitraries.strings().all().excludeChars(surrogates()).ofMaxLength(300), seeds)
                .as((text, seed) -> new Said(true, false, text.getBytes(StandardCharsets.UTF_8), seed));
        Arbitrary<Said> emoji = Combinators.combine(Arbitraries.integers().between(0, 80), seeds)
                .as((count, seed) -> new Said(true, false, "😀é".repeat(count).getBytes(StandardCharsets.UTF_8), seed));
        Arbitrary<Said> binaries = Combinators.combine(lengths(LIMIT), seeds)
                .as((length, seed) -> new Said(false, false, random(length, seed), seed));
        Arbitrary<Said> pings = Combinators.combine(lengths(125), seeds)
                .as((length, seed) -> new Said(false, true, random(length, seed), seed));
        return Arbitraries.oneOf(texts, emoji, binaries, pings).list().ofMaxSize(6);
    }

    private static char[] surrogates() {
        char[] all = new char[Character.MAX_LOW_SURROGATE - Character.MIN_HIGH_SURROGATE + 1];
        for (int i = 0; i < all.length; i++) {
            all[i] = (char) (Character.MIN_HIGH_SURROGATE + i);
        }
        return all;
    }

    private static Arbitrary<Integer> lengths(int most) {
        Arbitrary<Integer> edges = Arbitraries.of(0, 1, 7, 8, 9, 125, 126, 127, 65_535, 65_536)
                .filter(length -> length <= most);
        return Arbitraries.oneOf(edges, Arbitraries.integers().between(0, Math.min(most, 2_000)));
    }

    private static byte[] random(int length, long seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    /** Frames that are well-formed more often than not, so that decoding goes on beyond the first. */
    @Provide
    Arbitrary<byte[]> anyFrames() {
        Arbitrary<Integer> opcodes = Arbitraries.frequency(Tuple.of(4, 0),
                Tuple.of(8, 1), Tuple.of(4, 2), Tuple.of(4, 9),
                Tuple.of(2, 10), Tuple.of(1, 8), Tuple.of(1, 5));
        Arbitrary<byte[]> payloads = Arbitraries.oneOf(
                Arbitraries.bytes().array(byte[].class).ofMaxSize(310),
                Arbitraries.strings().ascii().ofMaxLength(310).map(text -> text.getBytes(StandardCharsets.UTF_8)),
                Arbitraries.of("c3a9", "03e8", "03e8c3", "0bb9", "f09f9880", "eda080").map(HexFormat.of()::parseHex));
        Arbitrary<Integer> rarely = Arbitraries.frequency(Tuple.of(30, 0), Tuple.of(1, 4));
        return Combinators.combine(Arbitraries.of(true, true, false), rarely, opcodes, Arbitraries.integers(), payloads)
                .as((last, reserved, opcode, key, payload) -> new ClientFrame(last, reserved, opcode, true, key,
                        payload).bytes())
                .list().ofMaxSize(8).map(frames -> ClientFrame.join(frames.toArray(byte[][]::new)));
    }
}
