package dev.sluice.spi;

import java.util.Collection;
import java.util.List;

import dev.sluice.Endpoint;
import dev.sluice.OneWayStream;
import dev.sluice.Timing;
import dev.sluice.TransportConfig;
import dev.sluice.internal.engine.StreamEngine;

/**
 * Everything that is the same on every runtime: an adapter asks it what to do with each request. Thread-safe.
 *
 * <p>An adapter makes one engine a transport, asks {@link #answer} for each request, carries the answer out, and calls
 * {@link #close} before it stops its server.
 */
public interface Engine extends AutoCloseable {

    /**
     * An engine for these endpoints.
     *
     * @throws IllegalArgumentException if two endpoints have the same path, or one has that of the AsyncAPI document, or the
     *             document cannot be written
     */
    static Engine create(TransportConfig config, Collection<? extends Endpoint> endpoints) {
        return new StreamEngine(config, endpoints);
    }

    /**
     * What to do with a request. It asks the endpoint's gate, which may block, so the calling thread must not be one that
     * other connections wait for. Throws nothing.
     */
    Answer answer(HttpRequest request);

    /**
     * Whether there is an endpoint or the AsyncAPI document at this path, so that an adapter can leave other requests alone before it changes
     * threads. Never blocks.
     *
     * @param rawPath the path below the place where the engine is mounted, still percent-encoded
     */
    boolean serves(String rawPath);

    /** How many links are open. */
    int linkCount();

    /** The streams that are open. */
    List<OneWayStream<?>> streams();

    /**
     * Refuses new streams, ends the open ones with code 1001 in batches, and waits for them and their handlers as long as
     * {@link Timing#drainTime()}; then interrupts the handlers and aborts what is left. Returns within the drain time and half a
     * second. An interrupt ends the waiting, and stays set. The calling thread is not waited for if it is a handler's; one
     * that links need, such as an I/O thread, must not call this. No effect the second time, when it returns at once.
     */
    @Override
    void close();
}
