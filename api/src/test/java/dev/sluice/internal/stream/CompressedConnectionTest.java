package dev.sluice.internal.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.zip.Inflater;

import dev.sluice.Channel;
import dev.sluice.Codec;
import dev.sluice.Compression;
import dev.sluice.Protocol;
import dev.sluice.TransportConfig;
import dev.sluice.TwoWayChannel;
import dev.sluice.TwoWayStream;
import dev.sluice.fixtures.CountedZlib;
import dev.sluice.fixtures.Crew;
import dev.sluice.fixtures.Randomly;
import dev.sluice.internal.websocket.DeflateTerms;
import dev.sluice.spi.Link;
import dev.sluice.spi.LinkEnd;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A compressed connection")
@Timeout(60)
class CompressedConnectionTest {

    private static final TwoWayChannel<String, String> TALK = Channel.twoWay("talk", Codec.text(), Codec.text());
    private static final String WORDS = "so much depends upon a red wheel barrow, so much depends";
    /** "Hello" with RSV1 and a masking key of zeros; the first fragment of it; and what is no DEFLATE data. */
    private static final byte[] HELLO = HexFormat.of().parseHex("c18700000000f248cdc9c90700");
    private static final byte[] HALF = HexFormat.of().parseHex("418300000000f248cd");
    private static final byte[] BROKEN = HexFormat.of().parseHex("c18100000000ff");

    private final CountedZlib zlib = new CountedZlib();

    private WebSocketConnection connection(boolean takeover, int threshold) {
        TransportConfig config = TransportConfig.builder().compression(new Compression(threshold, takeover)).build();
        WebSocketConnection connection = new WebSocketConnection(RecordedStream.opening(Protocol.WEB_SOCKET), TALK,
                Optional.of(TALK.incoming()), Optional.empty(),
                Optional.of(new DeflateTerms(takeover, takeover, false)), zlib, config,
                new Observers(List.of()), new Silent());
        connection.opened(new Silent());
        return connection;
    }

    @SuppressWarnings("unchecked")
    private static TwoWayStream<String, String> stream(WebSocketConnection connection) {
        return (TwoWayStream<String, String>) connection.stream();
    }

    private static byte[] polled(WebSocketConnection connection) {
        ByteBuffer next = connection.poll();
        assertThat(next).isNotNull();
        byte[] bytes = new byte[next.remaining()];
        next.get(bytes);
        return bytes;
    }

    private void assertNothingIsLeft() {
        assertThat(zlib.living()).isZero();
        assertThat(zlib.endedAgain()).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void receivesAndSends(boolean takeover) {
        WebSocketConnection connection = connection(takeover, WORDS.length());
        connection.received(ByteBuffer.wrap(HELLO));
        assertThat(stream(connection).receive(Duration.ZERO)).hasValue("Hello");

        stream(connection).send(WORDS);
        stream(connection).send(WORDS);
        stream(connection).send(WORDS.substring(1));
        int first = polled(connection).length;
        assertThat(first).isLessThan(WORDS.length());
        assertThat(polled(connection).length).isLessThanOrEqualTo(takeover ? first / 2 : first);
        assertThat(polled(connection)).hasSize(2 + WORDS.length() - 1).startsWith(0x81);
        connection.ended(LinkEnd.BROKEN);
        assertNothingIsLeft();
    }

    @Test
    @DisplayName("of which there were 10,000 leaves nothing behind, whatever it was doing when it ended")
    void leavesNothingBehind() {
        for (int i = 0; i < 10_000; i++) {
            Randomly any = new Randomly(i);
            boolean takeover = any.oneIn(2);
            WebSocketConnection connection = connection(takeover, 1);
            if (any.oneIn(2)) {
                connection.received(ByteBuffer.wrap(HELLO));
            }
            if (any.oneIn(2)) {
                stream(connection).send(WORDS);
                connection.poll();
            }
            if (any.oneIn(2)) {
                connection.received(ByteBuffer.wrap(any.pick(HALF, BROKEN)));
            }
            if (any.oneIn(3)) {
                stream(connection).close();
            }
            connection.ended(any.pick(LinkEnd.values()));
            assertThat(zlib.living()).as("with seed " + i).isZero();
        }
        assertThat(zlib.made()).isGreaterThan(5_000);
        assertNothingIsLeft();
    }

    @Test
    @DisplayName("that ends while others poll it and hand bytes over leaves nothing behind")
    void endsAmidEverything() {
        for (int i = 0; i < 300; i++) {
            WebSocketConnection connection = connection(true, 1);
            for (int messages = 0; messages < 40; messages++) {
                stream(connection).offer(WORDS + messages);
            }
            Crew.start(3, number -> {
                for (int turn = 0; turn < 20; turn++) {
                    switch (number) {
                        case 0 -> connection.poll();
                        case 1 -> connection.received(ByteBuffer.wrap(turn % 2 == 0 ? HELLO : HALF));
                        default -> {
                            if (turn == 10) {
                                connection.ended(LinkEnd.BROKEN);
                            }
                        }
                    }
                }
            }).join();
            assertNothingIsLeft();
        }
    }

    @Test
    @DisplayName("keeps the order of what many threads send, so that the client understands each message")
    void keepsTheOrder() throws Exception {
        WebSocketConnection connection = connection(true, 1);
        Crew senders = Crew.start(4, number -> {
            for (int i = 0; i < 200; i++) {
                stream(connection).send(number + " " + WORDS + " " + i);
            }
        });
        Inflater client = new Inflater(true);
        int[] next = new int[4];
        for (int i = 0; i < 800; i++) {
            ByteBuffer frame = connection.poll();
            while (frame == null) {
                Thread.onSpinWait();
                frame = connection.poll();
            }
            String text = inflated(client, frame);
            int sender = text.charAt(0) - '0';
            assertThat(text).isEqualTo(sender + " " + WORDS + " " + next[sender]++);
        }
        senders.join();
        client.end();
        connection.ended(LinkEnd.FINISHED);
        assertNothingIsLeft();
    }

    private static String inflated(Inflater client, ByteBuffer frame) throws Exception {
        byte[] bytes = new byte[frame.remaining()];
        frame.get(bytes);
        assertThat(bytes[0]).isEqualTo((byte) 0xc1);
        byte[] text = new byte[1_000];
        client.setInput(bytes, 2, bytes.length - 2);
        int length = client.inflate(text);
        client.setInput(new byte[]{0, 0, -1, -1});
        assertThat(client.inflate(text, length, 10)).isZero();
        return new String(text, 0, length, StandardCharsets.US_ASCII);
    }

    /** Neither the link nor the engine does anything. */
    private static final class Silent implements Link, Carriage.Listener {

        @Override
        public void ready() {
            // The tests poll.
        }

        @Override
        public void pauseReading() {
            // The tests decide what arrives.
        }

        @Override
        public void resumeReading() {
            // The tests decide what arrives.
        }

        @Override
        public void abort() {
            // The tests end the connection.
        }

        @Override
        public void opened(Carriage connection) {
            // Nobody serves the stream.
        }

        @Override
        public void ended(Carriage connection) {
            // Nobody counts.
        }
    }
}
