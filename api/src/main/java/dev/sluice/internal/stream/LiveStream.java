package dev.sluice.internal.stream;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

import dev.sluice.Answerer;
import dev.sluice.Channel;
import dev.sluice.Close;
import dev.sluice.Close.Cause;
import dev.sluice.Codec;
import dev.sluice.Opening;
import dev.sluice.Overflow;
import dev.sluice.Reply;
import dev.sluice.StreamClosedException;
import dev.sluice.TimeSource;
import dev.sluice.TransportConfig;
import dev.sluice.TwoWayStream;
import dev.sluice.internal.websocket.CloseCode;
import org.jspecify.annotations.Nullable;

/** Every stream there is: between the application, which sends and receives, and the connection that carries it. */
public final class LiveStream<I, O> implements TwoWayStream<I, O> {

    private static final Logger LOG = System.getLogger("dev.sluice");

    private final Opening opening;
    private final Channel<O> channel;
    private final WireForm form;
    private final Writing writing;
    private final Optional<Codec<I>> incoming;
    private final Carrier carrier;
    private final TimeSource time;
    private final long openedAt;
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicBoolean joined = new AtomicBoolean();
    private final Feeds feeds = new Feeds();
    private final AtomicLong told = new AtomicLong();
    private final Ending ending = new Ending();
    private final Incoming<I> received;
    private final Optional<Requests<I, O>> requests;
    final Outbox outbox;
    final Inbox inbox;

    /**
     * A stream that shares its connection.
     *
     * @param target what its client calls it
     */
    public static <I, O> LiveStream<I, O> sharing(String target, Opening opening, Channel<O> channel,
            Optional<Codec<I>> incoming, TransportConfig config, Carrier carrier) {
        return new LiveStream<>(opening, channel, incoming, new SharedWriting(target, WireForm.of(opening)), config,
                carrier);
    }

    LiveStream(Opening opening, Channel<O> channel, Optional<Codec<I>> incoming, Writing writing,
            TransportConfig config, Carrier carrier) {
        this.opening = opening;
        this.channel = channel;
        this.form = WireForm.of(opening);
        this.writing = writing;
        this.incoming = incoming;
        this.carrier = carrier;
        this.time = config.time();
        this.openedAt = time.nanos();
        this.outbox = new Outbox(writing, config.limits().outboxMessages(), config.limits().outboxBytes(),
                dropped::incrementAndGet);
        this.inbox = new Inbox(config.limits().inboxMessages(), config.limits().maxMessageBytes(), carrier);
        this.received = new Incoming<>(incoming, inbox, this::end);
        this.requests = incoming.filter(codec -> speaksFrames()).map(codec -> new Requests<>(this, codec, time));
    }

    @Override
    public Opening opening() {
        return opening;
    }

    @Override
    public Channel<O> channel() {
        return channel;
    }

    @Override
    public Duration age() {
        return Duration.ofNanos(time.nanos() - openedAt);
    }

    @Override
    public int queued() {
        return outbox.size();
    }

    @Override
    public long dropped() {
        return dropped.get();
    }

    /** How many messages were dropped since the last call. For observers, who are not told where locks are held. */
    long takeDropped() {
        long now = dropped.get();
        return Math.max(0, now - told.getAndAccumulate(now, Math::max));
    }

    /** The next message to write; null if there is none. */
    public @Nullable Message poll() {
        Message next = outbox.poll();
        if (next == null && feeds.feed()) {
            next = outbox.poll();
        }
        return next;
    }

    /** What its client is to be told before the next message; null if nothing. */
    public @Nullable Message pollAhead() {
        return outbox.pollAhead();
    }

    /** Whether it has ended, and no message waits any more. */
    public boolean isDrained() {
        return outbox.isDone();
    }

    /** Drops what waits to be written, after the end. */
    public void drop() {
        outbox.close(true);
    }

    /** Whether something waits to be written. */
    boolean hasOutput() {
        return !outbox.isEmpty() || !feeds.isEmpty();
    }

    /** Whether this is the first time that it joins a topic, so that what its client saw last counts; true once. */
    public boolean isFirstJoin() {
        return joined.compareAndSet(false, true);
    }

    /** Asks this feed whenever the outbox is empty. */
    public void addFeed(Feed feed) {
        feeds.add(feed);
        carrier.ready();
    }

    /** Does not ask this feed any more. */
    public void removeFeed(Feed feed) {
        feeds.remove(feed);
    }

    /** Tells the client something before the messages that wait for it; once a stream. */
    public void tell(Notice notice) {
        if (notice.isFor(form)) {
            noteAhead(notice);
        }
    }

    /** Takes a message that a feed has kept; false if there is no room, or the stream has ended. */
    public boolean takeFed(Message message) {
        return taken(outbox.offer(message));
    }

    /** Whether so many messages leave as much room again in the outbox, or are only one. */
    public boolean hasRoomFor(long messages) {
        return messages <= 1 || outbox.room() / 2 >= messages;
    }

    /** Whether this message could ever fit the outbox. */
    public boolean couldTake(Message message) {
        return outbox.couldHold(message);
    }

    /** Messages of a topic went from its history before this client, which is behind, could be sent them. */
    public void lose(long messages, Overflow<?> policy) {
        if (policy instanceof Overflow.Disconnect) {
            end(new Close(Cause.BEHIND, CloseCode.TRY_AGAIN_LATER, "the client is behind"));
        } else {
            dropped.addAndGet(messages);
        }
    }

    /** How its messages look, but for compression. */
    public WireForm form() {
        return form;
    }

    /** How its messages become bytes. */
    Writing writing() {
        return writing;
    }

    /** How the client's messages are decoded; empty if it may send none. */
    Optional<Codec<I>> incoming() {
        return incoming;
    }

    @Override
    public void send(O message) {
        if (!taken(outbox.put(encode(message)))) {
            throw new StreamClosedException(ending.reason().orElseThrow());
        }
    }

    @Override
    public boolean offer(O message) {
        return taken(outbox.offer(encode(message)));
    }

    private Message encode(O message) {
        Message encoded = Message.of(channel.outgoing(), message);
        requireFit(encoded);
        return encoded;
    }

    private void requireFit(Message message) {
        if (!outbox.couldHold(message)) {
            throw new IllegalArgumentException("a message of " + writing.of(message).length
                    + " bytes on the wire is larger than the whole outbox may be (TransportConfig.outboxBytes)");
        }
    }

    /** Offers a message of a topic, by the topic's policy for clients that are behind. Never waits. */
    public void deliver(Message message, Overflow<?> policy) {
        Outbox.Result result = switch (policy) {
            case Overflow.Disconnect<?> d -> outbox.offer(message);
            case Overflow.DropNewest<?> d -> outbox.offerOrDrop(message);
            case Overflow.DropOldest<?> d -> outbox.offerDroppingOldest(message);
            case Overflow.Conflate<?> c -> outbox.offerConflating(message);
        };
        if (!taken(result) && result == Outbox.Result.FULL) {
            overflowed(message, policy);
        }
    }

    private void overflowed(Message message, Overflow<?> policy) {
        boolean fits = outbox.couldHold(message);
        if (!fits) {
            LOG.log(Level.WARNING, "a message of the topic of {0} is larger than the whole outbox of a client may be"
                    + " (TransportConfig.outboxBytes)", channel.name());
        }
        if (policy instanceof Overflow.Disconnect) {
            end(new Close(Cause.BEHIND, CloseCode.TRY_AGAIN_LATER,
                    fits ? "the client is behind" : "a message is larger than the outbox"));
        }
    }

    private boolean taken(Outbox.Result result) {
        if (result == Outbox.Result.FIRST) {
            carrier.ready();
        }
        return result == Outbox.Result.FIRST || result == Outbox.Result.QUEUED;
    }

    @Override
    public Optional<I> receive() {
        requests.ifPresent(Requests::settle);
        return received.receive();
    }

    @Override
    public Optional<I> receive(Duration timeout) {
        requests.ifPresent(Requests::settle);
        return received.receive(timeout);
    }

    @Override
    public Iterator<I> iterator() {
        requests.ifPresent(Requests::settle);
        return received;
    }

    /** Whether its client speaks in frames, so that it can ask and be asked. */
    private boolean speaksFrames() {
        return form == WireForm.V1_FRAME || form == WireForm.SESSION_EVENT;
    }

    @Override
    public Reply<I> ask(O message, Duration deadline) {
        return requests.isEmpty()
                ? Reply.failure(501, "this client cannot be asked")
                : requests.get().ask(message, deadline);
    }

    @Override
    public void answer(Answerer<? super I, O> answerer) {
        requests.ifPresent(all -> all.answer(answerer));
    }

    /** The requests that are under way; empty if its client cannot make any. */
    Optional<Requests<I, O>> requests() {
        return requests;
    }

    boolean keep(int bytes) {
        return carrier.keep(bytes);
    }

    void letGo(int bytes) {
        carrier.letGo(bytes);
    }

    /** Looks at the deadlines of requests. */
    public void tick(long now) {
        requests.ifPresent(all -> all.tick(now));
    }

    /** Sends before the messages that wait, if there is room for it; false if not, or if the stream has ended. */
    boolean offerAhead(Message message) {
        requireFit(message);
        boolean taken = outbox.offerAhead(message) == Outbox.Result.QUEUED;
        carrier.ready();
        return taken;
    }

    /** Sends before the messages that wait, and waits for room; nothing if the stream has ended. */
    void sendAhead(Message message) {
        Outbox.Result unused = outbox.putAheadInTurn(message);
        carrier.ready();
    }

    /** Says something before the messages that wait; ends the stream if its client lets too much of that wait. */
    public void noteAhead(Notice notice) {
        if (outbox.putAhead(notice) == Outbox.Result.FULL) {
            end(new Close(Cause.BEHIND, CloseCode.TRY_AGAIN_LATER, "the client is behind"));
        } else {
            carrier.ready();
        }
    }

    @Override
    public boolean isOpen() {
        return ending.reason().isEmpty();
    }

    @Override
    public CompletionStage<Close> whenClosed() {
        return ending.stage();
    }

    @Override
    public void close(int code, String reason) {
        if (!CloseCode.isForApplications(code)) {
            throw new IllegalArgumentException("a stream cannot be closed with code " + code
                    + "; 1000, 1001, 1003, 1007 to 1009, 1011 to 1014 and 3000 to 4999 can be used");
        }
        end(new Close(Cause.COMPLETED, code, reason));
    }

    /** Ends the stream, if this is the first reason. Never waits; may be called with locks held. */
    public void end(Close close) {
        if (!ending.begin(close)) {
            return;
        }
        outbox.close(!goesOutFirst(close));
        inbox.end(false);
        requests.ifPresent(Requests::end);
        carrier.ending(close);
        Thread.ofVirtual().name("sluice-end").start(() -> ending.tell(close));
    }

    /** Whether what was taken before such an end is still sent. */
    public static boolean goesOutFirst(Close close) {
        return switch (close.cause()) {
            case COMPLETED, HANDLER_FAILED, ROTATED, SHUTDOWN -> true;
            case PEER_CLOSED, LOST, TIMED_OUT, BEHIND, REFUSED -> false;
        };
    }

    /** Why the stream ended; empty while it is open. */
    public Optional<Close> ended() {
        return ending.reason();
    }

    /** Runs this when the stream has ended, before {@link #whenClosed()} completes. */
    public void onEnd(Runnable callback) {
        ending.onEnd(callback);
    }

    /** Does not run this any more. */
    public void forget(Runnable callback) {
        ending.forget(callback);
    }

    @Override
    public String toString() {
        return channel.name() + " over " + opening + ending.reason().map(close -> ", " + close).orElse("");
    }
}
