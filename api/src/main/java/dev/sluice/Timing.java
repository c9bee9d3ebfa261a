package dev.sluice;

import java.time.Duration;
import java.util.Optional;

/**
 * How long things may take. Set by {@link TransportConfigBuilder}, which has defaults. No duration is longer than 365 days.
 *
 * @param heartbeat how long a WebSocket client may be silent before it is pinged, and how long nothing is sent on SSE
 *            before a comment is, 10 ms or more. A POST of a two-way channel waits no longer for the handler either
 * @param pongTimeout how long a WebSocket client may stay silent after a ping, 10 ms or more; then the stream ends
 * @param writeTimeout how long a client may take nothing of what waits for it, 10 ms or more; then the stream ends with
 *            {@link Close.Cause#TIMED_OUT}, or on a two-way channel over SSE the connection alone is cut. Also how long the
 *            body of a POST may take, by the machine's clock
 * @param closeTimeout how long an ended stream may take to send what it has and say goodbye, 10 ms or more; then the
 *            connection is cut
 * @param drainTime how long {@link Transport#close()} waits for streams and handlers, 10 ms or more; then handlers are
 *            interrupted and connections cut. Measured by the machine's clock, whatever {@link TransportConfig#time()} says
 * @param gateTimeout how long a {@link Gate} may take, 10 ms or more; then the opening is refused with status 503
 * @param maxAge how old a stream may get before it is ended with {@link Close.Cause#ROTATED}, 10 ms or more; each stream
 *            ends at a random age between four fifths of it and all of it. Empty for no limit
 * @param sseRetry how long an SSE client is told to wait before it reconnects, in whole milliseconds. When the transport
 *            closes it is told a random time of once to twice as long, so that clients do not come back all at once; when its
 *            stream is too old, a tenth
 * @param sessionGrace how long a stream of a two-way channel over SSE is kept without a connection, 10 ms or more; then it
 *            ends with {@link Close.Cause#LOST}
 */
public record Timing(
        Duration heartbeat,
        Duration pongTimeout,
        Duration writeTimeout,
        Duration closeTimeout,
        Duration drainTime,
        Duration gateTimeout,
        Optional<Duration> maxAge,
        Duration sseRetry,
        Duration sessionGrace) {

    /**
     * Checks every value.
     *
     * @throws IllegalArgumentException if one is out of range; the message names it, its value and the limit
     */
    public Timing {
        Range.within(Range.SHORTEST, "heartbeat", heartbeat);
        Range.within(Range.SHORTEST, "pongTimeout", pongTimeout);
        Range.within(Range.SHORTEST, "writeTimeout", writeTimeout);
        Range.within(Range.SHORTEST, "closeTimeout", closeTimeout);
        Range.within(Range.SHORTEST, "drainTime", drainTime);
        Range.within(Range.SHORTEST, "gateTimeout", gateTimeout);
        maxAge.ifPresent(age -> Range.within(Range.SHORTEST, "maxAge", age));
        Range.within(Duration.ZERO, "sseRetry", sseRetry);
        Range.within(Range.SHORTEST, "sessionGrace", sessionGrace);
    }
}
