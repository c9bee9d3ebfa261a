package dev.sluice.internal.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.Deflater;

import dev.sluice.fixtures.CountedZlib;
import dev.sluice.fixtures.Randomly;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The inflater of messages")
class MessageInflaterTest {

    private static final int LIMIT = 100_000;

    private final CountedZlib zlib = new CountedZlib();
    private final MessageInflater takeover = new MessageInflater(zlib, LIMIT, true);
    private final MessageInflater alone = new MessageInflater(zlib, LIMIT, false);

    @AfterEach
    void nothingIsLeft() {
        takeover.release();
        alone.release();
        assertThat(zlib.living()).isZero();
        assertThat(zlib.endedAgain()).isZero();
    }

    private static byte[] inflated(MessageInflater inflater, byte[]... pieces) {
        MessageBuffer message = new MessageBuffer();
        for (byte[] piece : pieces) {
            inflater.inflate(piece, message);
        }
        inflater.finish(message);
        return message.take();
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static void assertViolation(int code, MessageInflater inflater, byte[]... pieces) {
        assertThatExceptionOfType(ProtocolViolation.class).isThrownBy(() -> inflated(inflater, pieces))
                .satisfies(violation -> assertThat(violation.code()).isEqualTo(code));
    }

    @ParameterizedTest
    @DisplayName("reads the examples of RFC 7692 section 7.2.3")
    @ValueSource(strings = {"f248cdc9c90700", "000500faff48656c6c6f00", "f348cdc9c9070000",
        "f24805000000ffffcac9c90700"})
    void examples(String payload) {
        assertThat(inflated(alone, hex(payload))).isEqualTo(ascii("Hello"));
        assertThat(inflated(takeover, hex(payload))).isEqualTo(ascii("Hello"));
    }

    @Test
    @DisplayName("reads the example of a message that refers to the one before it")
    void secondExample() {
        assertThat(inflated(takeover, hex("f248cdc9c90700"))).isEqualTo(ascii("Hello"));
        assertThat(inflated(takeover, hex("f200110000"))).isEqualTo(ascii("Hello"));
    }

    @Test
    @DisplayName("refuses such a message where no context is taken over")
    void noContext() {
        assertThat(inflated(alone, hex("f248cdc9c90700"))).isEqualTo(ascii("Hello"));
        assertViolation(1007, alone, hex("f200110000"));
    }

    @Test
    void readsEmptyMessages() {
        for (MessageInflater inflater : new MessageInflater[]{alone, takeover}) {
            assertThat(inflated(inflater, hex("00"))).isEmpty();
            assertThat(inflated(inflater, hex("0200"))).isEmpty();
            assertThat(inflated(inflater)).isEmpty();
            assertThat(inflated(inflater, new byte[0])).isEmpty();
            assertThat(inflated(inflater, Blocks.last(new byte[0]))).isEmpty();
        }
    }

    @Test
    void readsEveryKindOfBlockOneBehindTheOther() {
        byte[] plain = ascii("every kind of block, and every kind of block again. ".repeat(40));
        byte[] tail = {0, 0, (byte) 0xff, (byte) 0xff};
        byte[] payload = ClientFrame.join(Blocks.lastAlone(plain), Blocks.message(plain, Blocks.STORED, 0), tail,
                Blocks.lastAlone(plain), Blocks.lastAlone(new byte[0]),
                Blocks.message(plain, Blocks.DYNAMIC, Deflater.HUFFMAN_ONLY), tail, Blocks.message(plain));

        byte[] expected = ClientFrame.join(plain, plain, plain, plain, plain);
        assertThat(inflated(alone, payload)).isEqualTo(expected);
        assertThat(inflated(takeover, payload)).isEqualTo(expected);
    }

    @Test
    @DisplayName("takes a last block without the padding behind it")
    void lastBlockAlone() {
        assertThat(inflated(alone, Blocks.lastAlone(ascii("Hello")))).isEqualTo(ascii("Hello"));
        assertThat(inflated(takeover, Blocks.lastAlone(ascii("Hello")))).isEqualTo(ascii("Hello"));
        assertThat(inflated(takeover, hex("f200110000"))).isEqualTo(ascii("Hello"));
    }

    @Test
    @DisplayName("knows what came before a last block, in this message and in those before")
    void windowBehindALastBlock() {
        assertThat(inflated(takeover, Blocks.last(ascii("Hello")))).isEqualTo(ascii("Hello"));
        byte[] refersTwice = ClientFrame.join(hex("f2001100"), hex("000000ffff"), Blocks.lastAlone(ascii("abcde")),
                hex("f200110000"));
        assertThat(inflated(takeover, refersTwice)).isEqualTo(ascii("HelloabcdeHbcde"));
    }

    @Test
    void knowsTheNewest32KilobytesHoweverManyMessagesTheyWere() {
        Randomly.tries(20, any -> {
            MessageInflater inflater = new MessageInflater(zlib, LIMIT, true);
            Deflater client = new Deflater(9, true);
            byte[] base = any.exactBytes(40_000);
            for (int i = 0; i < 12; i++) {
                int from = any.upTo(base.length);
                byte[] plain = Arrays.copyOfRange(base, from, from + any.upTo(base.length - from));
                assertThat(inflated(inflater, Blocks.next(client, plain))).isEqualTo(plain);
            }
            client.end();
            inflater.release();
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4_095, 4_096, 4_097, 32_768, LIMIT - 1, LIMIT})
    void inflatesUpToTheLimit(int size) {
        byte[] plain = new Randomly(size).exactBytes(size);
        assertThat(inflated(alone, Blocks.message(plain))).isEqualTo(plain);
        assertThat(inflated(takeover, Blocks.last(plain))).isEqualTo(plain);
        assertThat(inflated(alone, Blocks.message(new byte[size]))).isEqualTo(new byte[size]);
    }

    @Test
    void inflatesNothingBeyondTheLimit() {
        MessageBuffer message = new MessageBuffer();
        byte[] bomb = Blocks.message(new byte[50_000_000]);

        assertThatExceptionOfType(ProtocolViolation.class).isThrownBy(() -> alone.inflate(bomb, message))
                .satisfies(violation -> {
                    assertThat(violation.code()).isEqualTo(1009);
                    assertThat(violation.reason()).contains("100000");
                });
        assertThat(message.array().length).isLessThanOrEqualTo(LIMIT);
        assertViolation(1009, takeover, Blocks.message(new byte[LIMIT + 1]));
    }

    @ParameterizedTest
    @DisplayName("refuses what is no DEFLATE data, or ends too early")
    @ValueSource(strings = {"ff", "06", "07ff", "000500fbff48656c6c6f00", "f248cdc9", "0005", "000600f9ff48",
        "04c0810000000000907fd7ba", "f348cdc9c907000001"})
    void broken(String payload) {
        assertViolation(1007, alone, hex(payload));
        assertViolation(1007, takeover, hex(payload));
    }

    @Test
    void readsTheSameInWhateverPieces() {
        Randomly.tries(200, any -> {
            byte[] plain = any.oneIn(2) ? any.bytes(3_000) : ascii("again and ".repeat(any.upTo(300)));
            byte[] payload = any.oneIn(2) ? Blocks.message(plain) : Blocks.last(plain);
            MessageBuffer message = new MessageBuffer();
            int from = 0;
            for (int cut : any.cuts(8, payload.length)) {
                alone.inflate(Arrays.copyOfRange(payload, from, cut), message);
                from = cut;
            }
            alone.inflate(Arrays.copyOfRange(payload, from, payload.length), message);
            alone.finish(message);
            assertThat(message.take()).isEqualTo(plain);
        });
    }

    @Test
    void throwsNothingButViolationsWhateverComes() {
        Randomly.tries(2_000, any -> {
            byte[] payload = any.oneIn(2) ? any.bytes(300) : Blocks.message(ascii("x".repeat(any.upTo(2_000))));
            if (payload.length > 0) {
                payload[any.upTo(payload.length - 1)] ^= (byte) (1 << any.upTo(7));
            }
            MessageInflater inflater = new MessageInflater(zlib, 1_000, any.oneIn(2));
            try {
                assertThat(inflated(inflater, payload)).hasSizeLessThanOrEqualTo(1_000);
            } catch (ProtocolViolation violation) {
                assertThat(violation.code()).isIn(1007, 1009);
            }
            inflater.release();
        });
    }

    @Test
    void holdsNothingBetweenMessagesThatStandForThemselves() {
        inflated(alone, hex("f248cdc9c90700"));
        assertThat(zlib.living()).isZero();
        alone.inflate(hex("f248"), new MessageBuffer());
        assertThat(zlib.living()).isEqualTo(1);
    }

    @Test
    void inflatesNothingOnceItIsReleased() {
        takeover.inflate(hex("f248"), new MessageBuffer());
        takeover.release();
        takeover.release();
        assertViolation(1001, takeover, hex("cdc9c90700"));
        assertThat(zlib.made()).isEqualTo(1);
    }
}
