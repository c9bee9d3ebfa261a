package dev.sluice.helidon;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

import dev.sluice.spi.LinkEnd;
import org.jspecify.annotations.Nullable;

/**
 * The streams of one HTTP/2 connection that are links. Invariant: a link is told of its reset, and of the connection's end,
 * whether that comes before or after the link is there.
 */
final class Http2Links {

    /** How many resets are remembered for streams whose link is not there; most are of streams that have none. */
    private static final int MAX_EARLY = 64;

    private static final ThreadLocal<@Nullable Http2Links> CURRENT = new ThreadLocal<>();

    private final DetachableWriter writer;
    private final Map<Integer, ResponseLink> open = new HashMap<>(); // guarded by this
    private @Nullable LinkEnd ended; // guarded by this
    private final Set<Integer> early = new LinkedHashSet<>(); // guarded by this

    Http2Links(DetachableWriter writer) {
        this.writer = writer;
    }

    /** Those of the connection whose stream this thread serves, if it is one that is watched. */
    static @Nullable Http2Links current() {
        return CURRENT.get();
    }

    /** Runs a stream of this connection. */
    void run(Runnable stream) {
        CURRENT.set(this);
        try {
            stream.run();
        } finally {
            CURRENT.remove();
        }
    }

    /** Has a thread leave a write of its own. */
    void interrupt(Thread stream, Duration patience) {
        writer.interrupt(stream, patience);
    }

    synchronized boolean isEmpty() {
        return open.isEmpty();
    }

    synchronized void add(int stream, ResponseLink link) {
        open.put(stream, link);
        if (early.remove(stream)) {
            link.end(LinkEnd.PEER_ENDED);
        } else if (ended != null) {
            link.end(ended);
        }
    }

    synchronized void remove(int stream) {
        open.remove(stream);
    }

    /** The client has reset a stream, which may be none of these. */
    synchronized void reset(int stream) {
        ResponseLink link = open.get(stream);
        if (link != null) {
            link.end(LinkEnd.PEER_ENDED);
            return;
        }
        early.add(stream);
        if (early.size() > MAX_EARLY) {
            early.remove(early.iterator().next());
        }
    }

    /** The connection has ended. */
    synchronized void end(LinkEnd how) {
        ended = how;
        open.values().forEach(link -> link.end(how));
    }
}
