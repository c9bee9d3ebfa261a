package dev.sluice.internal.topic;

import dev.sluice.internal.stream.Message;
import org.jspecify.annotations.Nullable;

/** What a member gets of the messages that are kept, before it goes on live. Guarded by the lock of its topic. */
final class Replay {

    private final boolean current;
    private final long joinedAt;
    private long next;

    /**
     * A replay.
     *
     * @param current whether only the newest message of each key is replayed
     * @param next the offset to begin at
     * @param joinedAt the offset of the newest message when the member joined
     */
    Replay(boolean current, long next, long joinedAt) {
        this.current = current;
        this.next = next;
        this.joinedAt = joinedAt;
    }

    /** How many messages there are to replay. */
    long size(History history) {
        return current ? history.currentSize(next) : history.head() + 1 - next;
    }

    /** How many messages the member has lost for good since it joined, so that it must go on behind them. */
    long lost(History history) {
        return Math.max(0, reachable(history) - (current ? Math.max(next, joinedAt + 1) : next));
    }

    /** Goes on behind what is lost. */
    void skipLost(History history) {
        next = reachable(history);
    }

    /** The first offset from {@code next} on that can still be replayed. */
    private long reachable(History history) {
        if (!current) {
            return Math.max(next, history.oldest());
        }
        History.Entry entry = history.currentFrom(next);
        return entry == null ? history.head() + 1 : entry.offset();
    }

    /** What the member gets next; null if it has everything. */
    @Nullable
    Message peek(History history) {
        History.Entry entry = entry(history);
        return entry == null ? null : entry.message();
    }

    /** The member has got what {@link #peek} gave. */
    void advance(History history) {
        History.Entry entry = entry(history);
        if (entry != null) {
            next = entry.offset() + 1;
        }
    }

    private History.@Nullable Entry entry(History history) {
        if (current) {
            return history.currentFrom(next);
        }
        return next > history.head() ? null : history.at(next);
    }
}
