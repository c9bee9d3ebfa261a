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
 * <li><b>closed</b>, by {@link #close()}: no new stream is taken (status 503), every open stream is ended with code 1001,
 * given {@link Timing#closeTimeout()} to send what it has and to say goodbye, then cut; handlers that have not
 * returned are interrupted. A closed transport cannot be started again.
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
     * Closes as described above; waits until it is done. No effect before the start, or the second time, when it returns at
     * once even if the first call still waits.
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
