package dev.sluice;

/**
 * A channel on which both sides speak.
 *
 * @param <I> what the client sends
 * @param <O> what the server sends
 * @param name the name, for people
 * @param incoming how messages from the client are decoded
 * @param outgoing how messages to the client are encoded
 */
public record TwoWayChannel<I, O>(String name, Codec<I> incoming, Codec<O> outgoing) implements Channel<O> {

    /**
     * Checks the name.
     *
     * @throws IllegalArgumentException if the name is blank
     */
    public TwoWayChannel {
        if (name.isBlank()) {
            throw new IllegalArgumentException("a channel needs a name that is not blank");
        }
    }
}
