package dev.sluice.tck;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.sluice.Protocol;

/** A client of either protocol, as messages of text, whose TCP connection is the test's to end. */
interface Peer extends AutoCloseable {

    /** How the connection ended, as the client saw it. */
    enum End {
        /** Said goodbye as the protocol wants it, then FIN. */
        ORDERLY,
        /** FIN without a goodbye. */
        FIN,
        /** RST. */
        RESET
    }

    /**
     * The end.
     *
     * @param end the kind
     * @param code the code of the Close frame, 1005 if it had none; 0 where there was no frame
     * @param reason the reason of the Close frame
     */
    record Goodbye(End end, int code, String reason) {

        /** Orderly; SSE has no place for code and reason. */
        static Goodbye orderly(Protocol protocol, int code, String reason) {
            return protocol == Protocol.SSE
                    ? new Goodbye(End.ORDERLY, 0, "")
                    : new Goodbye(End.ORDERLY, code, reason);
        }
    }

    /** Opens a stream, which must succeed. */
    static Peer open(Protocol protocol, int port, String path) {
        return open(protocol, port, path, 0);
    }

    /**
     * Opens a stream, which must succeed.
     *
     * @param receiveBuffer how many bytes the system takes in before the test reads them, roughly; 0 for its default
     */
    static Peer open(Protocol protocol, int port, String path, int receiveBuffer) {
        return open(protocol, Wire.to(port, receiveBuffer), path);
    }

    /** Opens a stream on this connection, which must succeed. */
    static Peer open(Protocol protocol, Wire wire, String path) {
        return protocol == Protocol.SSE ? SseClient.open(wire, path) : WebSocketPeer.open(wire, path);
    }

    /** The next message; empty when the stream has ended instead. */
    Optional<String> poll();

    /** How the stream ended; known when {@link #poll} gave nothing. */
    Goodbye ended();

    /** The connection. */
    Wire wire();

    /** The next message; there must be one. */
    default String next() {
        return poll().orElseThrow(() -> new AssertionError("expected a message, and the stream ended: " + ended()));
    }

    /** The next messages; there must be as many. */
    default List<String> next(int count) {
        List<String> messages = new ArrayList<>();
        while (messages.size() < count) {
            messages.add(
                    poll().orElseThrow(() -> new AssertionError("expected " + count + " messages, and the stream ended"
                            + " after " + messages.size() + ": " + ended())));
        }
        return messages;
    }

    /** All messages up to the end of the stream. */
    default List<String> rest() {
        List<String> messages = new ArrayList<>();
        for (Optional<String> next = poll(); next.isPresent(); next = poll()) {
            messages.add(next.get());
        }
        return messages;
    }

    /** How the stream ends, with no further message before. */
    default Goodbye goodbye() {
        Optional<String> message = poll();
        if (message.isPresent()) {
            throw new AssertionError("expected the end of the stream, and got the message '" + message.get() + "'");
        }
        return ended();
    }

    /** Resets the connection, unless it is closed: whoever writes to it is told, be it the last word of a transport that closes. */
    @Override
    default void close() {
        wire().reset();
    }
}
