package dev.sluice.client;

import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

import dev.sluice.Close;
import dev.sluice.Protocol;

/**
 * A client's end of a stream, which outlives its connections. Thread-safe; messages are received by one thread at a time, most
 * simply by {@code for (O message : stream)}. While they are not received the server is slowed down: by credit on a shared
 * endpoint, where other streams go on, and through TCP on one of a single channel.
 *
 * <p>A stream's life:
 * <ol>
 * <li><b>connecting</b>, from when it was opened: nothing is known of the server yet;
 * <li><b>connected</b>: messages come and go, and {@link #protocol()} says how;
 * <li><b>away</b>: the connection is lost, and the client tries to make another, for as long as it takes. Then the stream is
 * connected again, behind the last message that came if the server tells cursors; what it may have missed is told as a
 * {@link Gap};
 * <li><b>ended</b>: {@link #whenClosed()} completes, nothing is sent any more, and what came before can still be received. It
 * ends when the client closes it, when the server ends it for good, or when it refuses it.
 * </ol>
 *
 * @param <O> what the server sends
 */
public interface OneWayClientStream<O> extends Iterable<O>, AutoCloseable {

    /**
     * The messages as they come. {@code hasNext} waits for a message or the end of the stream. All iterators share the one
     * sequence.
     */
    @Override
    Iterator<O> iterator();

    /**
     * The next message; waits for it, however long the stream is away.
     *
     * @return empty when the stream has ended and every message was received
     * @throws dev.sluice.CodecException if the message cannot be decoded; the stream is then ended with code 1007
     * @throws java.util.concurrent.CancellationException if the thread is interrupted while waiting; the flag stays set
     */
    Optional<O> receive();

    /**
     * Like {@link #receive()}, but waits no longer than this. Ask {@link #isOpen()} to tell a time-out from the end.
     *
     * @param timeout zero or more
     */
    Optional<O> receive(Duration timeout);

    /**
     * Where the client is: the cursor of the message that was received last, and before the first one the place where the
     * topic lets it begin, once that is known. Keep it to go on from there with {@link Builder#behind} later. Empty where the
     * server tells none.
     */
    Optional<String> cursor();

    /** What the stream travels by now; empty while it is connecting, away or ended. */
    Optional<Protocol> protocol();

    /** Whether the stream has not ended. */
    boolean isOpen();

    /**
     * Completes with the reason when the stream has ended, on a thread of its own: {@link Close.Cause#COMPLETED} where this
     * client closed it, {@link Close.Cause#PEER_CLOSED} where the server did, {@link Close.Cause#REFUSED} where it was refused:
     * with the server's close code, or with 1008 and a reason that has the status of HTTP.
     */
    CompletionStage<Close> whenClosed();

    /** Ends the stream with code 1000; never waits. What was sent before goes out. No effect on an ended stream. */
    @Override
    default void close() {
        close(1000, "");
    }

    /**
     * Ends the stream; never waits. What was sent before goes out. No effect on an ended stream.
     *
     * @param code 1000, or 3000 to 4999
     * @param reason a short text, at most {@value Close#MAX_REASON_BYTES} bytes of UTF-8
     * @throws IllegalArgumentException if the code or the reason is out of range
     */
    void close(int code, String reason);

    /**
     * A stream about to be opened. Everything has a default.
     *
     * @param <O> what the server sends
     */
    interface Builder<O> {

        /**
         * Begins behind this cursor, which a stream of the same topic told before.
         *
         * @throws IllegalArgumentException if it is empty or has other characters than printable ASCII without spaces
         */
        Builder<O> behind(String cursor);

        /**
         * How many messages may wait to be received, 1 to 1000000; 64 if not said.
         *
         * @throws IllegalArgumentException if it is out of range
         */
        Builder<O> buffer(int messages);

        /**
         * Is told of each gap, by the thread that receives and before the first message behind the gap. Without it a gap is
         * logged as a warning.
         */
        Builder<O> onGap(Consumer<Gap> listener);

        /**
         * Opens the stream of an endpoint of one channel, on a connection of its own. Never waits.
         *
         * @throws IllegalStateException if the client is closed
         */
        OneWayClientStream<O> open();

        /**
         * Opens a stream of a shared endpoint, on the connection that all such streams of a client share. Never waits.
         *
         * @param target the path and the query of the stream, percent-encoded, such as {@code /chat/lobby?lang=en}
         * @throws IllegalArgumentException if it does not begin with a slash, or has other characters than printable ASCII
         *             without spaces
         * @throws IllegalStateException if the client has a stream of this target, or is closed
         */
        OneWayClientStream<O> subscribe(String target);
    }
}
