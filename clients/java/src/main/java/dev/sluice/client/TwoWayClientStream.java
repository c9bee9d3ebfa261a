package dev.sluice.client;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import dev.sluice.Answerer;
import dev.sluice.Reply;

/**
 * A client's end of a stream in both directions. Its life is that of {@link OneWayClientStream}. Any thread may send, and the
 * messages of one thread keep their order.
 *
 * <p>A message is handed to the connection once. If that breaks, the message may or may not have arrived, and it is not sent
 * again. Whoever must know asks for an answer: {@link #ask}.
 *
 * @param <I> what the client sends
 * @param <O> what the server sends
 */
public interface TwoWayClientStream<I, O> extends OneWayClientStream<O> {

    /**
     * Sends a message. Waits while the stream is connecting or away, and while the server lets the client send nothing more.
     *
     * @throws SendUncertainException if the connection broke while the message was handed over: it may or may not arrive
     * @throws dev.sluice.StreamClosedException if the stream has ended, also while waiting; the message was not sent
     * @throws dev.sluice.CodecException if the message cannot be encoded
     * @throws java.util.concurrent.CancellationException if the thread is interrupted while waiting; the flag stays set
     */
    void send(I message);

    /**
     * Sends a message if that can be done now; never waits.
     *
     * @return false if the stream is connecting, away or ended, or the server lets the client send nothing more; the message is
     *         then not sent. True if it was handed to the connection
     * @throws dev.sluice.CodecException if the message cannot be encoded
     */
    boolean offer(I message);

    /**
     * Sends a message that wants an answer, and waits for that. Waits for a connection too, within the deadline. The message
     * is never sent twice. Where the endpoint has one channel the answer comes in order with the messages, so it
     * cannot come while the buffer is full of messages that nobody receives.
     *
     * @param deadline 1 ms or more
     * @return the answer; or a failure, with code 408 if the deadline passed, 429 if 64 requests are under way, and 503 if the
     *         connection was lost, so that the request may or may not have been handled
     * @throws dev.sluice.StreamClosedException if the stream has ended before the message was sent
     * @throws dev.sluice.CodecException if a message cannot be encoded or decoded
     * @throws IllegalArgumentException if the deadline is less
     * @throws java.util.concurrent.CancellationException if the thread is interrupted; the server is told that the answer is not
     *             wanted any more, and the flag stays set
     */
    Reply<O> ask(I message, Duration deadline);

    /**
     * Like {@link #ask}, on a thread of its own. Cancelling the future tells the server that the answer is not wanted any more.
     */
    CompletableFuture<Reply<O>> askLater(I message, Duration deadline);

    /**
     * A stream about to be opened.
     *
     * @param <I> what the client sends
     * @param <O> what the server sends
     */
    interface Builder<I, O> extends OneWayClientStream.Builder<O> {

        /**
         * Answers the server's requests, each on a virtual thread of its own. That is interrupted when the deadline passes,
         * when the server does not want the answer any more, and when the connection is lost. Without it they fail with 501.
         */
        Builder<I, O> answering(Answerer<? super O, I> answers);

        @Override
        Builder<I, O> behind(String cursor);

        @Override
        Builder<I, O> buffer(int messages);

        @Override
        Builder<I, O> onGap(Consumer<Gap> listener);

        @Override
        TwoWayClientStream<I, O> open();

        @Override
        TwoWayClientStream<I, O> subscribe(String target);
    }
}
