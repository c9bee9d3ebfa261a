package dev.sluice.internal.stream;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

import dev.sluice.Close;
import dev.sluice.internal.websocket.CloseCode;

/** When it makes sense that a client comes back, after its stream or its connection has ended. */
public final class ComingBack {

    /** Not without mending something. */
    public static final String NEVER = "never";

    /** After a rotation there is a server to come back to, and ages differ already. */
    private static final int ROTATION_HASTE = 10;

    private ComingBack() {}

    /**
     * After how many milliseconds, or {@value #NEVER}.
     *
     * @param usual how long clients are told to wait
     */
    public static String after(Close close, Duration usual) {
        return switch (close.cause()) {
            case SHUTDOWN -> millis(usual.plusMillis(ThreadLocalRandom.current().nextLong(usual.toMillis() + 1)));
            case ROTATED -> millis(usual.dividedBy(ROTATION_HASTE));
            case BEHIND, HANDLER_FAILED -> millis(usual);
            case COMPLETED -> saysSo(close.code()) ? millis(usual) : NEVER;
            case PEER_CLOSED, LOST, TIMED_OUT, REFUSED -> NEVER;
        };
    }

    /** Whether an application that ends a stream with this code wants its client back. */
    private static boolean saysSo(int code) {
        return code == CloseCode.GOING_AWAY || (code >= CloseCode.SERVER_ERROR && code <= CloseCode.BAD_GATEWAY);
    }

    private static String millis(Duration time) {
        return Long.toString(time.toMillis());
    }
}
