package dev.sluice.spi;

/**
 * One physical connection, or one HTTP/2 stream of it, as bytes: what an adapter implements. Thread-safe; no method
 * blocks, throws, or calls the {@link LinkHandler} on the calling thread.
 */
public interface Link {

    /**
     * There is output: poll {@link LinkHandler#poll()} until it gives null, as many buffers a write as it gives. May be
     * called at any time and often, also when the link has ended, and must be cheap when polling is under way.
     */
    void ready();

    /** Stop reading, so that the client meets TCP's own backpressure. */
    void pauseReading();

    /** Read again. */
    void resumeReading();

    /** Cut the connection now, even while a write is stuck. {@link LinkHandler#ended} follows soon. */
    void abort();
}
