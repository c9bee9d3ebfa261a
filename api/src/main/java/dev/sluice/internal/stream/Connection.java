package dev.sluice.internal.stream;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

import dev.sluice.Channel;
import dev.sluice.Close;
import dev.sluice.Close.Cause;
import dev.sluice.Codec;
import dev.sluice.Opening;
import dev.sluice.TransportConfig;
import dev.sluice.internal.websocket.CloseCode;
import dev.sluice.spi.Link;
import dev.sluice.spi.LinkEnd;
import dev.sluice.spi.LinkHandler;
import org.jspecify.annotations.Nullable;

/**
 * One stream on one link: what SSE and WebSocket have in common. Invariant: the stream is served only after the link was
 * opened, and has ended when the link has.
 */
public abstract class Connection implements LinkHandler, Carrier {

    /** Told of the life of connections. Implementations are thread-safe. */
    public interface Listener {

        /** The link is open: serve the stream. */
        void opened(Connection connection);

        /** The link is gone. */
        void ended(Connection connection);
    }

    /** Some 146 years: a sum with it stays in order with every time of these days, also with one just before. */
    private static final long NEVER = Long.MAX_VALUE / 2;

    /** How many notices of each stream may wait: that it is open, that it is over, and as much again. */
    private static final int NOTICES = 4;
    private static final int NOTICE_BYTES = 256;

    final TransportConfig config;
    final Observers observers;
    private final LiveStream<?, ?> stream;
    private final @Nullable Sharing sharing;
    private final Listener listener;
    private volatile @Nullable Link link;
    private volatile long closeDeadline;
    private volatile boolean polled;
    private final long rotateAt;
    private long stuckSince; // for the ticking thread alone
    private int sent; // for the polling thread alone
    private @Nullable LiveStream<?, ?> sentBy; // for the polling thread alone

    <I, O> Connection(Opening opening, Channel<O> channel, Optional<Codec<I>> incoming, Writing writing,
            Optional<Sharing> sharing, TransportConfig config, Observers observers, Listener listener) {
        this.sharing = sharing.orElse(null);
        this.config = config;
        this.observers = observers;
        this.listener = listener;
        this.stuckSince = now();
        this.rotateAt = stuckSince + config.timing().maxAge().map(Connection::age).orElse(NEVER);
        this.stream = new LiveStream<I, O>(opening, channel, incoming, writing,
                sharing.isEmpty() ? config : withRoomForNotices(config), this);
    }

    /** What is said of all streams at once waits beside their messages. */
    private static TransportConfig withRoomForNotices(TransportConfig config) {
        int notices = (int) Math.min(1 << 20, (long) NOTICES * config.limits().maxSubscriptions());
        return config.toBuilder().outboxMessages(Math.max(notices, config.limits().outboxMessages()))
                .outboxBytes(Math.max(notices * NOTICE_BYTES, config.limits().outboxBytes())).build();
    }

    /** The stream; where many share the connection, the one that carries them all, which no application sees. */
    public final LiveStream<?, ?> stream() {
        return stream;
    }

    /** The streams that applications see. */
    public final Iterable<LiveStream<?, ?>> streams() {
        return sharing == null ? List.of(stream) : sharing.streams();
    }

    /** Whether many streams share this connection. */
    public final Optional<Sharing> sharing() {
        return Optional.ofNullable(sharing);
    }

    /**
     * Tells the client something of the connection, or of one of many streams; ends it if there is no room for that.
     *
     * @return false if it has ended
     */
    public final boolean tell(Notice notice) {
        return switch (stream.outbox.offer(notice)) {
            case FIRST -> {
                ready();
                yield true;
            }
            case QUEUED -> true;
            case FULL -> {
                stream.end(new Close(Cause.BEHIND, CloseCode.TRY_AGAIN_LATER, "the client is behind"));
                yield false;
            }
            case CLOSED -> false;
        };
    }

    @Override
    public final void opened(Link opened) {
        link = opened;
        heard();
        sharing().ifPresent(all -> all.opened(this));
        listener.opened(this);
        opened.ready();
    }

    @Override
    public final void ended(LinkEnd how) {
        stream.end(close(how));
        stream.outbox.close(true);
        sharing().ifPresent(Sharing::gone);
        release();
        listener.ended(this);
    }

    /** Gives back what is held outside of the heap; nothing is read or written afterwards. */
    void release() {
        // Most connections hold nothing.
    }

    private Close close(LinkEnd how) {
        return switch (how) {
            case PEER_ENDED -> peerEnded();
            case STOPPED -> new Close(Cause.SHUTDOWN, CloseCode.GOING_AWAY, "the server is stopping");
            case BROKEN -> new Close(Cause.LOST, CloseCode.ABNORMAL, "the connection broke");
            case FINISHED, ABORTED -> new Close(Cause.LOST, CloseCode.ABNORMAL, "the connection was closed");
        };
    }

    /** A random age between four fifths of the oldest and all of it. */
    private static long age(Duration oldest) {
        return ThreadLocalRandom.current().nextLong(oldest.toNanos() / 5 * 4, oldest.toNanos() + 1);
    }

    final long now() {
        return config.time().nanos();
    }

    /** What it means that the client ended its half of the connection. */
    abstract Close peerEnded();

    /** Looks at the deadlines; called now and then by one thread. */
    public final void tick(long now) {
        if (stream.isOpen()) {
            // First, so that what the next line brings about has not been waiting.
            tickOutput(now);
            tickOpen(now);
            tickAge(now);
            sharing().ifPresent(all -> all.tick(now));
            stream.tick(now);
        } else if (closeDeadline != 0 && now - closeDeadline >= 0) {
            abort();
        } else {
            tickEnding(now);
        }
    }

    /** A link that polls nothing though something waits is stuck in a write. */
    private void tickOutput(long now) {
        if (polled || !outputWaits()) {
            polled = false;
            stuckSince = now;
        } else if (now - stuckSince >= config.timing().writeTimeout().toNanos()) {
            stream.end(new Close(Cause.TIMED_OUT, CloseCode.ABNORMAL, "the client took nothing for too long"));
        }
    }

    private void tickAge(long now) {
        if (now - rotateAt >= 0) {
            stream.end(new Close(Cause.ROTATED, CloseCode.GOING_AWAY, "the stream is old, come back"));
        }
    }

    abstract boolean outputWaits();

    /** Whether a message waits to be written. */
    final boolean hasMessage() {
        return stream.hasOutput() || (sharing != null && sharing.hasNext());
    }

    /** Whether no message waits and none will. */
    final boolean isDrained() {
        return stream.outbox.isDone() && (sharing == null || sharing.isDrained());
    }

    /** Tells of what waits, if anything does. */
    public final void tellQueued() {
        streams().forEach(observers::tellQueued);
    }

    /** Tells of what was dropped since it was last asked to. */
    public final void tellDropped() {
        streams().forEach(observers::tellDropped);
    }

    @Override
    public final @Nullable ByteBuffer poll() {
        polled = true;
        sent = 0;
        ByteBuffer next = next();
        if (sent > 0 && sentBy != null) {
            // Here, where no lock is held.
            observers.sent(sentBy, sent);
            sentBy = null; // nothing of a stream is kept behind its end
        }
        return next;
    }

    /** The next bytes to write, if there are any. */
    abstract @Nullable ByteBuffer next();

    abstract void tickOpen(long now);

    abstract void tickEnding(long now);

    abstract void heard();

    @Override
    public final void ending(Close close) {
        // Never 0, which stands for "not set".
        closeDeadline = (now() + config.timing().closeTimeout().toNanos()) | 1;
        sharing().ifPresent(all -> all.ending(close));
        if (close.cause() == Cause.TIMED_OUT) {
            abort();
        } else {
            ready();
        }
    }

    @Override
    public final void ready() {
        tell(Link::ready);
    }

    /** Cuts the connection. */
    public final void abort() {
        tell(Link::abort);
    }

    @Override
    public final void pauseReading() {
        tell(Link::pauseReading);
    }

    @Override
    public final void resumeReading() {
        tell(Link::resumeReading);
    }

    /** Before the link is open there is nobody to tell, and {@link #opened} makes up for it. */
    private void tell(Consumer<Link> what) {
        Link open = link;
        if (open != null) {
            what.accept(open);
        }
    }

    final @Nullable ByteBuffer pollMessage() {
        Message next = stream.poll();
        if (next == null && sharing != null) {
            next = sharing.next();
        }
        if (next == null) {
            return null;
        }
        byte[] bytes = written(next);
        switch (next) {
            case Notice notice -> sent = 0;
            case SharedMessage of -> sent(of.isNotice() ? 0 : bytes.length, of.stream());
            default -> sent(bytes.length, stream);
        }
        return ByteBuffer.wrap(bytes);
    }

    private void sent(int bytes, LiveStream<?, ?> by) {
        sent = bytes;
        sentBy = by;
    }

    /** The bytes of a message that is written now. */
    byte[] written(Message message) {
        return stream.writing().of(message);
    }
}
