package dev.sluice.internal.websocket;

/** The close codes of RFC 6455 section 7.4 and of the registry that it opened. */
public final class CloseCode {

    /** The purpose was fulfilled. */
    public static final int NORMAL = 1000;
    /** The endpoint goes away. */
    public static final int GOING_AWAY = 1001;
    /** The peer broke the protocol. */
    public static final int PROTOCOL_ERROR = 1002;
    /** A kind of message that is not accepted. */
    public static final int UNACCEPTABLE_DATA = 1003;
    /** Never on the wire: a Close frame without a code. */
    public static final int NO_STATUS = 1005;
    /** Never on the wire: no Close frame at all. */
    public static final int ABNORMAL = 1006;
    /** A message that is not what its type says, such as text that is not UTF-8. */
    public static final int INVALID_PAYLOAD = 1007;
    /** More than the server's rules allow. */
    public static final int POLICY_VIOLATION = 1008;
    /** A message or frame beyond the limit. */
    public static final int TOO_BIG = 1009;
    /** The server failed. */
    public static final int SERVER_ERROR = 1011;
    /** The server restarts. */
    public static final int SERVICE_RESTART = 1012;
    /** The client should come back later. */
    public static final int TRY_AGAIN_LATER = 1013;
    /** A server behind this one failed. */
    public static final int BAD_GATEWAY = 1014;

    private CloseCode() {}

    /** Whether a Close frame may carry this code. */
    public static boolean isValidOnWire(int code) {
        return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999);
    }

    /** Whether an application may close a stream with this code; 1002 and 1010 are not its to say. */
    public static boolean isForApplications(int code) {
        return isValidOnWire(code) && code != PROTOCOL_ERROR && code != 1010;
    }
}
