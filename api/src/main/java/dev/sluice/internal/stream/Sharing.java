package dev.sluice.internal.stream;

import dev.sluice.Close;
import org.jspecify.annotations.Nullable;

/** The streams that share a connection, to that connection. */
public interface Sharing {

    /** The connection is there, and nothing was received yet. */
    void opened(Connection connection);

    /**
     * A frame of the client; called by one thread at a time.
     *
     * @throws dev.sluice.internal.websocket.ProtocolViolation if the connection must end for it
     */
    void received(boolean text, byte[] frame);

    /** The next message of any stream, by turns; null if there is none. Called by one thread at a time. */
    @Nullable
    Message next();

    /** Whether there may be a next message. */
    boolean hasNext();

    /** The connection is ending: so does every stream, with what it has to send. Never waits. */
    void ending(Close close);

    /** Whether all streams have ended, and what could be sent has been. */
    boolean isDrained();

    /** The connection is gone: nothing is sent any more. */
    void gone();

    /** Whether reading is paused, so that silence says nothing about the client. */
    boolean isPaused();

    /** Looks at the deadlines of streams. */
    void tick(long now);

    /** The streams that have not ended. */
    Iterable<LiveStream<?, ?>> streams();
}
