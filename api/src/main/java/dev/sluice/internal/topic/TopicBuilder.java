package dev.sluice.internal.topic;

import dev.sluice.Channel;
import dev.sluice.Overflow;
import dev.sluice.Topic;

/** Collects the policies of a topic. */
public final class TopicBuilder<T> implements Topic.Builder<T> {

    private final Channel<T> channel;
    private Overflow<T> policy = Overflow.disconnect();

    /** For this channel. */
    public TopicBuilder(Channel<T> channel) {
        this.channel = channel;
    }

    @Override
    public Topic.Builder<T> whenBehind(Overflow<T> asked) {
        this.policy = asked;
        return this;
    }

    @Override
    public Topic<T> create() {
        return new FanOut<>(channel, policy, () -> {});
    }

    Channel<T> channel() {
        return channel;
    }

    /** The policies as they are now, to make any number of topics by. */
    TopicMaker<T> maker() {
        Overflow<T> fixed = policy;
        return whenEmpty -> new FanOut<>(channel, fixed, whenEmpty);
    }

    /** Makes topics alike. */
    interface TopicMaker<T> {

        FanOut<T> create(Runnable whenEmpty);
    }
}
