package dev.sluice.internal.topic;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;

import dev.sluice.TimeSource;

/**
 * Keys whose topics may have aged out. Invariant: a key that was added once is given out once, an age later, the oldest
 * first; who is given it looks at its topic and adds it again if that is still there.
 */
final class Aging<K> {

    private final ConcurrentLinkedQueue<Due<K>> keys = new ConcurrentLinkedQueue<>();
    private final long age;
    private final TimeSource time;

    private record Due<K>(K key, long at) {}

    Aging(Duration age, TimeSource time) {
        this.age = age.toNanos();
        this.time = time;
    }

    void add(K key) {
        keys.add(new Due<>(key, time.nanos() + age));
    }

    /** A key that is due, if there is one; cheap if not. */
    Optional<K> poll() {
        Due<K> first = keys.peek();
        boolean due = first != null && time.nanos() - first.at() > 0 && keys.remove(first);
        return due ? Optional.of(first.key()) : Optional.empty();
    }
}
