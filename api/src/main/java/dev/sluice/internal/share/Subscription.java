package dev.sluice.internal.share;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

import dev.sluice.Close;
import dev.sluice.Close.Cause;
import dev.sluice.internal.frame.ClientFrame;
import dev.sluice.internal.stream.Carrier;
import dev.sluice.internal.stream.FromClient;
import dev.sluice.internal.stream.LiveStream;
import dev.sluice.internal.stream.Message;
import dev.sluice.internal.stream.Notice;
import dev.sluice.internal.stream.SharedMessage;
import dev.sluice.internal.websocket.CloseCode;
import dev.sluice.internal.websocket.ProtocolViolation;
import org.jspecify.annotations.Nullable;

/**
 * One of the streams that share a connection. Invariant: its client is told {@code subscribed} at most once and before
 * anything else of it, and {@code end} or {@code error} once and behind everything else.
 */
public final class Subscription implements Carrier {

    private final String target;
    private final Multiplexer all;
    private final Backlog.Part backlog;
    private final AtomicLong credit;
    private final AtomicInteger clientsCredit = new AtomicInteger();
    private final AtomicInteger taken = new AtomicInteger();
    private final AtomicBoolean queued = new AtomicBoolean();
    private volatile int window;
    private volatile long deadline;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable LiveStream<?, ?> stream; // written with the lock
    private @Nullable Close over; // guarded by the lock: why nothing is told any more

    Subscription(String target, int credit, Multiplexer all, Backlog.Part backlog) {
        this.target = target;
        this.credit = new AtomicLong(credit);
        this.all = all;
        this.backlog = backlog;
    }

    /** What the client calls it. */
    public String target() {
        return target;
    }

    Optional<LiveStream<?, ?>> stream() {
        return Optional.ofNullable(stream);
    }

    /**
     * Opens it, if it is still wanted.
     *
     * @param receives how many messages the client may send before the first was taken
     * @param made makes the stream that this carries
     * @return the stream; empty if the client has unsubscribed, or the connection has ended
     */
    public Optional<LiveStream<?, ?>> open(int receives, Function<Carrier, LiveStream<?, ?>> made) {
        if (over().isPresent()) {
            return Optional.empty();
        }
        LiveStream<?, ?> opened = made.apply(this);
        // First of all that is told of it, and with no lock held.
        all.observers().watch(opened);
        Optional<Close> close = publish(receives, opened);
        close.ifPresent(opened::end);
        return close.isEmpty() ? Optional.of(opened) : Optional.empty();
    }

    /** Lets the client and the connection have the stream; why not, if it is over already. */
    private Optional<Close> publish(int receives, LiveStream<?, ?> opened) {
        lock.lock();
        try {
            if (over == null) {
                // Before the stream can say anything; what the client answers waits for the lock.
                over = all.tell(Notice.frame("subscribed " + target + " " + receives, "")).orElse(null);
            }
            if (over == null) {
                window = receives;
                clientsCredit.set(receives);
                stream = opened;
            }
            return Optional.ofNullable(over);
        } finally {
            lock.unlock();
        }
    }

    private Optional<Close> over() {
        lock.lock();
        try {
            return Optional.ofNullable(over);
        } finally {
            lock.unlock();
        }
    }

    /**
     * It does not open.
     *
     * @param status why, by a status of HTTP
     * @param retry after how many milliseconds the client may try again, or {@code never}
     */
    public void refuse(int status, String retry, String reason) {
        if (endsNow(new Close(Cause.REFUSED, CloseCode.POLICY_VIOLATION, ""))) {
            all.tell(Farewell.refusal(target, status, retry, reason));
        }
    }

    /** Whether this is the end, of which the client must be told. */
    private boolean endsNow(Close close) {
        lock.lock();
        try {
            boolean first = over == null;
            if (first) {
                over = close;
            }
            all.remove(this);
            return first;
        } finally {
            lock.unlock();
        }
    }

    /** The client wants no more: what waits for it is dropped. */
    void unsubscribe(int code, String reason) {
        Close asked = new Close(Cause.PEER_CLOSED, code, reason);
        boolean first = endsNow(asked); // from here on it cannot open any more
        stream().ifPresent(open -> {
            open.end(asked);
            open.drop();
        });
        if (first) {
            Close close = stream().flatMap(LiveStream::ended).orElse(asked);
            all.tell(Farewell.of(target, close, all.usualRetry()));
        }
    }

    void addCredit(int more) {
        credit.accumulateAndGet(more, (now, plus) -> Math.min(ClientFrame.MOST_CREDIT, now + plus));
        ready();
    }

    /** Gives the stream what its client said; what is wrong with that ends this stream alone. */
    void take(boolean text, ClientFrame frame) {
        LiveStream<?, ?> open = published();
        if (open == null || !open.isOpen()) {
            return;
        }
        try {
            if (frame instanceof ClientFrame.Message message) {
                charge(message.message().length);
            }
            FromClient.take(open, text, frame, all.observers());
        } catch (ProtocolViolation violation) {
            open.end(new Close(Cause.REFUSED, violation.code(), violation.reason()));
        }
    }

    /** The stream, also where the client was told of it just now. */
    private @Nullable LiveStream<?, ?> published() {
        lock.lock();
        try {
            return stream;
        } finally {
            lock.unlock();
        }
    }

    private void charge(int size) {
        if (clientsCredit.decrementAndGet() < 0) {
            throw new ProtocolViolation(CloseCode.POLICY_VIOLATION, "more messages than the client has credit for");
        }
        backlog.add(size);
    }

    /** The next message; null if there is none, or no credit for it. For the polling thread. */
    @Nullable
    Message next() {
        queued.set(false); // before it is looked at, so that what comes meanwhile is not overlooked
        LiveStream<?, ?> open = stream;
        if (open == null) {
            return null;
        }
        Message next = open.pollAhead();
        if (next == null && credit.get() > 0) {
            next = open.poll();
            if (next != null && next.costsCredit()) {
                credit.decrementAndGet();
            }
        }
        if (next == null) {
            return end(open);
        }
        ready();
        return new SharedMessage(open, target, next);
    }

    /** What its client is told at the end; null if that has not come, or was told. */
    private @Nullable Message end(LiveStream<?, ?> open) {
        Close close = open.ended().orElse(null);
        if (close == null) {
            return null;
        }
        if (all.isEnding()) {
            open.drop(); // what has no credit now will have none
        }
        return open.isDrained() && endsNow(close) ? Farewell.of(target, close, all.usualRetry()) : null;
    }

    void tick(long now) {
        LiveStream<?, ?> open = stream;
        if (open != null) {
            open.tick(now);
        }
        if (open != null && deadline != 0 && now - deadline >= 0) {
            open.drop(); // no credit came for what waits
            ready();
        }
    }

    /** The connection has ended. */
    void endWith(Close close) {
        lock.lock();
        try {
            if (stream == null && over == null) {
                over = close;
            }
        } finally {
            lock.unlock();
        }
        stream().ifPresent(open -> open.end(close));
        ready(); // also where it has ended before, and waits for credit
    }

    @Override
    public void ready() {
        if (!queued.getAndSet(true)) {
            all.ready(this);
        }
    }

    @Override
    public boolean keep(int bytes) {
        return backlog.addIfRoom(bytes);
    }

    @Override
    public void letGo(int bytes) {
        backlog.take(bytes);
    }

    @Override
    public void ending(Close close) {
        backlog.letGo();
        deadline = all.closeDeadline();
        ready();
    }

    @Override
    public void pauseReading() {
        // The client has no credit left: the others go on.
    }

    @Override
    public void resumeReading() {
        // As the handler takes messages, the client gets credit.
    }

    @Override
    public void taken(int bytes) {
        backlog.take(bytes);
        int half = (window + 1) / 2;
        taken.incrementAndGet();
        if (taken.getAndUpdate(now -> now >= half ? now - half : now) >= half) {
            clientsCredit.addAndGet(half);
            // By the stream, so that it never comes behind the end: then the target may be another stream's.
            stream().ifPresent(open -> open.noteAhead(Notice.about("credit", Integer.toString(half), "")));
        }
    }
}
