package dev.sluice.samples.server;

import dev.sluice.TransportException;

/** A server with Sluice's endpoints and the pages beside them. */
public interface Server extends AutoCloseable {

    /**
     * Binds and serves.
     *
     * @throws TransportException if the port cannot be bound
     */
    void start();

    /** The port that is bound. */
    int port();

    /** Says goodbye to the streams' clients, then stops. No effect the second time. */
    @Override
    void close();
}
