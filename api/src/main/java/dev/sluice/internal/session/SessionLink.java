package dev.sluice.internal.session;

import java.nio.ByteBuffer;
import java.util.List;

import dev.sluice.internal.sse.SseEncoder;
import dev.sluice.spi.Link;
import dev.sluice.spi.LinkEnd;
import dev.sluice.spi.LinkHandler;
import org.jspecify.annotations.Nullable;

/**
 * One event stream of a session. Invariant: what stands before the events is written first and once, and behind the last
 * event nothing is.
 */
final class SessionLink implements LinkHandler {

    private final Session session;
    private volatile @Nullable Link link;
    private volatile boolean polled;
    private volatile boolean commentDue;
    private volatile boolean fenced;
    private volatile long lastSent;
    private byte @Nullable [] prelude; // for the polling thread alone
    private long stuckSince; // under the session's lock
    private long position; // under the session's lock

    /**
     * A link that is not open.
     *
     * @param prelude what is written before the events
     * @param position the number of the last event that the client has
     */
    SessionLink(Session session, List<byte[]> prelude, long position, long now) {
        this.session = session;
        this.prelude = SseEncoder.joined(prelude);
        this.position = position;
        this.lastSent = now;
        this.stuckSince = now;
    }

    long position() {
        return position;
    }

    void setPosition(long number) {
        position = number;
    }

    /** Another link takes its place: the response ends. */
    void fence() {
        fenced = true;
        ready();
    }

    @Override
    public void opened(Link opened) {
        link = opened;
        session.opened();
        opened.ready();
    }

    @Override
    public void received(ByteBuffer bytes) {
        // The client has nothing to say here: the connection is not used for another request.
        bytes.position(bytes.limit());
    }

    @Override
    public @Nullable ByteBuffer poll() {
        polled = true;
        byte[] next = prelude;
        if (next != null) {
            prelude = null;
        } else if (!fenced) {
            next = session.next(this);
        }
        if (next == null && commentDue && !fenced) {
            next = SseEncoder.comment();
        }
        if (next == null) {
            return null;
        }
        commentDue = false;
        lastSent = session.clock();
        return ByteBuffer.wrap(next);
    }

    @Override
    public boolean isFinished() {
        return prelude == null && (fenced || session.isFinished(this));
    }

    @Override
    public void ended(LinkEnd how) {
        session.ended(this, how);
    }

    /**
     * Looks at the deadlines, with the session's lock held.
     *
     * @param waits whether something waits to be written
     */
    void tick(long now, long heartbeat, long writeTimeout, boolean waits) {
        if (polled || !(waits || commentDue)) {
            polled = false;
            stuckSince = now;
        } else if (now - stuckSince >= writeTimeout) {
            abort();
        }
        if (!waits && now - lastSent >= heartbeat) {
            commentDue = true;
            ready();
        }
    }

    void ready() {
        Link open = link;
        if (open != null) {
            open.ready();
        }
    }

    void abort() {
        Link open = link;
        if (open != null) {
            open.abort();
        }
    }
}
