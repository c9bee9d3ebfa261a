package dev.sluice;

import java.time.Duration;

import dev.sluice.internal.topic.TopicBuilder;

/**
 * Fan-out: what is published once reaches every joined stream, encoded once. All members see the messages in one order.
 * Thread-safe. A topic needs no thread, and no member can delay the publisher or another member. Made by {@link #of}, not
 * implemented by applications.
 *
 * <p>Every message has a cursor: the topic's epoch, which changes when its messages are lost, as by a restart, and an offset,
 * one higher each message. A client knows it from the {@code id} of an event, or from the header line of a message in the
 * WebSocket sub-protocol {@code sluice.v1}, and comes back with it ({@link Opening#lastEventId()}); a browser's
 * {@code EventSource} does so by itself. When its stream joins again it gets all that it has missed, in order and once, and
 * goes on live; or, where the topic has not kept that, it is told of the gap before it gets what is left. A cursor that this
 * topic never gave is one of another epoch. A message on a bare WebSocket has no cursor, so such a client always begins
 * anew, and what it missed it is not told. The cursor that a client brings counts for
 * the first topic that its stream joins.
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

        /**
         * Leaves the topic; what waits in the outbox still goes out, and what a member that is catching up with the history has
         * not got yet does not. No effect the second time.
         */
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

        /**
         * Keeps the newest messages, already encoded, for clients that come back. Nothing is kept if neither this nor
         * {@link #historyBytes}, {@link #historyAge} or {@link #latest} is said.
         *
         * @param messages how many at most, 1 or more
         * @throws IllegalArgumentException if it is less
         */
        Builder<T> history(int messages);

        /**
         * Keeps the newest messages, as {@link #history}.
         *
         * @param bytes how large those that are kept may be together, 1 or more; each counts as its encoded message and 128
         *            bytes. Where it is not said the limit is 16 MiB
         * @throws IllegalArgumentException if it is less
         */
        Builder<T> historyBytes(int bytes);

        /**
         * Lets nothing be kept for longer than this. Alone, it keeps all messages of that age, as {@link #history}.
         *
         * @param age more than zero, at most 365 days
         * @throws IllegalArgumentException if it is less or more
         */
        Builder<T> historyAge(Duration age);

        /**
         * Lets a new member begin with the newest message, or where messages are conflated by a key
         * ({@link Overflow#conflateBy}) with the newest one of each key, in the order in which they were published. A client
         * that was away for longer than the history reaches is told of the gap and begins so too.
         */
        Builder<T> latest();

        /** Where the age of messages is read from; {@link TimeSource#system()} if not said. */
        Builder<T> time(TimeSource source);

        /** The topic, with no members. */
        Topic<T> create();
    }
}
