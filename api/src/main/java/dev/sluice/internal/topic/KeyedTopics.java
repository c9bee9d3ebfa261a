package dev.sluice.internal.topic;

import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

import dev.sluice.Channel;
import dev.sluice.OneWayStream;
import dev.sluice.Topic;
import dev.sluice.Topics;
import dev.sluice.internal.topic.TopicBuilder.TopicMaker;
import org.jspecify.annotations.Nullable;

/**
 * The topics that have members, by key. Invariant: a key has at most one topic that is not retired, and it is the one in
 * the map.
 */
public final class KeyedTopics<K, T> implements Topics<K, T> {

    private final Channel<T> channel;
    private final TopicMaker<T> maker;
    private final ConcurrentMap<K, FanOut<T>> topics = new ConcurrentHashMap<>();

    /**
     * Topics made alike.
     *
     * @throws IllegalArgumentException if the builder is not one of {@link Topic#of}
     */
    public KeyedTopics(Topic.Builder<T> each) {
        if (!(each instanceof TopicBuilder<T> builder)) {
            throw new IllegalArgumentException(
                    "topics are made by a builder of Topic.of, not by a " + each.getClass().getName());
        }
        this.channel = builder.channel();
        this.maker = builder.maker();
    }

    @Override
    public Channel<T> channel() {
        return channel;
    }

    @Override
    public Topic<T> get(K key) {
        return new Keyed(Objects.requireNonNull(key, "the key of a topic"));
    }

    @Override
    public int size() {
        return topics.size();
    }

    private void removeIfEmpty(K key) {
        topics.computeIfPresent(key, (k, topic) -> kept(topic));
    }

    private @Nullable FanOut<T> kept(FanOut<T> topic) {
        return topic.retire() ? null : topic;
    }

    /** The topic of a key, whichever it is at the moment. */
    private final class Keyed implements Topic<T> {

        private final K key;

        Keyed(K key) {
            this.key = key;
        }

        @Override
        public Channel<T> channel() {
            return channel;
        }

        @Override
        public void publish(T message) {
            FanOut<T> topic = topics.get(key);
            if (topic != null) {
                topic.publish(message);
            }
        }

        @Override
        public Seat join(OneWayStream<T> stream) {
            try {
                Optional<Seat> seat = Optional.empty();
                while (seat.isEmpty()) {
                    seat = topics.computeIfAbsent(key, k -> maker.create(() -> removeIfEmpty(k))).tryJoin(stream);
                }
                return seat.get();
            } catch (RuntimeException e) {
                removeIfEmpty(key);
                throw e;
            }
        }

        @Override
        public int size() {
            FanOut<T> topic = topics.get(key);
            return topic == null ? 0 : topic.size();
        }
    }
}
