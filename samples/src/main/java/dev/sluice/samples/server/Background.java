package dev.sluice.samples.server;

/** Work that goes on while the server runs. */
public interface Background extends AutoCloseable {

    /** Begins, without waiting. */
    void start();

    /** Tells it to end; never waits. No effect the second time. */
    @Override
    void close();
}
