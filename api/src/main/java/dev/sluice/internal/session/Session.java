package dev.sluice.internal.session;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

import dev.sluice.Channel;
import dev.sluice.Close;
import dev.sluice.Close.Cause;
import dev.sluice.Codec;
import dev.sluice.Opening;
import dev.sluice.TransportConfig;
import dev.sluice.internal.sse.SseEncoder;
import dev.sluice.internal.stream.Carriage;
import dev.sluice.internal.stream.Message;
import dev.sluice.internal.stream.Observers;
import dev.sluice.internal.stream.Sharing;
import dev.sluice.internal.stream.WireForm;
import dev.sluice.internal.websocket.CloseCode;
import dev.sluice.spi.LinkEnd;
import org.jspecify.annotations.Nullable;

/**
 * A stream on several event streams in turn, and POSTs. Invariants, under the lock: there is at most one current link; it alone
 * takes events out of the outbox, and only when it has got all that are kept; without one, the session has a deadline.
 */
final class Session extends Carriage {

    private static final int NOTHING_YET = 0;

    private final String secret;
    private final Runnable forget;
    private final Uplink up;
    // Not a monitor, which would pin a virtual thread that waits beneath it for a topic.
    private final ReentrantLock lock = new ReentrantLock();
    private final Kept kept; // guarded by the lock, as all that follows
    private volatile @Nullable SessionLink current; // read without it too
    private @Nullable SessionLink fenced;
    private long fencedAt;
    private long aloneSince;
    private boolean served;
    private boolean endSaid;
    private boolean over;
    private volatile boolean shutDown;
    private volatile long closeDeadline;

    /**
     * A session that waits for its first link.
     *
     * @param forget told when it is over
     */
    <I, O> Session(String secret, Opening opening, Channel<O> channel, Optional<Codec<I>> incoming,
            Optional<Sharing> sharing, TransportConfig config, Observers observers,
            Listener listener, Runnable forget) {
        super(opening, channel, incoming, WireForm.SESSION_EVENT, sharing, config,
                observers,
                listener);
        this.secret = secret;
        this.forget = forget;
        this.kept = new Kept(config.limits().outboxMessages(), config.limits().outboxBytes());
        this.up = new Uplink(this, config, observers);
        this.aloneSince = now();
        stream().onEnd(this::streamEnded);
    }

    long clock() {
        return now();
    }

    /** The link of the one who opens the session. */
    SessionLink firstLink(int largestBody) {
        String data = secret + " " + config.timing().sessionGrace().toMillis() + " " + largestBody;
        List<byte[]> prelude = prelude();
        prelude.add(SseEncoder.event("sluice-session", "", data.getBytes(StandardCharsets.US_ASCII)));
        SessionLink first = new SessionLink(this, prelude, NOTHING_YET, now());
        current = first;
        return first;
    }

    private List<byte[]> prelude() {
        List<byte[]> prelude = new ArrayList<>();
        prelude.add(SseEncoder.comment());
        prelude.add(SseEncoder.retry(config.timing().sseRetry()));
        return prelude;
    }

    /** The link of the one who comes back and has got everything up to this event; empty if there would be a gap. */
    Optional<SessionLink> nextLink(long seen) {
        lock.lock();
        try {
            if (over || !kept.reaches(seen) || !isWorthComingBack()) {
                return Optional.empty();
            }
            kept.acknowledge(seen);
            fence(current);
            SessionLink next = new SessionLink(this, prelude(), seen, now());
            current = next;
            if (closeDeadline != 0) {
                // The stream ended while it was away, and it has the same time as others have for what they missed.
                closeDeadline = deadline();
            }
            return Optional.of(next);
        } finally {
            lock.unlock();
        }
    }

    private void fence(@Nullable SessionLink old) {
        if (old == null) {
            return;
        }
        if (fenced != null) {
            fenced.abort();
        }
        fenced = old;
        fencedAt = now();
        old.fence();
    }

    /** Whether a client that comes back is told something that it would not know otherwise. */
    private boolean isWorthComingBack() {
        return !shutDown && stream().ended().map(close -> switch (close.cause()) {
            case COMPLETED, HANDLER_FAILED, ROTATED -> true;
            case PEER_CLOSED, LOST, TIMED_OUT, BEHIND, REFUSED, SHUTDOWN -> false;
        }).orElse(true);
    }

    void opened() {
        boolean first;
        lock.lock();
        try {
            first = !served;
            served = true;
        } finally {
            lock.unlock();
        }
        if (first) {
            sharing().ifPresent(all -> all.opened(this));
            listener().opened(this);
        }
    }

    /** The next event for this link, if there is one. */
    byte @Nullable [] next(SessionLink link) {
        Message taken = null;
        byte[] event;
        lock.lock();
        try {
            if (link != current) {
                return null;
            }
            long number = kept.behind(link.position());
            if (number > kept.last()) {
                taken = takeNext();
            }
            event = kept.event(number);
            if (event == null) {
                return null;
            }
            link.setPosition(number);
            event = isEnd(number) ? event : SseEncoder.joined(List.of(SseEncoder.number(number), event));
        } finally {
            lock.unlock();
        }
        if (taken != null && !taken.isNotice()) {
            // Here, where no lock is held.
            observers.sent(taken.stream(stream()), WireForm.SESSION_EVENT.of(taken).length);
        }
        return event;
    }

    private boolean isEnd(long number) {
        return endSaid && number == kept.last();
    }

    /** The one place where the next frame for the client is asked for. */
    private @Nullable Message takeNext() {
        Message next = pollMessage();
        if (next != null) {
            kept.add(WireForm.SESSION_EVENT.of(next));
            return next;
        }
        if (isDrained() && !endSaid) {
            endSaid = true;
            kept.add(Farewell.event(kept.last() + 1, stream().ended().orElseThrow(), config.timing().sseRetry()));
        }
        return null;
    }

    boolean isFinished(SessionLink link) {
        lock.lock();
        try {
            return link != current || (endSaid && link.position() == kept.last());
        } finally {
            lock.unlock();
        }
    }

    void ended(SessionLink link, LinkEnd how) {
        boolean done;
        lock.lock();
        try {
            if (link == fenced) {
                fenced = null;
            }
            if (link != current) {
                return;
            }
            current = null;
            aloneSince = now();
            if (how == LinkEnd.STOPPED) {
                stream().end(new Close(Cause.SHUTDOWN, CloseCode.GOING_AWAY, "the server is stopping"));
            } else if (!served) {
                stream().end(new Close(Cause.LOST, CloseCode.ABNORMAL, "the connection broke"));
            }
            done = how == LinkEnd.FINISHED || !isWorthComingBack();
        } finally {
            lock.unlock();
        }
        if (done) {
            finish();
        }
    }

    /** The client has got everything up to this event. */
    void acknowledge(long seen) {
        lock.lock();
        try {
            kept.acknowledge(seen);
        } finally {
            lock.unlock();
        }
    }

    /** What the client says. */
    Uplink up() {
        return up;
    }

    @Override
    public void tick(long now) {
        boolean done = false;
        lock.lock();
        try {
            if (fenced != null && now - fencedAt >= config.timing().closeTimeout().toNanos()) {
                fenced.abort();
            }
            SessionLink link = current;
            if (link == null && now - aloneSince >= config.timing().sessionGrace().toNanos()) {
                stream().end(new Close(Cause.LOST, CloseCode.ABNORMAL, "the client did not come back"));
                done = true;
            } else if (link != null && stream().isOpen()) {
                link.tick(now, config.timing().heartbeat().toNanos(), config.timing().writeTimeout().toNanos(),
                        kept.behind(link.position()) <= kept.last() || hasMessage());
            } else if (link != null && closeDeadline != 0 && now - closeDeadline >= 0) {
                link.abort();
            }
        } finally {
            lock.unlock();
        }
        if (done) {
            finish();
        } else if (stream().isOpen()) {
            tickAge(now);
            sharing().ifPresent(all -> all.tick(now));
            stream().tick(now);
        }
    }

    @Override
    public void ending(Close close) {
        closeDeadline = deadline();
        sharing().ifPresent(all -> all.ending(close));
        ready();
    }

    /** Never 0, which stands for "not set". */
    private long deadline() {
        return (now() + config.timing().closeTimeout().toNanos()) | 1;
    }

    /** On a thread without locks. */
    private void streamEnded() {
        boolean done;
        lock.lock();
        try {
            done = current == null && !isWorthComingBack();
        } finally {
            lock.unlock();
        }
        if (done) {
            finish();
        }
    }

    /** Whoever is not here now is not waited for. */
    @Override
    public void shutDown(Close close) {
        shutDown = true;
        stream().end(close);
        if (current == null) {
            finish();
        }
    }

    @Override
    public void abort() {
        SessionLink link = current;
        if (link == null) {
            finish();
        } else {
            link.abort();
        }
    }

    /** The session is over, once. */
    private void finish() {
        SessionLink old;
        lock.lock();
        try {
            if (over) {
                return;
            }
            over = true;
            old = fenced;
        } finally {
            lock.unlock();
        }
        if (old != null) {
            old.abort();
        }
        dropOutput();
        forget.run();
        listener().ended(this);
    }

    @Override
    public void ready() {
        SessionLink link = current;
        if (link != null) {
            link.ready();
        }
    }

    @Override
    public void pauseReading() {
        // POSTs wait for room by themselves.
    }

    @Override
    public void resumeReading() {
        // They are woken by the inbox.
    }

    /** Waits for room for a message, or the end. */
    boolean awaitRoomWithin(Duration atMost) throws InterruptedException {
        return awaitRoom(atMost);
    }

    /** The client has ended the stream: it wants no more. */
    void quieten() {
        dropOutput();
        ready();
    }
}
