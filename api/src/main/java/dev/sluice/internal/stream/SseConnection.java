package dev.sluice.internal.stream;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

import dev.sluice.Channel;
import dev.sluice.Close;
import dev.sluice.Close.Cause;
import dev.sluice.Headers;
import dev.sluice.Opening;
import dev.sluice.TransportConfig;
import dev.sluice.internal.sse.SseEncoder;
import dev.sluice.internal.websocket.CloseCode;
import dev.sluice.spi.HttpVersion;
import org.jspecify.annotations.Nullable;

/**
 * A stream on an SSE response. Invariant: nothing comes behind the farewell, which is asked for once, when the outbox is
 * done.
 */
public final class SseConnection extends Connection {

    private static final Headers ON_HTTP2 = Headers.of("Content-Type", "text/event-stream",
            "Cache-Control", "no-cache, no-transform", "X-Accel-Buffering", "no");
    private static final Headers ON_HTTP1 = Headers.of("Content-Type", "text/event-stream",
            "Cache-Control", "no-cache, no-transform", "X-Accel-Buffering", "no", "Connection", "close");

    /** After a rotation there is a server to come back to, and ages differ already. */
    private static final int ROTATION_HASTE = 10;

    private volatile boolean begun;
    private volatile boolean farewellDone;
    private volatile boolean commentDue;
    private volatile long lastSent;

    /** A connection for this opening. */
    public SseConnection(Opening opening, Channel<?> channel, TransportConfig config, Observers observers,
            Listener listener) {
        super(opening, channel, Optional.empty(), WireForm.EVENT, Optional.empty(), config, observers, listener);
        this.lastSent = now();
    }

    /** The headers of the response: no cache keeps it, no proxy holds it back, and its connection is not used again. */
    public static Headers headers(HttpVersion version) {
        return version == HttpVersion.HTTP_2 ? ON_HTTP2 : ON_HTTP1;
    }

    @Override
    public void received(ByteBuffer bytes) {
        // The client has nothing to say: the connection is not used for another request.
        bytes.position(bytes.limit());
    }

    @Override
    boolean outputWaits() {
        return !begun || commentDue || stream().hasOutput();
    }

    @Override
    @Nullable
    ByteBuffer next() {
        ByteBuffer next = begun ? nextMessage() : begin();
        if (next == null && stream().outbox.isDone()) {
            next = farewell();
        } else if (next == null && commentDue) {
            next = ByteBuffer.wrap(SseEncoder.comment());
        }
        if (next != null) {
            commentDue = false;
            lastSent = now();
        }
        return next;
    }

    private ByteBuffer begin() {
        begun = true;
        byte[] comment = SseEncoder.comment();
        byte[] retry = SseEncoder.retry(config.timing().sseRetry());
        return ByteBuffer.allocate(comment.length + retry.length).put(comment).put(retry).flip();
    }

    /** When the client is to come back, where it was sent away for a reason that is not its own. */
    private @Nullable ByteBuffer farewell() {
        if (farewellDone) {
            return null;
        }
        farewellDone = true;
        Duration retry = config.timing().sseRetry();
        return switch (stream().ended().orElseThrow().cause()) {
            case SHUTDOWN -> ByteBuffer.wrap(SseEncoder.retry(retry.plusMillis(upTo(retry.toMillis()))));
            case ROTATED -> ByteBuffer.wrap(SseEncoder.retry(retry.dividedBy(ROTATION_HASTE)));
            case COMPLETED, PEER_CLOSED, LOST, TIMED_OUT, BEHIND, REFUSED, HANDLER_FAILED -> null;
        };
    }

    private static long upTo(long most) {
        return ThreadLocalRandom.current().nextLong(most + 1);
    }

    @Override
    public boolean isFinished() {
        return begun && farewellDone;
    }

    @Override
    Close peerEnded() {
        return new Close(Cause.PEER_CLOSED, CloseCode.NO_STATUS, "");
    }

    @Override
    void heard() {
        // The client of an SSE stream is silent.
    }

    @Override
    void tickOpen(long now) {
        if (now - lastSent >= config.timing().heartbeat().toNanos() && stream().outbox.isEmpty()) {
            commentDue = true;
            ready();
        }
    }

    @Override
    void tickEnding(long now) {
        // The deadline is all there is.
    }
}
