package dev.sluice.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import dev.sluice.Compression;
import dev.sluice.Transport;
import dev.sluice.TransportConfig;
import dev.sluice.TransportConfigBuilder;

/** A chapter about WebSocket messages that are compressed. */
abstract class CompressionChapter extends WireChapter {

    static final String HEADER = "Sec-WebSocket-Extensions";
    static final String OFFER = "permessage-deflate";
    static final int THRESHOLD = 100;

    CompressionChapter(TransportFactory factory) {
        super(factory);
    }

    /** Each message is compressed for itself, so the same for all clients. */
    static TransportConfigBuilder shared() {
        return config().compression(new Compression(THRESHOLD, false));
    }

    /** Messages are compressed with the knowledge of those before them. */
    static TransportConfigBuilder takingOver() {
        return config().compression(new Compression(THRESHOLD, true));
    }

    static TransportConfig config(boolean takeover) {
        return (takeover ? takingOver() : shared()).build();
    }

    static Deflate deflate(boolean takeover) {
        return takeover ? Deflate.takeover() : Deflate.alone();
    }

    /** An open WebSocket, for which compression was offered. */
    final WebSocketClient openOffering(Transport transport, String target, String... offers) {
        RawRequest request = RawRequest.handshake(transport.port(), target);
        for (String offer : offers) {
            request.add(HEADER, offer);
        }
        return open(transport, request);
    }

    /** An open WebSocket, for which compression was agreed on. */
    final WebSocketClient openCompressed(Transport transport, String target) {
        WebSocketClient client = openOffering(transport, target, OFFER);
        assertThat(client.handshake().header(HEADER)).startsWith(OFFER);
        return client;
    }

    /** The next message is this text, compressed or not; gives its frame. */
    static Frame expectText(WebSocketClient client, Deflate deflate, String text) {
        Frame frame = client.receiveAny("a text message");
        assertThat(frame.opcode()).as("the opcode of %s", frame).isEqualTo(Frame.TEXT);
        assertThat(new String(deflate.inflate(frame), StandardCharsets.UTF_8)).isEqualTo(text);
        return frame;
    }

    /** Letters that compressing makes smaller, but not much. */
    static String randomText(int seed, int length) {
        return new Random(seed).ints(length, ' ', '~').collect(StringBuilder::new, StringBuilder::appendCodePoint,
                StringBuilder::append).toString();
    }

    static byte[] randomBytes(int seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    /** The frames of a compressed message, as large as said. */
    static Frame[] fragments(int opcode, byte[] payload, int size) {
        List<Frame> frames = new ArrayList<>();
        for (int from = 0; from < payload.length; from += size) {
            Frame frame = Frame.of(from == 0 ? opcode : Frame.CONTINUATION,
                    Arrays.copyOfRange(payload, from, Math.min(payload.length, from + size)));
            frame = from == 0 ? frame.rsv(4) : frame;
            frames.add(from + size < payload.length ? frame.unfinished() : frame);
        }
        return frames.toArray(Frame[]::new);
    }
}
