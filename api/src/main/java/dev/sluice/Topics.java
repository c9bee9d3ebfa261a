package dev.sluice;

import dev.sluice.internal.topic.KeyedTopics;

/**
 * One topic a key: a room, a symbol, a match. A topic exists while it has members, or messages that it keeps. Thread-safe.
 *
 * @param <K> the key, with {@code equals} and {@code hashCode}
 * @param <T> the message
 */
public interface Topics<K, T> {

    /**
     * Topics with the default policy.
     *
     * @param <K> the key
     * @param <T> the message
     * @param channel what is said in each of them
     */
    static <K, T> Topics<K, T> of(Channel<T> channel) {
        return of(Topic.of(channel));
    }

    /**
     * Topics alike.
     *
     * @param <K> the key
     * @param <T> the message
     * @param each makes each of them
     * @throws IllegalArgumentException if they keep messages ({@link Topic.Builder#history}) and no
     *             {@link Topic.Builder#historyAge}: they would be kept for ever
     */
    static <K, T> Topics<K, T> of(Topic.Builder<T> each) {
        return new KeyedTopics<>(each);
    }

    /** What is said in each of them. */
    Channel<T> channel();

    /**
     * The topic of this key. It may be kept: it stands for the key, whether it has members now or not. Publishing to a
     * key without members does nothing, unless messages are kept.
     */
    Topic<T> get(K key);

    /** How many keys have members now. */
    int size();
}
