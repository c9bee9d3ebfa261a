package dev.sluice.client.internal.carrier;

import java.time.Duration;
import java.util.Optional;

import dev.sluice.Protocol;
import dev.sluice.TimeSource;

/**
 * What is known about whether WebSocket gets through. Thread-safe. It is blocked from when SSE got through where WebSocket did
 * not, for an hour: networks change.
 */
final class Route {

    private static final Duration REMEMBERED = Duration.ofHours(1);

    private final TimeSource time;
    private Optional<Long> blockedSince = Optional.empty();
    private boolean suspect;

    Route(TimeSource time) {
        this.time = time;
    }

    /** What to try first. */
    synchronized Protocol first() {
        boolean blocked = blockedSince.filter(since -> time.nanos() - since < REMEMBERED.toNanos()).isPresent();
        return blocked || suspect ? Protocol.SSE : Protocol.WEB_SOCKET;
    }

    /** WebSocket opened and ended at once: perhaps it does not get through. */
    synchronized void suspect() {
        suspect = true;
    }

    /** SSE got through where WebSocket did not. */
    synchronized void blocked() {
        suspect = false;
        blockedSince = Optional.of(time.nanos());
    }

    /** SSE did not get through either, or WebSocket does. */
    synchronized void forget() {
        suspect = false;
        blockedSince = Optional.empty();
    }
}
