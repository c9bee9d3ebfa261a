package dev.sluice.internal.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

import dev.sluice.fixtures.CountedZlib;
import dev.sluice.fixtures.Randomly;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The deflater of messages")
class MessageDeflaterTest {

    private static final byte[] WORDS = "so much depends upon a red wheel barrow, so much depends".getBytes(
            StandardCharsets.US_ASCII);

    private final CountedZlib zlib = new CountedZlib();
    private final MessageDeflater deflater = new MessageDeflater(zlib);

    @AfterEach
    void nothingIsLeft() {
        deflater.release();
        assertThat(zlib.living()).isZero();
        assertThat(zlib.endedAgain()).isZero();
    }

    /** The payload of a frame that is compressed. */
    private static byte[] payload(Optional<byte[]> frame) {
        ByteBuffer bytes = ByteBuffer.wrap(frame.orElseThrow());
        assertThat(bytes.get() & 0xf0).isEqualTo(0xc0);
        int length = bytes.get();
        bytes.position(length < 126 ? 2 : length == 126 ? 4 : 10);
        byte[] payload = new byte[bytes.remaining()];
        bytes.get(payload);
        return payload;
    }

    private static byte[] inflated(MessageInflater inflater, byte[] payload) {
        MessageBuffer message = new MessageBuffer();
        inflater.inflate(payload, message);
        inflater.finish(message);
        return message.take();
    }

    @Test
    void makesAFrameThatSaysItIsCompressed() {
        assertThat(MessageDeflater.alone(zlib, true, new byte[300]).orElseThrow()[0]).isEqualTo((byte) 0xc1);
        assertThat(MessageDeflater.alone(zlib, false, new byte[300]).orElseThrow()[0]).isEqualTo((byte) 0xc2);
        assertThat(zlib.living()).isZero();
    }

    @Test
    void leavesTheTailAway() {
        assertThat(HexFormat.of().formatHex(payload(MessageDeflater.alone(zlib, true, WORDS))))
                .doesNotEndWith("0000ffff");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 5, 6, 100, 70_000})
    @DisplayName("makes no frame that would not be smaller")
    void random(int size) {
        byte[] random = new byte[size];
        new java.util.Random(size).nextBytes(random);
        assertThat(MessageDeflater.alone(zlib, true, random)).isEmpty();
        assertThat(deflater.next(true, random)).isEmpty();
    }

    @Test
    void joinsParts() {
        MessageInflater inflater = new MessageInflater(zlib, 1_000, false);
        byte[] parts = payload(MessageDeflater.alone(zlib, true, WORDS, WORDS, new byte[0]));
        assertThat(inflated(inflater, parts)).isEqualTo(ClientFrame.join(WORDS, WORDS));
    }

    @Test
    void refersToTheMessagesBefore() {
        int first = payload(deflater.next(true, WORDS)).length;
        assertThat(payload(deflater.next(true, WORDS)).length).isLessThan(first / 4);
        assertThat(payload(MessageDeflater.alone(zlib, true, WORDS))).hasSize(first);
    }

    @Test
    void neverRefersToAMessageThatWentOutUncompressed() {
        byte[] secret = new byte[200];
        new java.util.Random(1).nextBytes(secret);
        assertThat(deflater.next(false, secret)).isEmpty();
        // Would be tiny if it referred to the message that the client does not have in its window.
        byte[] twice = ClientFrame.join(WORDS, secret, WORDS, WORDS);
        MessageInflater inflater = new MessageInflater(zlib, 1_000, true);
        assertThat(inflated(inflater, payload(deflater.next(false, twice)))).isEqualTo(twice);
        inflater.release();
    }

    @Test
    void isUnderstoodWhateverTheMessages() {
        Randomly.tries(100, any -> {
            MessageDeflater server = new MessageDeflater(zlib);
            MessageInflater client = new MessageInflater(zlib, 1 << 20, true);
            byte[] base = any.exactBytes(50_000);
            for (int i = 0; i < 8; i++) {
                byte[] message = switch (any.upTo(2)) {
                    case 0 -> any.bytes(2_000);
                    case 1 -> any.text(500).getBytes(StandardCharsets.UTF_8);
                    default -> Arrays.copyOfRange(base, any.upTo(25_000), 25_000 + any.upTo(25_000));
                };
                Optional<byte[]> frame = server.next(false, message);
                if (frame.isPresent()) {
                    assertThat(payload(frame)).hasSizeLessThan(message.length);
                    assertThat(inflated(client, payload(frame))).isEqualTo(message);
                }
            }
            server.release();
            client.release();
        });
    }

    @Test
    void makesNothingOnceItIsReleased() {
        deflater.next(true, WORDS);
        deflater.release();
        deflater.release();
        assertThat(deflater.next(true, WORDS)).isEmpty();
        assertThat(zlib.made()).isEqualTo(1);
    }

    @Test
    void compressesPartsOfAnySizeAsOneMessage() {
        byte[] large = HexFormat.of().formatHex(new Randomly(7).exactBytes(100_000))
                .getBytes(StandardCharsets.US_ASCII);
        byte[] all = Arrays.copyOf(large, large.length + WORDS.length);
        System.arraycopy(WORDS, 0, all, large.length, WORDS.length);
        MessageInflater inflater = new MessageInflater(zlib, all.length, false);

        assertThat(inflated(inflater, payload(MessageDeflater.alone(zlib, true, large, WORDS)))).isEqualTo(all);
    }
}
