package dev.sluice.internal.share;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

import dev.sluice.Close;
import dev.sluice.Close.Cause;
import dev.sluice.internal.stream.ComingBack;
import dev.sluice.internal.stream.Notice;
import dev.sluice.internal.websocket.CloseCode;

/** What a client is told at the end: why, and when it makes sense to come back. */
final class Farewell {

    private Farewell() {}

    /** A stream does not open; a longer reason is cut. */
    static Notice refusal(String target, int status, String retry, String reason) {
        return Notice.frame("error " + target + " " + status + " " + retry, shortened(reason));
    }

    private static String shortened(String reason) {
        int end = reason.length();
        while (reason.substring(0, end).getBytes(StandardCharsets.UTF_8).length > Close.MAX_REASON_BYTES) {
            end = reason.offsetByCodePoints(end, -1);
        }
        return reason.substring(0, end);
    }

    /** The end of one stream. */
    static Notice of(String target, Close close, Duration usualRetry) {
        String word = switch (close.cause()) {
            case COMPLETED, PEER_CLOSED, ROTATED, SHUTDOWN -> "end";
            case LOST, TIMED_OUT, BEHIND, REFUSED, HANDLER_FAILED -> "error";
        };
        int code = close.code() == CloseCode.NO_STATUS || close.code() == CloseCode.ABNORMAL
                ? CloseCode.NORMAL
                : close.code();
        String reason = close.cause() == Cause.PEER_CLOSED ? "" : close.reason();
        return Notice.frame(word + " " + target + " " + code + " " + ComingBack.after(close, usualRetry), reason);
    }

    /** The end of the connection. */
    static Notice ofConnection(Close close, Duration usualRetry) {
        return Notice.frame("goodbye " + ComingBack.after(close, usualRetry), "");
    }
}
