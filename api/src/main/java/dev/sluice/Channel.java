package dev.sluice;

/**
 * What is said: a name, a direction and a codec for each direction. An immutable value, meant to be a constant.
 *
 * @param <O> what the server sends
 */
public sealed interface Channel<O> permits OneWayChannel, TwoWayChannel {

    /**
     * The name, for people: it appears in errors, and on the wire only where an {@link Endpoint} serves several channels by
     * their names.
     */
    String name();

    /** How messages from server to client are encoded. */
    Codec<O> outgoing();

    /**
     * A channel on which only the server speaks.
     *
     * @param <O> what the server sends
     * @param name any text that is not blank
     * @param codec how messages are encoded
     * @throws IllegalArgumentException if the name is blank
     */
    static <O> OneWayChannel<O> oneWay(String name, Codec<O> codec) {
        return new OneWayChannel<>(name, codec);
    }

    /**
     * A channel on which both sides speak.
     *
     * @param <I> what the client sends
     * @param <O> what the server sends
     * @param name any text that is not blank
     * @param incoming how messages from the client are decoded
     * @param outgoing how messages to the client are encoded
     * @throws IllegalArgumentException if the name is blank
     */
    static <I, O> TwoWayChannel<I, O> twoWay(String name, Codec<I> incoming, Codec<O> outgoing) {
        return new TwoWayChannel<>(name, incoming, outgoing);
    }
}
