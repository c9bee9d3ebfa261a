package dev.sluice.internal.stream;

import java.nio.ByteBuffer;
import java.util.Optional;
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
public abstract class Connection extends Carriage implements LinkHandler {

    private volatile @Nullable Link link;
    private volatile long closeDeadline;
    private volatile boolean polled;
    private long stuckSince; // for the ticking thread alone
    private int sent; // for the polling thread alone
    private @Nullable LiveStream<?, ?> sentBy; // for the polling thread alone

    <I, O> Connection(Opening opening, Channel<O> channel, Optional<Codec<I>> incoming, Writing writing,
            Optional<Sharing> sharing, TransportConfig config, Observers observers, Listener listener) {
        super(opening, channel, incoming, writing, sharing, config, observers, listener);
        this.stuckSince = now();
    }

    @Override
    public final void opened(Link opened) {
        link = opened;
        heard();
        sharing().ifPresent(all -> all.opened(this));
        listener().opened(this);
        opened.ready();
    }

    @Override
    public final void ended(LinkEnd how) {
        stream().end(close(how));
        dropOutput();
        release();
        listener().ended(this);
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

    /** What it means that the client ended its half of the connection. */
    abstract Close peerEnded();

    @Override
    public final void tick(long now) {
        if (stream().isOpen()) {
            // First, so that what the next line brings about has not been waiting.
            tickOutput(now);
            tickOpen(now);
            tickAge(now);
            sharing().ifPresent(all -> all.tick(now));
            stream().tick(now);
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
            stream().end(new Close(Cause.TIMED_OUT, CloseCode.ABNORMAL, "the client took nothing for too long"));
        }
    }

    abstract boolean outputWaits();

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

    @Override
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

    final @Nullable ByteBuffer nextMessage() {
        Message next = pollMessage();
        if (next == null) {
            return null;
        }
        byte[] bytes = written(next);
        sent = next.isNotice() ? 0 : bytes.length;
        sentBy = next.stream(stream());
        return ByteBuffer.wrap(bytes);
    }

    /** The bytes of a message that is written now. */
    byte[] written(Message message) {
        return stream().writing().of(message);
    }
}
