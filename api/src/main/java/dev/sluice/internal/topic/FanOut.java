package dev.sluice.internal.topic;

import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

import dev.sluice.Channel;
import dev.sluice.OneWayStream;
import dev.sluice.Overflow;
import dev.sluice.Topic;
import dev.sluice.internal.stream.LiveStream;
import dev.sluice.internal.stream.Message;
import org.jspecify.annotations.Nullable;

/**
 * A topic. Invariant: all members are offered the same messages in the order of their offsets, a member from the moment it
 * joined; nobody can join a retired topic, which has no members.
 */
final class FanOut<T> implements Topic<T> {

    private static final SecureRandom RANDOM = new SecureRandom();

    private final Channel<T> channel;
    private final Overflow<T> policy;
    private final Runnable whenEmpty;
    private final String epoch = Long.toString(RANDOM.nextLong() >>> 16, Character.MAX_RADIX);
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<LiveStream<?, ?>, Membership> members = new LinkedHashMap<>();
    private long offset;
    private boolean retired;

    /** A key of this topic: a stream may be a member of several. */
    private record Key(FanOut<?> topic, Object key) {}

    /**
     * A topic.
     *
     * @param whenEmpty run when the last member has left, with no lock held
     */
    FanOut(Channel<T> channel, Overflow<T> policy, Runnable whenEmpty) {
        this.channel = channel;
        this.policy = policy;
        this.whenEmpty = whenEmpty;
    }

    @Override
    public Channel<T> channel() {
        return channel;
    }

    @Override
    public void publish(T message) {
        byte[] payload = channel.outgoing().encode(message);
        Key key = key(message);
        lock.lock();
        try {
            Message encoded = Message.of(channel.outgoing().form(), payload, epoch + "-" + ++offset, key);
            for (LiveStream<?, ?> member : members.keySet()) {
                member.deliver(encoded, policy);
            }
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Key key(T message) {
        Object key = policy instanceof Overflow.Conflate<T> conflate ? conflate.key().apply(message) : null;
        return key == null ? null : new Key(this, key);
    }

    @Override
    public Seat join(OneWayStream<T> stream) {
        return tryJoin(stream).orElseThrow(() -> new IllegalStateException("the topic is retired"));
    }

    /**
     * Adds a stream.
     *
     * @return empty if the topic is retired
     */
    Optional<Seat> tryJoin(OneWayStream<T> stream) {
        Membership membership = new Membership(memberOf(stream));
        lock.lock();
        try {
            if (retired) {
                return Optional.empty();
            }
            Membership standing = members.putIfAbsent(membership.stream, membership);
            if (standing != null) {
                return Optional.of(standing);
            }
        } finally {
            lock.unlock();
        }
        membership.stream.onEnd(membership);
        if (!isMember(membership)) {
            membership.stream.forget(membership); // it has left in between
        }
        return Optional.of(membership);
    }

    private LiveStream<?, ?> memberOf(OneWayStream<T> stream) {
        if (!(stream instanceof LiveStream<?, T> live)) {
            throw new IllegalArgumentException(
                    "only streams that Sluice made can join a topic, not a " + stream.getClass().getName());
        }
        if (!live.channel().equals(channel)) {
            throw new IllegalArgumentException("a stream of the channel '" + live.channel().name()
                    + "' cannot join a topic of the channel '" + channel.name() + "'");
        }
        return live;
    }

    private boolean isMember(Membership membership) {
        lock.lock();
        try {
            return members.get(membership.stream) == membership;
        } finally {
            lock.unlock();
        }
    }

    private void leave(Membership membership) {
        boolean emptied;
        lock.lock();
        try {
            emptied = members.remove(membership.stream, membership) && members.isEmpty();
        } finally {
            lock.unlock();
        }
        if (emptied) {
            whenEmpty.run();
        }
    }

    /** One stay of a stream in this topic; ends by the seat or with the stream. */
    private final class Membership implements Seat, Runnable {

        private final LiveStream<?, ?> stream;

        Membership(LiveStream<?, ?> stream) {
            this.stream = stream;
        }

        @Override
        public void run() {
            leave(this);
        }

        @Override
        public void close() {
            stream.forget(this);
            leave(this);
        }
    }

    /** Retires if there are no members; whether it is retired. */
    boolean retire() {
        lock.lock();
        try {
            retired = members.isEmpty();
            return retired;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int size() {
        lock.lock();
        try {
            return members.size();
        } finally {
            lock.unlock();
        }
    }
}
