package dev.sluice.client;

import java.nio.charset.StandardCharsets;

import dev.sluice.Close;

/**
 * What became of a request.
 *
 * @param <T> the answer
 */
public sealed interface Reply<T> {

    /**
     * It was answered.
     *
     * @param <T> the answer
     * @param message the answer
     */
    record Answer<T>(T message) implements Reply<T> {}

    /**
     * It was not answered.
     *
     * @param <T> what the answer would have been
     * @param code why: a status of HTTP, such as 408 where no answer came in time, 429 where too many requests are under way, 503
     *            where the connection was lost, so that the request may or may not have been handled; or a code of the
     *            application, 4000 to 4999
     * @param reason a short text for people, perhaps empty, at most {@value Close#MAX_REASON_BYTES} bytes of UTF-8
     */
    record Failure<T>(int code, String reason) implements Reply<T> {

        private static final int LOWEST = 400;
        private static final int HIGHEST_STATUS = 599;
        private static final int LOWEST_OWN = 4_000;
        private static final int HIGHEST = 4_999;

        /**
         * Checks the code and the length of the reason.
         *
         * @throws IllegalArgumentException if the code is neither 400 to 599 nor 4000 to 4999, or the reason is too long
         */
        public Failure {
            boolean status = code >= LOWEST && code <= HIGHEST_STATUS;
            if (!status && (code < LOWEST_OWN || code > HIGHEST)) {
                throw new IllegalArgumentException("code " + code + " is neither 400 to 599 nor 4000 to 4999");
            }
            int bytes = reason.getBytes(StandardCharsets.UTF_8).length;
            if (bytes > Close.MAX_REASON_BYTES) {
                throw new IllegalArgumentException(
                        "the reason has " + bytes + " bytes of UTF-8, the limit is " + Close.MAX_REASON_BYTES);
            }
        }
    }

    /**
     * An answer.
     *
     * @param <T> the answer
     */
    static <T> Reply<T> answer(T message) {
        return new Answer<>(message);
    }

    /**
     * No answer.
     *
     * @param <T> what the answer would have been
     * @param code 400 to 599, or 4000 to 4999
     * @param reason a short text for people, perhaps empty
     * @throws IllegalArgumentException if the code is another one, or the reason is too long
     */
    static <T> Reply<T> failure(int code, String reason) {
        return new Failure<>(code, reason);
    }
}
