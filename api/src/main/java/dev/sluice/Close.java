package dev.sluice;

import java.nio.charset.StandardCharsets;

/**
 * Why a stream ended. The first reason that was known is the only one.
 *
 * @param cause the kind of end
 * @param code a close code of RFC 6455 section 7.4; 1005 and 1006 stand for ends without a Close frame
 * @param reason a short text for people, at most {@value #MAX_REASON_BYTES} bytes of UTF-8, perhaps empty
 */
public record Close(Cause cause, int code, String reason) {

    /** The longest reason that fits a Close frame, in bytes of UTF-8 (RFC 6455 section 5.5). */
    public static final int MAX_REASON_BYTES = 123;

    /** The kinds of end. */
    public enum Cause {
        /** The server ended it: the handler returned, or somebody called {@code close}. */
        COMPLETED,
        /** The other side ended it in an orderly way: a Close frame, or the end of its half of an SSE connection. */
        PEER_CLOSED,
        /** The connection broke. */
        LOST,
        /** The client was silent, or did not answer, for too long. */
        TIMED_OUT,
        /** The client could not keep up, and the overflow policy was to disconnect it. */
        BEHIND,
        /** The client broke the protocol, exceeded a limit or sent a message that cannot be decoded. */
        REFUSED,
        /** The handler threw. */
        HANDLER_FAILED,
        /** The stream reached {@link Timing#maxAge()}; the client may come back at once. */
        ROTATED,
        /** The transport is closing. */
        SHUTDOWN
    }

    /**
     * Checks the code and the length of the reason.
     *
     * @throws IllegalArgumentException if the code is outside 1000 to 4999 or the reason is too long
     */
    public Close {
        if (code < 1000 || code > 4999) {
            throw new IllegalArgumentException("close code " + code + " is outside 1000 to 4999");
        }
        requireShort(reason);
    }

    static void requireShort(String reason) {
        int bytes = reason.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MAX_REASON_BYTES) {
            throw new IllegalArgumentException(
                    "the reason has " + bytes + " bytes of UTF-8, the limit is " + MAX_REASON_BYTES);
        }
    }

    @Override
    public String toString() {
        return cause + " " + code + (reason.isEmpty() ? "" : " (" + reason + ")");
    }
}
