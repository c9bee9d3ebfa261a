package dev.sluice;

/**
 * Told of every stream of a transport, for metrics, logs and audits. Each method does nothing unless overridden. What one
 * throws changes nothing; the first time it is logged as a warning.
 *
 * <p>Implementations are thread-safe: they are called on the threads of the engine and the runtime, several at once, also for
 * one stream. No lock of the engine is held meanwhile, so a method may use the stream, close it, or ask for
 * {@link Transport#streams()}; but it must not block, as other streams may wait for its thread. To close the transport, start
 * another thread.
 *
 * <p>{@link #opened} is the first that is told of a stream. {@link #closed} need not be the last: what was sent before the
 * end still goes out.
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
     * A message came from the client while the stream was open.
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

    /**
     * Messages for the client were dropped by the {@link Overflow} policy of a topic; told some four times a second while
     * that is so, and before {@link #closed}.
     *
     * @param messages how many since this was told last, 1 or more
     */
    default void dropped(OneWayStream<?> stream, long messages) {}

    /**
     * Messages wait for the client; told about once a second while that is so.
     *
     * @param messages how many
     * @param bytes how large they are together, with their framing
     */
    default void queued(OneWayStream<?> stream, int messages, long bytes) {}
}
