package dev.sluice;

import java.util.function.Function;

/**
 * What a {@link Topic} does with a message for a client that is behind: its outbox is full
 * ({@link Limits#outboxMessages()}, {@link Limits#outboxBytes()}).
 *
 * @param <T> the message
 */
public sealed interface Overflow<T> {

    /**
     * End the stream with {@link Close.Cause#BEHIND}, code 1013. Where the topic keeps a history, the client goes on from that
     * as it catches up, and the stream is ended when it is behind the history too.
     *
     * @param <T> the message
     */
    record Disconnect<T>() implements Overflow<T> {}

    /**
     * Drop the oldest waiting messages until the new one fits.
     *
     * @param <T> the message
     */
    record DropOldest<T>() implements Overflow<T> {}

    /**
     * Drop the new message.
     *
     * @param <T> the message
     */
    record DropNewest<T>() implements Overflow<T> {}

    /**
     * Keep only the newest message of each key: a new message replaces the waiting one of its key and goes to the end of
     * the queue. Where the keys alone are too many for the outbox, the oldest waiting messages are dropped.
     *
     * @param <T> the message
     * @param key the key of a message; called once a message, on the publisher's thread
     */
    record Conflate<T>(Function<? super T, ?> key) implements Overflow<T> {}

    /**
     * End the stream of a client that is behind: the default, since nothing is lost silently.
     *
     * @param <T> the message
     */
    static <T> Overflow<T> disconnect() {
        return new Disconnect<>();
    }

    /**
     * Drop the oldest waiting messages.
     *
     * @param <T> the message
     */
    static <T> Overflow<T> dropOldest() {
        return new DropOldest<>();
    }

    /**
     * Drop the new message.
     *
     * @param <T> the message
     */
    static <T> Overflow<T> dropNewest() {
        return new DropNewest<>();
    }

    /**
     * Keep only the newest message of each key.
     *
     * @param <T> the message
     * @param key the key of a message, with {@code equals} and {@code hashCode}
     */
    static <T> Overflow<T> conflateBy(Function<? super T, ?> key) {
        return new Conflate<>(key);
    }
}
