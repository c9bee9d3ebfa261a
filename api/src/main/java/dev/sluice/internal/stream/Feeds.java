package dev.sluice.internal.stream;

import java.util.ArrayList;
import java.util.List;

/**
 * The feeds of one stream, most often none. Invariant: a feed is asked only while it is in the list, as it was when the
 * asking began.
 */
final class Feeds {

    private volatile List<Feed> feeds = List.of();

    synchronized void add(Feed feed) {
        List<Feed> more = new ArrayList<>(feeds);
        more.add(feed);
        feeds = List.copyOf(more);
    }

    synchronized void remove(Feed feed) {
        feeds = feeds.stream().filter(other -> !other.equals(feed)).toList();
    }

    boolean isEmpty() {
        return feeds.isEmpty();
    }

    /** Asks one after the other, until one has put something into the outbox; false if none had anything. */
    boolean feed() {
        for (Feed feed : feeds) {
            if (feed.feed()) {
                return true;
            }
        }
        return false;
    }
}
