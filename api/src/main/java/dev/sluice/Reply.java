package dev.sluice;

/**
 * What became of a request: an answer, or the failure to get one. Immutable.
 *
 * @param <T> the answer
 */
public sealed interface Reply<T> {

    /**
     * The answer.
     *
     * @param <T> the answer
     * @param message what the other side said
     */
    record Answer<T>(T message) implements Reply<T> {}

    /**
     * There is no answer.
     *
     * @param <T> what the answer would have been
     * @param code why: 408 if the deadline passed, 429 if too many requests are under way, 500 if the other side failed, 501 if
     *            it answers none, 503 if the stream ended; any other of 400 to 599 and 4000 to 4999 is the application's
     * @param reason a short text for people, at most {@value Close#MAX_REASON_BYTES} bytes of UTF-8, perhaps empty
     */
    record Failure<T>(int code, String reason) implements Reply<T> {

        /**
         * Checks the code and the length of the reason.
         *
         * @throws IllegalArgumentException if the code is none of 400 to 599 or 4000 to 4999, or the reason is too long
         */
        public Failure {
            if (code < 400 || code > 4999 || (code > 599 && code < 4000)) {
                throw new IllegalArgumentException("failure code " + code + " is outside 400 to 599 and 4000 to 4999");
            }
            Close.requireShort(reason);
        }
    }

    /**
     * An answer.
     *
     * @param <T> the answer
     */
    static <T> Reply<T> of(T message) {
        return new Answer<>(message);
    }

    /**
     * A failure.
     *
     * @param <T> what the answer would have been
     * @param code 400 to 599, or 4000 to 4999
     * @param reason a short text, at most {@value Close#MAX_REASON_BYTES} bytes of UTF-8
     * @throws IllegalArgumentException if the code is another one, or the reason is too long
     */
    static <T> Reply<T> failure(int code, String reason) {
        return new Failure<>(code, reason);
    }
}
