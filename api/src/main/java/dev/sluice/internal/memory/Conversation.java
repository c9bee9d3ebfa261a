package dev.sluice.internal.memory;

import java.io.IOException;
import java.util.Optional;

import dev.sluice.Close;

/** What a protocol says, seen by a client. One thread reads; any thread writes. */
interface Conversation {

    /**
     * The next message; waits for it.
     *
     * @return empty if the server has ended the conversation
     * @throws IOException if the connection broke
     */
    Optional<Received> next() throws IOException;

    /** How the server ended it; known once there is no next message. */
    Close end();

    /** The newest id of an event that came before the first message. */
    Optional<String> beginning();

    /** Writes a message. */
    void send(boolean text, byte[] message) throws IOException;

    /** Says goodbye. */
    void close(int code, String reason) throws IOException;
}
