package dev.sluice.internal.share;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

import dev.sluice.Close;
import dev.sluice.Close.Cause;
import dev.sluice.TransportConfig;
import dev.sluice.internal.frame.ClientFrame;
import dev.sluice.internal.stream.Carriage;
import dev.sluice.internal.stream.LiveStream;
import dev.sluice.internal.stream.Message;
import dev.sluice.internal.stream.Notice;
import dev.sluice.internal.stream.Observers;
import dev.sluice.internal.stream.Sharing;
import dev.sluice.internal.stream.Valve;
import dev.sluice.internal.websocket.CloseCode;
import dev.sluice.internal.websocket.ProtocolViolation;
import org.jspecify.annotations.Nullable;

/**
 * Carries many streams on one connection. Invariant: a stream that may have something to send is in the queue of turns,
 * once; a target has one stream at a time.
 */
public final class Multiplexer implements Sharing, Valve {

    /** Opens streams, and asks their gates elsewhere than on the calling thread. */
    public interface Opener {

        /** Opens or refuses this subscription, some time; then the given task is to be run. */
        void open(Subscription subscription, ClientFrame.Subscribe asked, Runnable done);
    }

    /** How many messages of the largest size may wait for all handlers together, before reading stops. */
    private static final int BACKLOG = 16;

    private final TransportConfig config;
    private final Observers observers;
    private final Opener opener;
    private final Backlog backlog;
    private final Map<String, Subscription> subscriptions = new ConcurrentHashMap<>();
    private final AtomicInteger opening = new AtomicInteger();
    private final Queue<Subscription> turns = new ConcurrentLinkedQueue<>();
    private volatile @Nullable Carriage carriage;
    private volatile @Nullable Close ended;
    private volatile boolean allEnded;
    private boolean goodbyeSaid; // for the polling thread alone

    /** No streams yet, which this opens. */
    public Multiplexer(TransportConfig config, Observers observers, Opener opener) {
        this.config = config;
        this.observers = observers;
        this.opener = opener;
        this.backlog = new Backlog((long) BACKLOG * config.limits().maxMessageBytes(), this);
    }

    @Override
    public void opened(Carriage opened) {
        carriage = opened;
    }

    @Override
    public void received(boolean text, ClientFrame frame) {
        if (frame instanceof ClientFrame.End end && end.target().isEmpty()) {
            end(new Close(Cause.PEER_CLOSED, end.code(), end.reason()));
            return;
        }
        if (frame instanceof ClientFrame.Subscribe asked) {
            subscribe(asked);
            return;
        }
        Subscription subscription = subscriptions.get(frame.target());
        if (subscription == null) {
            return; // it has ended in the meantime
        }
        switch (frame) {
            case ClientFrame.Unsubscribe none -> subscription.unsubscribe(CloseCode.NORMAL, "");
            case ClientFrame.End end -> subscription.unsubscribe(end.code(), end.reason());
            case ClientFrame.Credit credit -> subscription.addCredit(credit.more());
            default -> subscription.take(text, frame);
        }
    }

    private void subscribe(ClientFrame.Subscribe asked) {
        if (isEnding()) {
            return; // the client is told when to come back
        }
        int most = config.limits().maxSubscriptions();
        Subscription subscription = new Subscription(asked.target(), asked.credit(), this, backlog.new Part());
        if (subscriptions.putIfAbsent(asked.target(), subscription) != null) {
            throw new ProtocolViolation(CloseCode.PROTOCOL_ERROR, "a target that is subscribed already");
        }
        if (subscriptions.size() > most || opening.get() >= most) {
            subscription.refuse(429, "never", "this connection has as many streams as it may, the limit is " + most);
            return;
        }
        opening.incrementAndGet();
        opener.open(subscription, asked, opening::decrementAndGet);
        Close close = ended;
        if (close != null) {
            subscription.endWith(close);
        }
    }

    void remove(Subscription subscription) {
        subscriptions.remove(subscription.target(), subscription);
    }

    void ready(Subscription subscription) {
        turns.add(subscription);
        Carriage open = carriage;
        if (open != null) {
            open.ready();
        }
    }

    private void end(Close close) {
        Carriage open = carriage;
        if (open != null) {
            open.stream().end(close);
        }
    }

    /** Tells the client; why it cannot be told any more, if so. */
    Optional<Close> tell(Notice notice) {
        Carriage open = carriage;
        return open == null || open.tell(notice) ? Optional.empty() : open.stream().ended();
    }

    Observers observers() {
        return observers;
    }

    long closeDeadline() {
        return (config.time().nanos() + config.timing().closeTimeout().toNanos()) | 1; // never 0, which is none
    }

    Duration usualRetry() {
        return config.timing().sseRetry();
    }

    @Override
    public @Nullable Message next() {
        if (isSilent()) {
            return null;
        }
        boolean last = allEnded; // before the turns: whoever ends has its turn until then
        for (Subscription turn = turns.poll(); turn != null; turn = turns.poll()) {
            Message next = turn.next();
            if (next != null) {
                return next;
            }
        }
        return last ? goodbye() : null;
    }

    /** Whether nobody is there to be told anything. */
    private boolean isSilent() {
        Close close = ended;
        return close != null && !LiveStream.goesOutFirst(close);
    }

    /** Behind everything else, if the client may come back. */
    private @Nullable Message goodbye() {
        Close close = ended;
        if (close == null || !owesGoodbye(close)) {
            return null;
        }
        goodbyeSaid = true;
        return Farewell.ofConnection(close, usualRetry());
    }

    private boolean owesGoodbye(Close close) {
        return !goodbyeSaid && !isSilent() && close.code() == CloseCode.GOING_AWAY;
    }

    @Override
    public boolean hasNext() {
        return !isSilent() && !turns.isEmpty();
    }

    @Override
    public void ending(Close close) {
        ended = close;
        subscriptions.values().forEach(subscription -> subscription.endWith(close));
        allEnded = true;
        backlog.end();
    }

    @Override
    public void gone() {
        subscriptions.values().forEach(subscription -> subscription.stream().ifPresent(LiveStream::drop));
    }

    /** For the polling thread. */
    @Override
    public boolean isDrained() {
        Close close = ended;
        return close != null && allEnded && !hasNext() && !owesGoodbye(close);
    }

    @Override
    public boolean isPaused() {
        return backlog.isPaused();
    }

    /** Whether the connection is ending, so that no more credit can be waited for. */
    boolean isEnding() {
        return ended != null;
    }

    @Override
    public void tick(long now) {
        subscriptions.values().forEach(subscription -> subscription.tick(now));
    }

    @Override
    public Iterable<LiveStream<?, ?>> streams() {
        List<LiveStream<?, ?>> streams = new ArrayList<>();
        subscriptions.values().forEach(subscription -> subscription.stream().ifPresent(streams::add));
        return streams;
    }

    @Override
    public boolean awaitRoom(Duration atMost) throws InterruptedException {
        return backlog.awaitRoom(atMost);
    }

    @Override
    public void pauseReading() {
        Carriage open = carriage;
        if (open != null) {
            open.pauseReading();
        }
    }

    @Override
    public void resumeReading() {
        Carriage open = carriage;
        if (open != null) {
            open.resumeReading();
        }
    }
}
