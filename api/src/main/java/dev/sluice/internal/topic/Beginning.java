package dev.sluice.internal.topic;

import java.util.Optional;

import dev.sluice.internal.stream.LiveStream;
import dev.sluice.internal.stream.Notice;
import dev.sluice.internal.stream.WireForm;

/**
 * Where a new member of a topic begins.
 *
 * @param notice what the member is told first; empty where it is no news
 * @param replay what it gets before it goes on live
 */
record Beginning(Optional<Notice> notice, Replay replay) {

    /**
     * By the cursor that the member claims to have seen; that counts for the first topic that its stream joins, and for the
     * first time. A cursor told later could overtake messages that wait for the client.
     *
     * @param epoch of the topic
     * @param history what the topic has kept, up to now
     * @param current whether members begin with the newest message of each key
     */
    static Beginning of(LiveStream<?, ?> stream, String epoch, History history, boolean current) {
        boolean first = stream.isFirstJoin();
        Optional<String> claimed = claimed(stream);
        if (!first || claimed.isEmpty()) {
            long next = current ? firstCurrent(history) : history.head() + 1;
            Optional<Notice> notice = first ? Optional.of(Notice.begin(before(epoch, next))) : Optional.empty();
            return new Beginning(notice, new Replay(current, next, history.head()));
        }
        return Cursor.parse(claimed.get())
                .filter(cursor -> cursor.epoch().equals(epoch) && cursor.offset() <= history.head())
                .map(cursor -> behind(cursor, history, current))
                .orElseGet(() -> anew(epoch, history, current, Notice.UNKNOWN));
    }

    /** A bare WebSocket message has no cursor, so its client has none to come back with. */
    private static Optional<String> claimed(LiveStream<?, ?> stream) {
        return stream.form() == WireForm.BARE_FRAME
                ? Optional.empty()
                : stream.opening().lastEventId().filter(id -> !id.isEmpty());
    }

    private static Beginning behind(Cursor cursor, History history, boolean current) {
        long next = cursor.offset() + 1;
        if (next >= history.oldest()) {
            return new Beginning(Optional.of(Notice.resumed(cursor.toString())),
                    new Replay(false, next, history.head()));
        }
        String missed = current ? Notice.UNKNOWN : Long.toString(history.oldest() - next);
        return anew(cursor.epoch(), history, current, missed);
    }

    /** There is a gap: the member gets what there is. */
    private static Beginning anew(String epoch, History history, boolean current, String missed) {
        long next = current ? firstCurrent(history) : history.oldest();
        return new Beginning(Optional.of(Notice.gap(before(epoch, next), missed)),
                new Replay(current, next, history.head()));
    }

    private static long firstCurrent(History history) {
        History.Entry first = history.currentFrom(0);
        return first == null ? history.head() + 1 : first.offset();
    }

    private static String before(String epoch, long next) {
        return new Cursor(epoch, next - 1).toString();
    }
}
