package dev.sluice.tck;

import java.time.Duration;

/**
 * What a network does to one direction of a connection.
 *
 * @param smallest the fewest bytes that are written at once, as far as there are as many, 1 or more
 * @param largest the most bytes that are written at once; sizes between the two are as often small as large
 * @param latency how much later each byte arrives
 * @param coalesced whether what has come meanwhile is written at once, and overtakes its latency
 * @param bytesPerSecond the bandwidth; 0 for no limit
 * @param strike what happens in the end
 * @param at how many bytes are carried before it
 */
record Way(int smallest, int largest, Duration latency, boolean coalesced, long bytesPerSecond, Strike strike,
        long at) {

    /** Carries bytes as they come. */
    static final Way CALM = new Way(1 << 16, 1 << 16, Duration.ZERO, false, 0, Strike.NONE, Long.MAX_VALUE);

    /** The same in pieces of this size. */
    Way pieces(int size) {
        return pieces(size, size);
    }

    /** The same in pieces of these sizes. */
    Way pieces(int from, int to) {
        return new Way(from, to, latency, coalesced, bytesPerSecond, strike, at);
    }

    /** The same, later. */
    Way latency(Duration delay) {
        return new Way(smallest, largest, delay, coalesced, bytesPerSecond, strike, at);
    }

    /** The same, with what comes during a latency at once. */
    Way coalescing() {
        return new Way(smallest, largest, latency, true, bytesPerSecond, strike, at);
    }

    /** The same, no faster than this. */
    Way bandwidth(long limit) {
        return new Way(smallest, largest, latency, coalesced, limit, strike, at);
    }

    /** The same, struck behind so many bytes. */
    Way struck(Strike how, long behind) {
        return new Way(smallest, largest, latency, coalesced, bytesPerSecond, how, behind);
    }
}
