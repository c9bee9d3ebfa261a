package dev.sluice;

import java.util.List;
import java.util.Optional;

/**
 * A server that carries endpoints. Thread-safe.
 *
 * <p>A transport's life:
 * <ol>
 * <li><b>made</b>: nothing is bound;
 * <li><b>started</b>, by {@link #start()}: clients are served;
 * <li><b>closing</b>, by {@link #close()}: no new stream is taken (status 503). Every open stream is ended with
 * {@link Close.Cause#SHUTDOWN}: what was sent goes out, then the WebSocket Close frame with code 1001, or a random
 * {@code retry:} ({@link Timing#sseRetry()}) and the end of the SSE response. Where there are more than 100 streams, batches
 * of 100 are ended one after the other within half of {@link Timing#drainTime()}. Each has {@link Timing#closeTimeout()} for
 * its goodbye, and handlers have until the end of the drain time to return;
 * <li><b>closed</b>, when nothing is left or the drain time is over: handlers that have not returned were interrupted and
 * connections that still stood were cut. A closed transport cannot be started again.
 * </ol>
 */
public interface Transport extends AutoCloseable {

    /**
     * Binds and serves.
     *
     * @return this
     * @throws TransportException if the address cannot be bound
     * @throws IllegalStateException if it is started, or was closed after a start
     */
    Transport start();

    /**
     * The port that is bound, also where {@link TransportConfig#port()} is 0.
     *
     * @throws IllegalStateException if the transport is not started
     */
    int port();

    /** How many streams have a connection now. */
    int streamCount();

    /** The streams that are open now, for people and tools that look after them; each can be closed. */
    List<OneWayStream<?>> streams();

    /**
     * Closes as described above, and waits for it: no longer than {@link Timing#drainTime()} and a second, whatever clients
     * and handlers do. An interrupt ends the waiting for clients and handlers, and stays set.
     *
     * <p>Any thread may close: that of a handler, which is then neither waited for nor interrupted, of a gate or of
     * {@link OneWayStream#whenClosed()} too. Where the calling thread is one that all connections need, such as an I/O thread
     * of Undertow, closing goes on elsewhere and this returns at once.
     *
     * <p>No effect before the start, or the second time, when it returns at once even if the first call still waits: the
     * second caller may be what the first one waits for.
     */
    @Override
    void close();

    /**
     * The runtime's own object: a deliberate escape hatch.
     *
     * @param <T> the object
     * @param type its class, as the adapter documents it
     * @return empty if this transport has no such object now
     */
    <T> Optional<T> unwrap(Class<T> type);
}
