package dev.sluice;

import dev.sluice.internal.topic.TopicBuilder;

/**
 * Fan-out: what is published once reaches every joined stream, encoded once. All members see the messages in one order.
 * Thread-safe. A topic needs no thread, and no member can delay the publisher or another member. Made by {@link #of}, not
 * implemented by applications.
 *
 * @param <T> the message
 */
public interface Topic<T> {

    /**
     * Starts building a topic.
     *
     * @param <T> the message
     * @param channel what is said; only streams of this channel can join
     */
    static <T> Builder<T> of(Channel<T> channel) {
        return new TopicBuilder<>(channel);
    }

    /**
     * A topic with the default policy.
     *
     * @param <T> the message
     * @param channel what is said; only streams of this channel can join
     */
    static <T> Topic<T> create(Channel<T> channel) {
        return of(channel).create();
    }

    /** What is said; only streams of this channel can join. */
    Channel<T> channel();

    /**
     * Sends a message to every member; never waits for one.
     *
     * @throws CodecException if the message cannot be encoded; then nobody gets it
     */
    void publish(T message);

    /**
     * Adds a stream, which gets every message published from now on. It leaves by itself when it ends; joining twice is
     * the same as once.
     *
     * @return to be closed by a member that leaves earlier
     * @throws IllegalArgumentException if the stream belongs to another channel
     */
    Seat join(OneWayStream<T> stream);

    /** How many streams are joined now. */
    int size();

    /** A stream's membership of a topic. */
    interface Seat extends AutoCloseable {

        /** Leaves the topic; what was published before still goes out. No effect the second time. */
        @Override
        void close();
    }

    /**
     * A topic being built.
     *
     * @param <T> the message
     */
    interface Builder<T> {

        /** What to do with messages for a member that is behind; {@link Overflow#disconnect()} if not said. */
        Builder<T> whenBehind(Overflow<T> policy);

        /** The topic, with no members. */
        Topic<T> create();
    }
}
