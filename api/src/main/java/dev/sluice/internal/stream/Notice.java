package dev.sluice.internal.stream;

import java.nio.charset.StandardCharsets;

import dev.sluice.Codec.Form;
import dev.sluice.internal.frame.FrameHeader;
import dev.sluice.internal.sse.SseEncoder;
import dev.sluice.internal.websocket.FrameEncoder;
import dev.sluice.internal.websocket.MessageDeflater;

/**
 * What the engine tells a client, beside the messages: its place in a topic before the first of them, and what becomes of
 * streams that share a connection. A bare WebSocket has no place for it.
 */
public final class Notice extends Message {

    private static final byte[] NOTHING = {};

    private final byte[] event;
    private final String word;
    private final String rest;
    private final byte[] text;

    private Notice(byte[] event, String word, String rest, byte[] text) {
        super(Form.TEXT, NOTHING, "", null);
        this.event = event;
        this.word = word;
        this.rest = rest;
        this.text = text;
    }

    /** What is said of a stream: a word, the rest of the header line, and a text behind it. */
    public static Notice about(String word, String rest, String text) {
        return new Notice(NOTHING, word, rest, text.getBytes(StandardCharsets.UTF_8));
    }

    /** A frame that concerns a connection with many streams: these words, and a text behind them. */
    public static Notice frame(String words, String text) {
        return new Notice(NOTHING, words, "", text.getBytes(StandardCharsets.UTF_8));
    }

    /** The client is new, and is told of everything behind this cursor. */
    public static Notice begin(String cursor) {
        return new Notice(SseEncoder.position(cursor), "begin", cursor, NOTHING);
    }

    /** The client gets all that it has missed behind this cursor. An event stream says so by going on. */
    public static Notice resumed(String cursor) {
        return new Notice(NOTHING, "resumed", cursor, NOTHING);
    }

    /**
     * The client has missed messages that it cannot get, and goes on behind this cursor.
     *
     * @param missed how many, as text; {@code unknown} if that is not known
     */
    public static Notice gap(String cursor, String missed) {
        byte[] data = ("{\"missed\":" + (missed.equals(UNKNOWN) ? "null" : missed) + "}")
                .getBytes(StandardCharsets.US_ASCII);
        return new Notice(SseEncoder.event("sluice-gap", cursor, data), "gap", cursor + " " + missed, NOTHING);
    }

    /** How many messages were missed, where that is not known. */
    public static final String UNKNOWN = "unknown";

    @Override
    public boolean costsCredit() {
        return false;
    }

    @Override
    byte[] wire(WireForm wanted) {
        return switch (wanted) {
            case BARE_FRAME, DEFLATED_BARE_FRAME -> NOTHING;
            case V1_FRAME, DEFLATED_V1_FRAME -> frame("");
            case EVENT -> event;
            case SESSION_EVENT -> sessionEvent("");
        };
    }

    @Override
    byte[] wire(WireForm plain, MessageDeflater own) {
        return wire(plain);
    }

    @Override
    public boolean isNotice() {
        return true;
    }

    @Override
    byte[] shared(String target, WireForm wanted) {
        return wanted == WireForm.SESSION_EVENT ? sessionEvent(target) : frame(target);
    }

    @Override
    byte[] shared(String target, MessageDeflater own) {
        return frame(target);
    }

    private byte[] sessionEvent(String target) {
        return SseEncoder.event(FrameHeader.line(word, target, rest), text);
    }

    private byte[] frame(String target) {
        return FrameEncoder.message(true, FrameHeader.line(word, target, rest), text);
    }

    /** Whether there is anything to tell a stream of this form. */
    public boolean isFor(WireForm form) {
        return wire(form).length > 0;
    }
}
