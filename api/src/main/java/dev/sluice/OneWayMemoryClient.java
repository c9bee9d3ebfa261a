package dev.sluice;

import java.time.Duration;
import java.util.Optional;

/**
 * A client's end of a stream on a {@link MemoryTransport}. It reads by itself, as a browser does, answers pings and says
 * goodbye when the server does. Thread-safe; a message is received by one thread.
 *
 * @param <O> what the server sends
 */
public interface OneWayMemoryClient<O> extends AutoCloseable {

    /** What the stream travels by. */
    Protocol protocol();

    /**
     * The next message; waits up to {@link MemoryRequest#deadline()} for it. What a topic tells of gaps is no message: it is seen
     * by a client of text that asks for the sub-protocol {@code sluice.v1} in its headers.
     *
     * @throws AssertionError if none came; the text says what was waited for
     * @throws StreamClosedException if the stream has ended and every message was received
     * @throws CodecException if the message cannot be decoded
     * @throws java.util.concurrent.CancellationException if the thread is interrupted while waiting; the flag stays set
     */
    O receive();

    /** Like {@link #receive()}, with a deadline of zero or more. */
    O receive(Duration deadline);

    /**
     * The cursor to come back with, as {@code Last-Event-ID}: that of the message that was received last, and before the first one
     * the place where the topic lets this client begin, once that has come. Empty where there is none, as on a WebSocket.
     */
    Optional<String> lastEventId();

    /**
     * How the stream ended; waits up to {@link MemoryRequest#deadline()} for it: {@link Close.Cause#PEER_CLOSED} with the
     * server's code and reason (1005 at the end of an SSE response), {@link Close.Cause#COMPLETED} where {@link #close()} was
     * first, {@link Close.Cause#LOST} where the connection was cut. Messages that came before can still be received.
     *
     * @throws AssertionError if the stream is still open
     * @throws java.util.concurrent.CancellationException if the thread is interrupted while waiting; the flag stays set
     */
    Close awaitClose();

    /** Like {@link #awaitClose()}, with a deadline of zero or more. */
    Close awaitClose(Duration deadline);

    /** Whether the stream has not ended, as far as the client knows. */
    boolean isOpen();

    /** Ends the stream with code 1000; does not wait for the server's answer. No effect on an ended stream. */
    @Override
    default void close() {
        close(1000, "");
    }

    /**
     * Ends the stream by a Close frame; with SSE, which has no place for code and reason, by the end of the client's half of the
     * connection. Does not wait for the server's answer. No effect on an ended stream.
     *
     * @param code 1000 to 4999, save those that are never sent, such as 1005 and 1006 (RFC 6455 section 7.4)
     * @param reason a short text, at most {@value Close#MAX_REASON_BYTES} bytes of UTF-8
     * @throws IllegalArgumentException if the code or the reason is out of range
     */
    void close(int code, String reason);

    /** Cuts the connection without a goodbye, as a network does. No effect on an ended stream. */
    void cut();
}
