package dev.sluice.internal.memory;

import java.util.Optional;

/** A message that a client has read. */
final class Received {

    private final byte[] bytes;
    private final Optional<String> lastEventId;

    /**
     * A message.
     *
     * @param bytes the message, which is not copied
     * @param lastEventId the newest id of an event when it came
     */
    Received(byte[] bytes, Optional<String> lastEventId) {
        this.bytes = bytes;
        this.lastEventId = lastEventId;
    }

    byte[] bytes() {
        return bytes;
    }

    Optional<String> lastEventId() {
        return lastEventId;
    }
}
