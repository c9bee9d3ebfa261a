package dev.sluice.internal.topic;

import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

import dev.sluice.Channel;
import dev.sluice.OneWayStream;
import dev.sluice.Overflow;
import dev.sluice.TimeSource;
import dev.sluice.Topic;
import dev.sluice.internal.stream.Feed;
import dev.sluice.internal.stream.LiveStream;
import dev.sluice.internal.stream.Message;
import org.jspecify.annotations.Nullable;

/**
 * A topic. Invariant: all members are offered the same messages in the order of their offsets, a member from the moment it
 * joined or from where it left off, without a gap that it is not told of; nobody can join or publish to a retired topic,
 * which has no members and keeps nothing.
 */
final class FanOut<T> implements Topic<T> {

    private static final SecureRandom RANDOM = new SecureRandom();

    private final Channel<T> channel;
    private final Overflow<T> policy;
    private final Retention retention;
    private final TimeSource time;
    private final Runnable whenEmpty;
    private final String epoch = Long.toString(RANDOM.nextLong() >>> 16, Character.MAX_RADIX);
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<LiveStream<?, ?>, Membership> members = new LinkedHashMap<>();
    private final History history;
    private boolean retired;

    /** A key of this topic: a stream may be a member of several. */
    private record Key(FanOut<?> topic, Object key) {}

    /**
     * A topic.
     *
     * @param whenEmpty run when the last member has left, with no lock held
     */
    FanOut(Channel<T> channel, TopicPolicies<T> policies, Runnable whenEmpty) {
        this.channel = channel;
        this.policy = policies.whenBehind();
        this.retention = policies.retention();
        this.time = policies.time();
        this.history = new History(retention);
        this.whenEmpty = whenEmpty;
    }

    @Override
    public Channel<T> channel() {
        return channel;
    }

    @Override
    public void publish(T message) {
        if (!tryPublish(message)) {
            throw new IllegalStateException("the topic is retired");
        }
    }

    /** Publishes; false if the topic is retired. */
    boolean tryPublish(T message) {
        byte[] payload = channel.outgoing().encode(message);
        Key key = key(message);
        lock.lock();
        try {
            if (retired) {
                return false;
            }
            Cursor cursor = new Cursor(epoch, history.head() + 1);
            Message encoded = Message.of(channel.outgoing().form(), payload, cursor.toString(), key);
            history.add(encoded, key, payload.length, time.nanos());
            for (Membership member : members.values()) {
                member.deliver(encoded);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Key key(T message) {
        if (!(policy instanceof Overflow.Conflate<T> conflate)) {
            return null;
        }
        Object key = conflate.key().apply(message);
        if (key == null && retention.current()) {
            throw new IllegalArgumentException("a message of the channel '" + channel.name()
                    + "' has no key, and its topic keeps the newest message of each key (latest)");
        }
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
            history.expire(time.nanos());
            membership.begin(Beginning.of(membership.stream, epoch, history, retention.current()));
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
    private final class Membership implements Seat, Runnable, Feed {

        private static final int PORTION = 64;

        private final LiveStream<?, ?> stream;
        private @Nullable Replay replay; // guarded by the lock; null when live

        Membership(LiveStream<?, ?> stream) {
            this.stream = stream;
        }

        /** Goes live at once if all that comes before leaves room in the outbox; with the lock held. */
        void begin(Beginning beginning) {
            beginning.notice().ifPresent(stream::tell);
            replay = beginning.replay();
            if (stream.hasRoomFor(replay.size(history))) {
                replay(Integer.MAX_VALUE);
            }
            if (replay != null) {
                stream.addFeed(this);
            }
        }

        /** Offers the newest message of the history; with the lock held. */
        void deliver(Message message) {
            if (replay == null) {
                if (!policy.equals(Overflow.disconnect()) || !retention.history()) {
                    stream.deliver(message, policy);
                } else if (!stream.takeFed(message)) {
                    fallBack(message);
                }
            } else if (policy.equals(Overflow.disconnect())) {
                loseNothingUntold(replay);
            }
        }

        /** A member that is behind goes on from the history, as far as that reaches. */
        private void fallBack(Message message) {
            if (stream.couldTake(message) && history.oldest() <= history.head()) {
                replay = new Replay(false, history.head(), history.head());
                stream.addFeed(this);
            } else {
                stream.deliver(message, policy);
            }
        }

        @Override
        public boolean feed() {
            lock.lock();
            try {
                return isMember(this) && replay(PORTION);
            } finally {
                lock.unlock();
            }
        }

        /** Takes a portion of what is replayed; whether there was anything. */
        private boolean replay(int most) {
            int taken = 0;
            for (Replay now = replay; now != null && taken < most; now = replay) {
                loseNothingUntold(now);
                Message next = now.peek(history);
                if (next == null) {
                    replay = null;
                    stream.removeFeed(this);
                } else if (stream.takeFed(next)) {
                    now.advance(history);
                    taken++;
                } else if (stream.isOpen() && !stream.couldTake(next)) {
                    stream.deliver(next, policy);
                    now.advance(history);
                } else {
                    break;
                }
            }
            return taken > 0;
        }

        /** The client took so long that the history has gone on without it. */
        private void loseNothingUntold(Replay now) {
            long lost = now.lost(history);
            if (lost > 0) {
                now.skipLost(history);
                stream.lose(lost, policy);
            }
        }

        @Override
        public void run() {
            leave(this);
            // Only now: until it has left, a message can make it fall back to the history.
            stream.removeFeed(this);
        }

        @Override
        public void close() {
            stream.forget(this);
            run();
        }
    }

    /** Retires if there are no members and nothing is kept; whether it is retired. */
    boolean retire() {
        lock.lock();
        try {
            history.expire(time.nanos());
            retired = members.isEmpty() && history.isEmpty();
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
