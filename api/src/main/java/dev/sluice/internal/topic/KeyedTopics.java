package dev.sluice.internal.topic;

import java.time.Duration;
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
 * The topics that have members or keep messages, by key. Invariant: a key has at most one topic that is not retired, and it
 * is the one in the map.
 */
public final class KeyedTopics<K, T> implements Topics<K, T> {

    private final Channel<T> channel;
    private final TopicMaker<T> maker;
    private final boolean keeping;
    private final Aging<K> aging;
    private final ConcurrentMap<K, FanOut<T>> topics = new ConcurrentHashMap<>();

    /**
     * Topics made alike.
     *
     * @throws IllegalArgumentException if the builder is not one of {@link Topic#of}, or would keep messages for ever
     */
    public KeyedTopics(Topic.Builder<T> each) {
        if (!(each instanceof TopicBuilder<T> builder)) {
            throw new IllegalArgumentException(
                    "topics are made by a builder of Topic.of, not by a " + each.getClass().getName());
        }
        Retention retention = builder.policies().retention();
        if (retention.keeps() && retention.age().isEmpty()) {
            throw new IllegalArgumentException("topics of the channel '" + builder.channel().name()
                    + "' would keep messages for every key for ever; say for how long by historyAge(duration)");
        }
        this.channel = builder.channel();
        this.maker = builder.maker();
        this.keeping = retention.keeps();
        this.aging = new Aging<>(retention.age().orElse(Duration.ZERO), builder.policies().time());
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
        return (int) topics.values().stream().filter(topic -> topic.size() > 0).count();
    }

    /** How many keys have a topic, whether it has members or not. */
    int held() {
        return topics.size();
    }

    private FanOut<T> topic(K key) {
        return topics.computeIfAbsent(key, k -> {
            if (keeping) {
                aging.add(k);
                return maker.create(() -> {});
            }
            return maker.create(() -> removeIfEmpty(k));
        });
    }

    private void removeIfEmpty(K key) {
        topics.computeIfPresent(key, (k, topic) -> topic.retire() ? null : topic);
    }

    /** Lets go of a topic whose messages are too old, if there is one: as many go as come. */
    private void removeAged() {
        aging.poll().ifPresent(key -> topics.computeIfPresent(key, (k, topic) -> agedOut(k, topic)));
    }

    private @Nullable FanOut<T> agedOut(K key, FanOut<T> topic) {
        if (topic.retire()) {
            return null;
        }
        aging.add(key);
        return topic;
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
            removeAged();
            boolean published = false;
            while (!published) {
                FanOut<T> topic = keeping ? topic(key) : topics.get(key);
                published = topic == null || topic.tryPublish(message);
            }
        }

        @Override
        public Seat join(OneWayStream<T> stream) {
            removeAged();
            try {
                Optional<Seat> seat = Optional.empty();
                while (seat.isEmpty()) {
                    seat = topic(key).tryJoin(stream);
                }
                return seat.get();
            } catch (RuntimeException e) {
                if (!keeping) {
                    removeIfEmpty(key);
                }
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
