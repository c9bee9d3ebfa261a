package dev.sluice;

/**
 * Answers the requests of a client, each on a virtual thread of its own, so it may block. That is interrupted when the
 * request's deadline passes, when the client does not want the answer any more, and when the stream ends. One answerer
 * serves many requests at once.
 *
 * @param <I> what the client asks
 * @param <O> what is answered
 */
@FunctionalInterface
public interface Answerer<I, O> {

    /**
     * Answers one request.
     *
     * @throws Exception anything; the client gets a failure with code 500 and learns nothing of the exception
     */
    Reply<O> answer(I request) throws Exception;
}
