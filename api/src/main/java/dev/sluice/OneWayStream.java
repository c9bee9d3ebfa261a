package dev.sluice;

import java.time.Duration;
import java.util.concurrent.CompletionStage;

/**
 * One client's live conversation on a channel, in the direction from server to client. Thread-safe: any thread may send,
 * and the messages of one thread keep their order.
 *
 * <p>A stream's life:
 * <ol>
 * <li><b>open</b>, from the moment the {@link Handler} or {@link Topic} has it: messages are taken;
 * <li><b>ended</b>, with the first {@link Close} that was known: nothing is sent or received any more, and
 * {@link #whenClosed()} completes. After {@link Close.Cause#COMPLETED}, {@link Close.Cause#HANDLER_FAILED},
 * {@link Close.Cause#ROTATED} and {@link Close.Cause#SHUTDOWN} what was taken before still goes out, followed by the
 * WebSocket Close frame or the end of the SSE response, within {@link Timing#closeTimeout()}; after every other cause it is
 * dropped;
 * <li><b>gone</b>: the connection is closed and nothing of the stream is kept.
 * </ol>
 *
 * @param <O> what the server sends
 */
public interface OneWayStream<O> {

    /** How the client came. */
    Opening opening();

    /** What is said on this stream. */
    Channel<O> channel();

    /**
     * Sends a message, and waits while the client is behind, that is while the outbox is full.
     *
     * @throws StreamClosedException if the stream has ended, also while waiting
     * @throws CodecException if the message cannot be encoded
     * @throws IllegalArgumentException if the encoded message is larger than the whole outbox may be
     * @throws java.util.concurrent.CancellationException if the thread is interrupted while waiting; the flag stays set
     */
    void send(O message);

    /**
     * Sends a message if there is room for it; never waits.
     *
     * @return false if the client is behind or the stream has ended; the message is then not sent
     * @throws CodecException if the message cannot be encoded
     * @throws IllegalArgumentException if the encoded message is larger than the whole outbox may be
     */
    boolean offer(O message);

    /** How long ago the stream opened. */
    Duration age();

    /** How many messages wait for the client, 0 to {@link Limits#outboxMessages()}. */
    int queued();

    /** How many messages for the client were dropped by the {@link Overflow} policy of a topic. */
    long dropped();

    /** Whether the stream is open. */
    boolean isOpen();

    /** Completes with the reason when the stream has ended, on a thread of its own. It cannot be completed by others. */
    CompletionStage<Close> whenClosed();

    /** Ends the stream with code 1000, after what was sent has gone out; never waits. No effect on an ended stream. */
    default void close() {
        close(1000, "");
    }

    /**
     * Ends the stream, after what was sent has gone out; never waits. No effect on an ended stream. SSE has no place for
     * code and reason, so only the server's side sees them there, and a browser's {@code EventSource} opens the stream anew
     * after every end, until an opening is refused.
     *
     * @param code 1000, 1001, 1003, 1007 to 1009, 1011 to 1014, or 3000 to 4999 (RFC 6455 section 7.4)
     * @param reason a short text for the client, at most {@value Close#MAX_REASON_BYTES} bytes of UTF-8
     * @throws IllegalArgumentException if the code may not be sent or the reason is too long
     */
    void close(int code, String reason);
}
