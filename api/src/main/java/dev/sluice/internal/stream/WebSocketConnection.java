package dev.sluice.internal.stream;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

import dev.sluice.Channel;
import dev.sluice.Close;
import dev.sluice.Close.Cause;
import dev.sluice.Codec;
import dev.sluice.Opening;
import dev.sluice.TransportConfig;
import dev.sluice.internal.frame.FrameParser;
import dev.sluice.internal.limit.TokenBucket;
import dev.sluice.internal.websocket.CloseCode;
import dev.sluice.internal.websocket.DeflateTerms;
import dev.sluice.internal.websocket.FrameDecoder;
import dev.sluice.internal.websocket.FrameEncoder;
import dev.sluice.internal.websocket.MessageDeflater;
import dev.sluice.internal.websocket.MessageInflater;
import dev.sluice.internal.websocket.ProtocolViolation;
import dev.sluice.internal.websocket.Zlib;
import org.jspecify.annotations.Nullable;

/**
 * A stream on a WebSocket. Invariant: nothing is written behind our Close frame, which is written once, and the connection
 * is finished when both sides have sent theirs or the client's is not to be had.
 */
public final class WebSocketConnection extends Connection implements FrameDecoder.Events {

    /** After a refusal: how long the client must be quiet, so that closing does not reset what it has yet to read. */
    private static final long QUIET = TimeUnit.MILLISECONDS.toNanos(200);

    private final Optional<MessageInflater> inflater;
    private final Optional<MessageDeflater> deflater;
    private final FrameDecoder decoder;
    private final TokenBucket messages;
    private volatile long pingSent;
    private volatile long lastHeard;
    private volatile boolean violated;

    // A monitor would pin a virtual thread that waits beneath it for a topic.
    private final ReentrantLock lock = new ReentrantLock();
    // Guarded by the lock.
    private byte @Nullable [] pong;
    private boolean pingDue;
    private boolean closeSent;
    private boolean finished;
    private @Nullable Close peersClose;

    /**
     * A connection for this opening.
     *
     * @param sharing the streams that share it; empty if there is only one
     * @param terms how messages are compressed; empty for not at all
     */
    public <I, O> WebSocketConnection(Opening opening, Channel<O> channel, Optional<Codec<I>> incoming,
            Optional<Sharing> sharing, Optional<DeflateTerms> terms, TransportConfig config, Observers observers,
            Listener listener) {
        this(opening, channel, incoming, sharing, terms, Zlib.JDK, config, observers, listener);
    }

    <I, O> WebSocketConnection(Opening opening, Channel<O> channel, Optional<Codec<I>> incoming,
            Optional<Sharing> sharing, Optional<DeflateTerms> terms, Zlib zlib, TransportConfig config,
            Observers observers, Listener listener) {
        super(opening, channel, incoming, writing(opening, terms, config), sharing, config, observers, listener);
        this.pingSent = now();
        this.lastHeard = pingSent;
        this.inflater = terms
                .map(t -> new MessageInflater(zlib, config.limits().maxMessageBytes(), t.clientTakeover()));
        this.deflater = terms.filter(DeflateTerms::serverTakeover).map(t -> new MessageDeflater(zlib));
        this.decoder = new FrameDecoder(config.limits().maxFrameBytes(), config.limits().maxMessageBytes(),
                config.limits().maxFragments(), inflater, this);
        this.messages = new TokenBucket(config.limits().maxMessagesPerSecond(), lastHeard);
    }

    /** With takeover a message is compressed when it goes out, and until then counts as what it is at most. */
    private static Writing writing(Opening opening, Optional<DeflateTerms> terms, TransportConfig config) {
        WireForm plain = WireForm.of(opening);
        return terms.isEmpty() || terms.get().serverTakeover()
                ? plain
                : new DeflatedWriting(plain, config.compression().orElseThrow().threshold());
    }

    @Override
    byte[] written(Message message) {
        return deflater.filter(own -> message.size() >= config.compression().orElseThrow().threshold())
                .map(own -> message.wire(stream().form(), own)).orElseGet(() -> super.written(message));
    }

    @Override
    void release() {
        inflater.ifPresent(MessageInflater::release);
        deflater.ifPresent(MessageDeflater::release);
    }

    @Override
    public void received(ByteBuffer bytes) {
        heard();
        if (violated) {
            bytes.position(bytes.limit());
            return;
        }
        try {
            decoder.decode(bytes);
        } catch (ProtocolViolation violation) {
            violated = true;
            bytes.position(bytes.limit());
            stream().end(new Close(Cause.REFUSED, violation.code(), violation.reason()));
        }
    }

    @Override
    public void begin(boolean text) {
        if (!speaksFrames()) {
            FromClient.requireForm(stream(), text);
        } else if (sharing().isEmpty() && stream().incoming().isEmpty()) {
            throw new ProtocolViolation(CloseCode.UNACCEPTABLE_DATA, "this channel is one-way");
        }
        if (!messages.take(lastHeard)) {
            throw new ProtocolViolation(CloseCode.POLICY_VIOLATION,
                    "more than " + config.limits().maxMessagesPerSecond() + " messages a second");
        }
    }

    private boolean speaksFrames() {
        return stream().form() == WireForm.V1_FRAME;
    }

    @Override
    public void text(byte[] utf8) {
        add(true, utf8);
    }

    @Override
    public void binary(byte[] bytes) {
        add(false, bytes);
    }

    private void add(boolean text, byte[] message) {
        if (sharing().isPresent()) {
            sharing().get().received(text, FrameParser.parse(message, true));
        } else if (speaksFrames()) {
            FromClient.take(stream(), text, FrameParser.parse(message, false), observers);
        } else {
            FromClient.add(stream(), message, observers);
        }
    }

    @Override
    public void ping(byte[] payload) {
        // Only the newest is answered, as RFC 6455 section 5.5.3 allows, so pings cannot pile up.
        locked(() -> pong = FrameEncoder.pong(payload));
        ready();
    }

    @Override
    public void close(int code, String reason) {
        Close close = new Close(Cause.PEER_CLOSED, code, reason);
        stream().end(close);
        stream().outbox.close(true);
        locked(() -> peersClose = close);
        ready();
    }

    @Override
    boolean outputWaits() {
        return isSo(() -> pingDue || pong != null || hasMessage());
    }

    @Override
    @Nullable
    ByteBuffer next() {
        lock.lock();
        try {
            return nextLocked();
        } finally {
            lock.unlock();
        }
    }

    private void locked(Runnable change) {
        lock.lock();
        try {
            change.run();
        } finally {
            lock.unlock();
        }
    }

    private boolean isSo(BooleanSupplier question) {
        lock.lock();
        try {
            return question.getAsBoolean();
        } finally {
            lock.unlock();
        }
    }

    private @Nullable ByteBuffer nextLocked() {
        if (closeSent) {
            return null;
        }
        if (pong != null) {
            ByteBuffer answer = ByteBuffer.wrap(pong);
            pong = null;
            return answer;
        }
        if (pingDue) {
            pingDue = false;
            pingSent = now();
            return ByteBuffer.wrap(FrameEncoder.ping());
        }
        ByteBuffer message = nextMessage();
        return message == null && isDrained() ? closeFrame() : message;
    }

    private @Nullable ByteBuffer closeFrame() {
        closeSent = true;
        Close close = stream().ended().orElseThrow();
        return switch (close.cause()) {
            case LOST, TIMED_OUT -> null;
            default -> ByteBuffer
                    .wrap(FrameEncoder.close(close.code(), close.cause() == Cause.PEER_CLOSED ? "" : close.reason()));
        };
    }

    @Override
    public boolean isFinished() {
        return isSo(() -> closeSent && (finished || peersClose != null));
    }

    @Override
    Close peerEnded() {
        return new Close(Cause.LOST, CloseCode.ABNORMAL, "the connection ended without a Close frame");
    }

    @Override
    void heard() {
        lastHeard = now();
    }

    @Override
    void tickOpen(long now) {
        boolean paused = stream().inbox.isPaused() || sharing().filter(Sharing::isPaused).isPresent();
        if (paused) {
            heard(); // an answer may be waiting among what is not read
        }
        if (now - (paused ? pingSent : lastHeard) < config.timing().heartbeat().toNanos()) {
            return;
        }
        if (paused || pingSent - lastHeard <= 0) {
            sendPing(now);
        } else if (hasMessage()) {
            pingSent = now; // the ping is behind much else on its way to a slow client; the write timeout looks after it
        } else if (now - pingSent >= config.timing().pongTimeout().toNanos()) {
            stream().end(new Close(Cause.TIMED_OUT, CloseCode.ABNORMAL, "the client did not answer a ping"));
        }
    }

    /** While reading is paused too: a client that is gone lets the write fail. */
    private void sendPing(long now) {
        locked(() -> pingDue = true);
        pingSent = now; // so that the deadline runs even where a stuck write keeps the ping from going out
        ready();
    }

    @Override
    void tickEnding(long now) {
        boolean refused = stream().ended().filter(close -> close.cause() == Cause.REFUSED).isPresent();
        if (!(violated || refused) || now - lastHeard < QUIET) {
            return;
        }
        locked(() -> finished = closeSent);
        ready();
    }
}
