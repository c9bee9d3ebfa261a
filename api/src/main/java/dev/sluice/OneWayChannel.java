package dev.sluice;

/**
 * A channel on which only the server speaks.
 *
 * @param <O> what the server sends
 * @param name the name, for people
 * @param outgoing how messages are encoded
 */
public record OneWayChannel<O>(String name, Codec<O> outgoing) implements Channel<O> {

    /**
     * Checks the name.
     *
     * @throws IllegalArgumentException if the name is blank
     */
    public OneWayChannel {
        if (name.isBlank()) {
            throw new IllegalArgumentException("a channel needs a name that is not blank");
        }
    }
}
