package dev.sluice.internal.stream;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

import dev.sluice.Channel;
import dev.sluice.Close;
import dev.sluice.Close.Cause;
import dev.sluice.Codec;
import dev.sluice.Opening;
import dev.sluice.TransportConfig;
import dev.sluice.internal.websocket.CloseCode;
import org.jspecify.annotations.Nullable;

/** One stream and whatever carries it, which the engine looks after: one link, or several in turn. */
public abstract class Carriage implements Carrier {

    /** Told of the life of streams. Implementations are thread-safe. */
    public interface Listener {

        /** The first link is open: serve the stream. */
        void opened(Carriage carriage);

        /** The last link is gone. */
        void ended(Carriage carriage);
    }

    /** Some 146 years: a sum with it stays in order with every time of these days, also with one just before. */
    private static final long NEVER = Long.MAX_VALUE / 2;

    /** How many notices of each stream may wait: that it is open, that it is over, and as much again. */
    private static final int NOTICES = 4;
    private static final int NOTICE_BYTES = 256;

    protected final TransportConfig config;
    protected final Observers observers;
    private final LiveStream<?, ?> stream;
    private final @Nullable Sharing sharing;
    private final Listener listener;
    private final long rotateAt;

    // A stream that is being made asks its carrier for nothing.
    @SuppressWarnings("this-escape")
    protected <I, O> Carriage(Opening opening, Channel<O> channel, Optional<Codec<I>> incoming, Writing writing,
            Optional<Sharing> sharing, TransportConfig config, Observers observers, Listener listener) {
        this.sharing = sharing.orElse(null);
        this.config = config;
        this.observers = observers;
        this.listener = listener;
        this.rotateAt = now() + config.timing().maxAge().map(Carriage::age).orElse(NEVER);
        this.stream = new LiveStream<I, O>(opening, channel, incoming, writing,
                sharing.isEmpty() ? config : withRoomForNotices(config), this);
    }

    /** A random age between four fifths of the oldest and all of it. */
    private static long age(Duration oldest) {
        return ThreadLocalRandom.current().nextLong(oldest.toNanos() / 5 * 4, oldest.toNanos() + 1);
    }

    /** The stream; where many share what carries it, the one that carries them all, which no application sees. */
    public final LiveStream<?, ?> stream() {
        return stream;
    }

    /** The streams that applications see. */
    public final Iterable<LiveStream<?, ?>> streams() {
        return sharing == null ? List.of(stream) : sharing.streams();
    }

    /** Whether many streams share it. */
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

    /** What is said of all streams at once waits beside their messages. */
    private static TransportConfig withRoomForNotices(TransportConfig config) {
        int notices = (int) Math.min(1 << 20, (long) NOTICES * config.limits().maxSubscriptions());
        return config.toBuilder().outboxMessages(Math.max(notices, config.limits().outboxMessages()))
                .outboxBytes(Math.max(notices * NOTICE_BYTES, config.limits().outboxBytes())).build();
    }

    protected final Listener listener() {
        return listener;
    }

    protected final long now() {
        return config.time().nanos();
    }

    /** Looks at the deadlines; called now and then by one thread. */
    public abstract void tick(long now);

    /** Cuts what carries the stream. */
    public abstract void abort();

    /** Ends the stream because the transport closes. */
    public void shutDown(Close close) {
        stream.end(close);
    }

    protected final void tickAge(long now) {
        if (now - rotateAt >= 0) {
            stream.end(new Close(Cause.ROTATED, CloseCode.GOING_AWAY, "the stream is old, come back"));
        }
    }

    /** Tells of what waits, if anything does. */
    public final void tellQueued() {
        streams().forEach(observers::tellQueued);
    }

    /** Tells of what was dropped since it was last asked to. */
    public final void tellDropped() {
        streams().forEach(observers::tellDropped);
    }

    /** The next message to write, which leaves the outbox; null if there is none. */
    protected final @Nullable Message pollMessage() {
        Message next = stream.poll();
        return next == null && sharing != null ? sharing.next() : next;
    }

    /** Whether a message waits to be written. */
    protected final boolean hasMessage() {
        return stream.hasOutput() || (sharing != null && sharing.hasNext());
    }

    /** Whether no message waits and none will. */
    protected final boolean isDrained() {
        return stream.outbox.isDone() && (sharing == null || sharing.isDrained());
    }

    /** Nothing more is written of what waits. */
    protected final void dropOutput() {
        stream.outbox.close(true);
        sharing().ifPresent(Sharing::gone);
    }

    /**
     * Waits until there is room for messages of the client, or the stream has ended.
     *
     * @return whether it is so, within this time
     * @throws InterruptedException if the thread is interrupted while waiting
     */
    protected final boolean awaitRoom(Duration atMost) throws InterruptedException {
        return sharing == null ? stream.inbox.awaitRoom(atMost) : sharing.awaitRoom(atMost);
    }
}
