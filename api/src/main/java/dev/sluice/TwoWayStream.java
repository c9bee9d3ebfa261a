package dev.sluice;

import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;

/**
 * One client's live conversation on a channel, in both directions. Its life is that of {@link OneWayStream}. Messages are
 * received by one thread at a time, most simply by {@code for (I message : stream)}; while they are not received the
 * client's sending is slowed down through TCP.
 *
 * @param <I> what the client sends
 * @param <O> what the server sends
 */
public interface TwoWayStream<I, O> extends OneWayStream<O>, Iterable<I> {

    /**
     * The messages as they come. {@code hasNext} waits for a message or the end of the stream; messages that came before
     * the end are delivered. All iterators share the one sequence.
     */
    @Override
    Iterator<I> iterator();

    /**
     * The next message; waits for it.
     *
     * @return empty when the stream has ended and every message was received
     * @throws java.util.concurrent.CancellationException if the thread is interrupted while waiting; the flag stays set
     */
    Optional<I> receive();

    /**
     * The next message; waits for it as long as said. Ask {@link #isOpen()} to tell a time-out from the end.
     *
     * @param timeout zero or more
     * @return empty when the time is over, or when the stream has ended and every message was received
     * @throws java.util.concurrent.CancellationException if the thread is interrupted while waiting; the flag stays set
     */
    Optional<I> receive(Duration timeout);

    /**
     * Asks the client and waits for its answer. A request may overtake messages that wait for the client, and up to 64 may be
     * under way on a stream. Only a client that speaks {@code sluice.v1} can be asked; another one is a failure with code
     * 501.
     *
     * @param message what is asked
     * @param deadline how long the answer may take, 1 ms to 365 days
     * @return the answer, or why there is none
     * @throws CodecException if the message cannot be encoded
     * @throws IllegalArgumentException if the deadline is out of range, or the encoded message is larger than the whole outbox
     *             may be
     * @throws java.util.concurrent.CancellationException if the thread is interrupted while waiting; the client is told that
     *             the answer is not wanted any more, and the flag stays set
     */
    Reply<I> ask(O message, Duration deadline);

    /**
     * Answers the client's requests from now on; those that came before wait for it, until the first message is received. Up to
     * 64 requests may be under way on a stream; more fail with code 429. Without an answerer they fail with code 501. An answer
     * may overtake messages that wait for the client.
     */
    void answer(Answerer<? super I, O> answerer);
}
