package dev.sluice.internal.websocket;

/** The client broke RFC 6455, or a limit. Carries what the Close frame will say; has no stack trace, being expected. */
public final class ProtocolViolation extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int code;

    /** What the Close frame will say; the reason in ASCII and short. */
    public ProtocolViolation(int code, String reason) {
        super(reason, null, false, false);
        this.code = code;
    }

    /** The close code. */
    public int code() {
        return code;
    }

    /** The close reason, in ASCII and short. */
    public String reason() {
        return String.valueOf(getMessage());
    }
}
