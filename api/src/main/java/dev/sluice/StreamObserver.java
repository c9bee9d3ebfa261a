package dev.sluice;

/**
 * Told of every stream of a transport, for metrics, logs and audits. Each method does nothing unless overridden. Thread-safe;
 * called on the engine's threads, so no method may block. What one throws is logged and changes nothing.
 */
public interface StreamObserver {

    /** A stream is open and about to be served. */
    default void opened(OneWayStream<?> stream) {}

    /**
     * An opening was refused.
     *
     * @param endpoint whose stream was asked for
     * @param status the HTTP status of the answer, 400 to 599
     */
    default void refused(Endpoint endpoint, int status) {}

    /** A stream has ended; told once for each that {@link #opened} told of. */
    default void closed(OneWayStream<?> stream, Close close) {}

    /**
     * A message came from the client.
     *
     * @param bytes its size, without framing
     */
    default void received(OneWayStream<?> stream, int bytes) {}

    /**
     * A message was handed to the runtime to be written.
     *
     * @param bytes its size on the wire, with its framing
     */
    default void sent(OneWayStream<?> stream, int bytes) {}

    /** A message for the client was dropped by the {@link Overflow} policy of its topic. */
    default void dropped(OneWayStream<?> stream) {}

    /**
     * Messages wait for the client; told about once a second while that is so.
     *
     * @param messages how many
     * @param bytes how large they are together, with their framing
     */
    default void queued(OneWayStream<?> stream, int messages, long bytes) {}
}
