package dev.sluice.client;

import java.util.OptionalLong;

/**
 * What a stream may have missed.
 *
 * @param kind why
 * @param missed how many messages, where that is known
 */
public record Gap(Kind kind, OptionalLong missed) {

    /** Why messages are missed. */
    public enum Kind {
        /** The client came back, and the topic has not kept everything, or began anew. */
        NOT_KEPT,
        /** The client was behind, and the topic's {@link dev.sluice.Overflow} policy dropped messages for it. */
        DROPPED,
        /**
         * The connection was away for a while, and the stream has no cursor, as it is one of no topic: whether the server had
         * something to say meanwhile is not known.
         */
        NOT_KNOWN
    }
}
