package dev.sluice.internal.stream;

import dev.sluice.Opening;
import dev.sluice.Protocol;

/** The ways in which a message can be written; each is made once for all streams that need it. */
public enum WireForm implements Writing {
    /** A WebSocket frame of the message alone. */
    BARE_FRAME,
    /** A WebSocket frame of the sub-protocol {@value #SLUICE_V1}: a header line, then the message. */
    V1_FRAME,
    /** A {@link #BARE_FRAME} that is compressed, if that makes it smaller. */
    DEFLATED_BARE_FRAME,
    /** A {@link #V1_FRAME} that is compressed, if that makes it smaller. */
    DEFLATED_V1_FRAME,
    /** An event of Server-Sent Events. */
    EVENT,
    /** The same of a session, without its number: its data are a frame of {@value #SLUICE_V1}. */
    SESSION_EVENT;

    /** The sub-protocol whose frames have a header line; {@code docs/protocol.md} describes it. */
    public static final String SLUICE_V1 = "sluice.v1";

    /** How the messages of a stream with this opening are written. */
    public static WireForm of(Opening opening) {
        boolean v1 = opening.subprotocol().filter(SLUICE_V1::equals).isPresent();
        if (opening.protocol() == Protocol.SSE) {
            return v1 ? SESSION_EVENT : EVENT;
        }
        return v1 ? V1_FRAME : BARE_FRAME;
    }

    @Override
    public byte[] of(Message message) {
        return message.wire(this);
    }

    /** The same, compressed where there is such a form. */
    WireForm deflated() {
        return switch (this) {
            case BARE_FRAME, DEFLATED_BARE_FRAME -> DEFLATED_BARE_FRAME;
            case V1_FRAME, DEFLATED_V1_FRAME -> DEFLATED_V1_FRAME;
            case EVENT -> EVENT;
            case SESSION_EVENT -> SESSION_EVENT;
        };
    }
}
