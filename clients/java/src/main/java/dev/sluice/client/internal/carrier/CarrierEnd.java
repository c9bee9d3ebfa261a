package dev.sluice.client.internal.carrier;

import java.time.Duration;
import java.util.Optional;

/** Why a connection is over, or never was. */
public sealed interface CarrierEnd {

    /**
     * The server ended it in an orderly way.
     *
     * @param code a close code of RFC 6455
     * @param reason for people
     * @param retry when to come back, where the server said so
     * @param never whether the server said that there is no coming back
     */
    record Closed(int code, String reason, Optional<Duration> retry, boolean never) implements CarrierEnd {}

    /**
     * It broke, or could not be made.
     *
     * @param why for people
     * @param retry when to come back, where the server said so
     */
    record Lost(String why, Optional<Duration> retry) implements CarrierEnd {}

    /**
     * It was refused.
     *
     * @param status of HTTP
     * @param why for people
     * @param retry when to come back, where the server said so
     */
    record Refused(int status, String why, Optional<Duration> retry) implements CarrierEnd {

        private static final int SERVER_ERROR = 500;

        /** Whether asking again has no use, before something is mended. */
        public boolean isForGood() {
            boolean later = status == 408 || status == 425 || status == 429;
            return status < SERVER_ERROR && !later && retry.isEmpty();
        }
    }

    /** What this client found wrong with what the server sent. */
    record Malformed(String what) implements CarrierEnd {}

    /** Broken, for no reason that a server gave. */
    static CarrierEnd lost(String why) {
        return new Lost(why, Optional.empty());
    }
}
