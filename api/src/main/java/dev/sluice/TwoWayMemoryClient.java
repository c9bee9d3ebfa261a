package dev.sluice;

/**
 * A client's end of a stream on a {@link MemoryTransport}, in both directions. Thread-safe; the messages of one thread keep
 * their order.
 *
 * @param <I> what the client sends
 * @param <O> what the server sends
 */
public interface TwoWayMemoryClient<I, O> extends OneWayMemoryClient<O> {

    /**
     * Sends a message; waits while the server does not read.
     *
     * @throws AssertionError if the server did not read within {@link MemoryRequest#deadline()}; the connection is cut then
     * @throws IllegalStateException if the stream travels by SSE
     * @throws StreamClosedException if the stream has ended
     * @throws CodecException if the message cannot be encoded
     */
    void send(I message);
}
