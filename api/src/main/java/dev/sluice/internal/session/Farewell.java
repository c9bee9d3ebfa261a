package dev.sluice.internal.session;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

import dev.sluice.Close;
import dev.sluice.internal.sse.SseEncoder;
import dev.sluice.internal.stream.ComingBack;
import dev.sluice.internal.websocket.CloseCode;

/** The last event of a session: why it is over, and when it makes sense to come back. */
final class Farewell {

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
                (code + " " + ComingBack.after(close, retry) + "\n" + reason).getBytes(StandardCharsets.UTF_8));
    }
}
