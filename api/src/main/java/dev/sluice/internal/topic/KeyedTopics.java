package dev.sluice.internal.topic;

import dev.sluice.Topic;
import dev.sluice.Topics;

/** The topics that have members, by key. */
public final class KeyedTopics<K, T> implements Topics<K, T> {

    private final Topic.Builder<T> each;

    /** Topics made alike. */
    public KeyedTopics(Topic.Builder<T> each) {
        this.each = each;
    }

    @Override
    public Topic<T> get(K key) {
        return each.create();
    }

    @Override
    public int size() {
        return 0;
    }
}
