package dev.sluice.internal.stream;

import java.time.Duration;

import dev.sluice.Close;
import dev.sluice.internal.frame.ClientFrame;
import org.jspecify.annotations.Nullable;

/** The streams that share a connection, to that connection. */
public interface Sharing {

    /** The connection is there, and nothing was received yet. */
    void opened(Carriage connection);

    /**
     * A frame of the client; called by one thread at a time.
     *
     * @throws dev.sluice.internal.websocket.ProtocolViolation if the connection must end for it
     */
    void received(boolean text, ClientFrame frame);

    /**
     * Waits until there is room for messages of the client, or the connection has ended; false if there was none within this
     * time.
     *
     * @throws InterruptedException if the thread is interrupted while waiting
     */
    boolean awaitRoom(Duration atMost) throws InterruptedException;

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
