package dev.sluice.internal.session;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

import dev.sluice.Close;
import dev.sluice.internal.sse.SseEncoder;
import dev.sluice.internal.websocket.CloseCode;

/** The last event of a session: why it is over, and when it makes sense to come back. */
final class Farewell {

    private static final String NEVER = "never";

    /** After a rotation there is a server to come back to, and ages differ already. */
    private static final int ROTATION_HASTE = 10;

    private Farewell() {}

    /**
     * The event.
     *
     * @param retry how long clients are told to wait
     */
    static byte[] event(long number, Close close, Duration retry) {
        int code = CloseCode.isValidOnWire(close.code()) ? close.code() : CloseCode.GOING_AWAY;
        String reason = close.cause() == Close.Cause.PEER_CLOSED ? "" : close.reason();
        return SseEncoder.event("sluice-end", Long.toString(number),
                (code + " " + retry(close, retry.toMillis()) + "\n" + reason).getBytes(StandardCharsets.UTF_8));
    }

    private static String retry(Close close, long millis) {
        return switch (close.cause()) {
            case SHUTDOWN -> Long.toString(millis + ThreadLocalRandom.current().nextLong(millis + 1));
            case ROTATED -> Long.toString(millis / ROTATION_HASTE);
            case BEHIND -> "0";
            case COMPLETED -> switch (close.code()) {
                case CloseCode.GOING_AWAY, CloseCode.SERVICE_RESTART -> Long.toString(millis);
                case CloseCode.TRY_AGAIN_LATER -> "0";
                default -> NEVER;
            };
            case PEER_CLOSED, LOST, TIMED_OUT, REFUSED, HANDLER_FAILED -> NEVER;
        };
    }
}
