package dev.sluice.client.internal.stream;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

import dev.sluice.Close;
import dev.sluice.client.Backoff;
import dev.sluice.client.internal.carrier.CarrierEnd;
import dev.sluice.client.internal.wire.ServerFrame;

/** When a client comes back, or why it does not. For one thread. */
final class Comeback {

    /** What is next. */
    sealed interface Next {

        /** Come back after so long. */
        record After(Duration time) implements Next {}

        /** It is over. */
        record Never(Close close) implements Next {}
    }

    private static final int OWN_CODES = 3_000;

    private final Backoff backoff;
    private int attempts;

    Comeback(Backoff backoff) {
        this.backoff = backoff;
    }

    /** The connection was of use, so the next wait is a short one. */
    void reset() {
        attempts = 0;
    }

    /**
     * What to do after this end.
     *
     * @param goodbye what the server said before it, if it did
     */
    Next after(CarrierEnd end, Optional<ServerFrame.Goodbye> goodbye) {
        return switch (end) {
            case CarrierEnd.Malformed it -> new Next.Never(close(Close.Cause.REFUSED, 1002, it.what()));
            case CarrierEnd.Refused it when it.isForGood() ->
                new Next.Never(close(Close.Cause.REFUSED, 1008, it.why()));
            case CarrierEnd.Refused it -> later(it.retry());
            case CarrierEnd.Lost it -> goodbye.isPresent() ? heed(goodbye.get(), 1001, "") : later(it.retry());
            case CarrierEnd.Closed it -> closed(it, goodbye);
        };
    }

    private Next closed(CarrierEnd.Closed end, Optional<ServerFrame.Goodbye> goodbye) {
        if (end.never() || isForGood(end.code())) {
            return new Next.Never(close(cause(end.code()), end.code(), end.reason()));
        }
        if (goodbye.isPresent()) {
            return heed(goodbye.get(), end.code(), end.reason());
        }
        boolean atOnce = end.code() == 1001 || end.code() == 1012;
        if (end.retry().isPresent() || atOnce) {
            return hinted(end.retry().orElse(Duration.ZERO));
        }
        return end.code() == 1013 ? later(Optional.of(backoff.first())) : later(Optional.empty());
    }

    private Next heed(ServerFrame.Goodbye goodbye, int code, String reason) {
        return goodbye.retry().isPresent()
                ? hinted(Duration.ofMillis(goodbye.retry().getAsLong()))
                : new Next.Never(close(Close.Cause.PEER_CLOSED, code, reason));
    }

    /** The server knows best; but where that gets nowhere, chance is added. */
    Next hinted(Duration time) {
        Duration jitter = attempts == 0 ? Duration.ZERO : backoff.delay(attempts - 1);
        attempts++;
        return new Next.After(time.plus(jitter));
    }

    private Next later(Optional<Duration> least) {
        return new Next.After(least.orElse(Duration.ZERO).plus(backoff.delay(attempts++)));
    }

    /** Whether a close code says that coming back has no use, before something is mended. */
    static boolean isForGood(int code) {
        return switch (code) {
            case 1000, 1002, 1003, 1007, 1008, 1009, 1010 -> true;
            default -> code >= OWN_CODES;
        };
    }

    /** What kind of end a code of the server stands for. */
    static Close.Cause cause(int code) {
        return code == 1000 || code >= OWN_CODES ? Close.Cause.PEER_CLOSED : Close.Cause.REFUSED;
    }

    /** With as much of the reason as a {@link Close} takes. */
    static Close close(Close.Cause cause, int code, String reason) {
        String fits = reason;
        while (fits.getBytes(StandardCharsets.UTF_8).length > Close.MAX_REASON_BYTES) {
            fits = fits.substring(0, fits.offsetByCodePoints(fits.length(), -1));
        }
        return new Close(cause, code, fits);
    }
}
