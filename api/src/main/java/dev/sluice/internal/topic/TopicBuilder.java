package dev.sluice.internal.topic;

import java.time.Duration;

import dev.sluice.Channel;
import dev.sluice.Overflow;
import dev.sluice.TimeSource;
import dev.sluice.Topic;

/** Collects the policies of a topic. */
public final class TopicBuilder<T> implements Topic.Builder<T> {

    private final Channel<T> channel;
    private Overflow<T> whenBehind = Overflow.disconnect();
    private Retention retention = Retention.NOTHING;
    private TimeSource time = TimeSource.system();

    /** For this channel. */
    public TopicBuilder(Channel<T> channel) {
        this.channel = channel;
    }

    @Override
    public Topic.Builder<T> whenBehind(Overflow<T> asked) {
        whenBehind = asked;
        return this;
    }

    @Override
    public Topic.Builder<T> history(int messages) {
        requirePositive(messages, "history(messages)");
        retention = retention.withMessages(messages);
        return this;
    }

    @Override
    public Topic.Builder<T> historyBytes(int bytes) {
        requirePositive(bytes, "historyBytes");
        retention = retention.withBytes(bytes);
        return this;
    }

    @Override
    public Topic.Builder<T> historyAge(Duration age) {
        if (age.isNegative() || age.isZero() || age.compareTo(Duration.ofDays(365)) > 0) {
            throw new IllegalArgumentException("historyAge is " + age + ", it is more than zero and at most 365 days");
        }
        retention = retention.withAge(age);
        return this;
    }

    @Override
    public Topic.Builder<T> latest() {
        retention = retention.withCurrent();
        return this;
    }

    @Override
    public Topic.Builder<T> time(TimeSource source) {
        time = source;
        return this;
    }

    private static void requirePositive(int value, String name) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " is " + value + ", the least is 1");
        }
    }

    @Override
    public Topic<T> create() {
        return maker().create(() -> {});
    }

    Channel<T> channel() {
        return channel;
    }

    TopicPolicies<T> policies() {
        return new TopicPolicies<>(whenBehind, retention, time);
    }

    /** The policies as they are now, to make any number of topics by. */
    TopicMaker<T> maker() {
        TopicPolicies<T> fixed = policies();
        return whenEmpty -> new FanOut<>(channel, fixed, whenEmpty);
    }

    /** Makes topics alike. */
    interface TopicMaker<T> {

        FanOut<T> create(Runnable whenEmpty);
    }
}
