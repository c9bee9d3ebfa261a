package dev.sluice.tck;

import java.time.Duration;

/**
 * What a network does to a connection.
 *
 * @param up from client to server
 * @param down from server to client
 */
record Weather(Way up, Way down) {

    /** Does nothing. */
    static final Weather CALM = both(Way.CALM);

    /** In pieces of 1 byte up to all that is there, a few bytes as often as thousands, and a millisecond late. */
    static final Weather ROUGH = both(Way.CALM.pieces(1, 60_000).latency(Duration.ofMillis(1)));

    /** The same both ways. */
    static Weather both(Way way) {
        return new Weather(way, way);
    }
}
