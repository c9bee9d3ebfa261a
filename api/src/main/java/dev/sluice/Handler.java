package dev.sluice;

/**
 * Serves streams, each on a virtual thread of its own, so it may block. One handler serves many streams at once.
 *
 * @param <S> {@link OneWayStream} or {@link TwoWayStream}
 */
@FunctionalInterface
public interface Handler<S extends OneWayStream<?>> {

    /**
     * Serves one stream until it returns; then the stream is closed with code 1000, after what was sent has gone out.
     * The thread is interrupted only when the transport closes and the handler does not return in time.
     *
     * @param stream the stream
     * @throws Exception anything; the stream is closed with code 1011, and the client learns nothing of the exception.
     *             A {@link StreamClosedException} after the stream has ended is no failure
     */
    void serve(S stream) throws Exception;
}
