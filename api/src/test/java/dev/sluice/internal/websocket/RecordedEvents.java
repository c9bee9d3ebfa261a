package dev.sluice.internal.websocket;

import static dev.sluice.fixtures.Crew.require;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Writes down what a decoder tells of, one line an event. */
class RecordedEvents implements FrameDecoder.Events {

    final List<String> lines = new ArrayList<>();
    private String begun = "";

    /** The events of these bytes, given in pieces that end at these positions; a violation is the last line. */
    static List<String> of(byte[] bytes, List<Integer> cuts, int maxFrame, int maxMessage) {
        return of(bytes, cuts, maxFrame, maxMessage, Optional.empty());
    }

    /** The same where messages may be compressed. */
    static List<String> of(byte[] bytes, List<Integer> cuts, int maxFrame, int maxMessage,
            Optional<MessageInflater> inflater) {
        RecordedEvents events = new RecordedEvents();
        FrameDecoder decoder = new FrameDecoder(maxFrame, maxMessage, Integer.MAX_VALUE, inflater, events);
        try {
            int from = 0;
            for (int cut : cuts) {
                events.feed(decoder, bytes, from, cut);
                from = cut;
            }
            events.feed(decoder, bytes, from, bytes.length);
        } catch (ProtocolViolation violation) {
            events.lines.add("violation " + violation.code());
        }
        return events.lines;
    }

    static List<String> of(byte[]... frames) {
        return of(ClientFrame.join(frames), List.of(), 1 << 20, 1 << 20);
    }

    private void feed(FrameDecoder decoder, byte[] bytes, int from, int to) {
        // A buffer of its own, which is spoilt afterwards as a runtime's is, so that nothing can be kept of it.
        ByteBuffer piece = ByteBuffer.allocate(to - from).put(bytes, from, to - from).flip();
        decoder.decode(piece);
        if (piece.hasRemaining()) {
            lines.add(piece.remaining() + " bytes left over");
        }
        Arrays.fill(piece.array(), (byte) 0x55);
    }

    @Override
    public void begin(boolean text) {
        require(begun.isEmpty(), "a message begins after the end of the last one");
        begun = text ? "text" : "binary";
    }

    void finish(String kind) {
        require(begun.equals(kind), "a message ends as what it began");
        begun = "";
    }

    @Override
    public void text(byte[] utf8) {
        finish("text");
        lines.add("text " + new String(utf8, StandardCharsets.UTF_8));
    }

    @Override
    public void binary(byte[] bytes) {
        finish("binary");
        lines.add("binary " + HexFormat.of().formatHex(bytes));
    }

    @Override
    public void ping(byte[] payload) {
        lines.add("ping " + HexFormat.of().formatHex(payload));
    }

    @Override
    public void close(int code, String reason) {
        lines.add("close " + code + " " + reason);
    }
}
