package dev.sluice.internal.stream;

import java.nio.charset.StandardCharsets;

import dev.sluice.Codec.Form;
import dev.sluice.internal.sse.SseEncoder;
import dev.sluice.internal.websocket.FrameEncoder;
import dev.sluice.internal.websocket.MessageDeflater;

/** What a topic tells a client of its place in it, before the first message. A bare WebSocket has no place for it. */
public final class Notice extends Message {

    private static final byte[] NOTHING = {};

    private final byte[] event;
    private final byte[] frame;
    private final byte[] sessionEvent;

    private Notice(byte[] event, String header) {
        super(Form.TEXT, NOTHING, "", null);
        this.event = event;
        this.frame = FrameEncoder.message(true, V1Header.line(header));
        this.sessionEvent = SseEncoder.event("", V1Header.line(header));
    }

    /** The client is new, and is told of everything behind this cursor. */
    public static Notice begin(String cursor) {
        return new Notice(SseEncoder.position(cursor), "begin " + cursor);
    }

    /** The client gets all that it has missed behind this cursor. An event stream says so by going on. */
    public static Notice resumed(String cursor) {
        return new Notice(NOTHING, "resumed " + cursor);
    }

    /**
     * The client has missed messages that it cannot get, and goes on behind this cursor.
     *
     * @param missed how many, as text; {@code unknown} if that is not known
     */
    public static Notice gap(String cursor, String missed) {
        byte[] data = ("{\"missed\":" + (missed.equals(UNKNOWN) ? "null" : missed) + "}")
                .getBytes(StandardCharsets.US_ASCII);
        return new Notice(SseEncoder.event("sluice-gap", cursor, data), "gap " + cursor + " " + missed);
    }

    /** How many messages were missed, where that is not known. */
    public static final String UNKNOWN = "unknown";

    @Override
    byte[] wire(WireForm wanted) {
        return switch (wanted) {
            case BARE_FRAME, DEFLATED_BARE_FRAME -> NOTHING;
            case V1_FRAME, DEFLATED_V1_FRAME -> frame;
            case EVENT -> event;
            case SESSION_EVENT -> sessionEvent;
        };
    }

    @Override
    byte[] wire(WireForm plain, MessageDeflater own) {
        return wire(plain);
    }

    /** Whether there is anything to tell a stream of this form. */
    public boolean isFor(WireForm form) {
        return wire(form).length > 0;
    }
}
