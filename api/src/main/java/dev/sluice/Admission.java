package dev.sluice;

import java.util.Optional;

/** What a {@link Gate} decided. */
public sealed interface Admission {

    /**
     * The stream may open.
     *
     * @param principal who it is, if that is known
     */
    record Admitted(Optional<String> principal) implements Admission {}

    /**
     * The stream is refused by an HTTP response.
     *
     * @param status an HTTP status, 400 to 599
     * @param reason a short text that the client gets as the body
     * @param headers further headers, such as {@code WWW-Authenticate} or {@code Retry-After}
     */
    record Refused(int status, String reason, Headers headers) implements Admission {

        /**
         * Checks the status.
         *
         * @throws IllegalArgumentException if the status is not 400 to 599
         */
        public Refused {
            if (status < 400 || status > 599) {
                throw new IllegalArgumentException("a refusal has a status of 400 to 599, not " + status);
            }
        }
    }

    /** Let in without a name. */
    static Admission admitted() {
        return new Admitted(Optional.empty());
    }

    /**
     * Let in by name.
     *
     * @param principal who it is
     */
    static Admission admittedAs(String principal) {
        return new Admitted(Optional.of(principal));
    }

    /**
     * Refused.
     *
     * @param status an HTTP status, 400 to 599
     * @param reason a short text that the client gets as the body
     * @throws IllegalArgumentException if the status is not 400 to 599
     */
    static Admission refused(int status, String reason) {
        return new Refused(status, reason, Headers.empty());
    }
}
