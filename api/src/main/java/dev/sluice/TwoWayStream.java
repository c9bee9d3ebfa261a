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
}
