package dev.sluice.internal.websocket;

import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

import org.jspecify.annotations.Nullable;

/**
 * Inflates the compressed messages of one client (RFC 7692 section 7.2.2), in pieces of any size. Invariant: native memory
 * is held while a message arrives, between messages only if they may refer to those before them, and never after
 * {@link #release}, which any thread may call.
 */
public final class MessageInflater {

    /** What the client left away: the rest of an empty stored block. */
    private static final byte[] TAIL = {0, 0, (byte) 0xff, (byte) 0xff};
    /** An empty block that is the last one; it is read as such only between two blocks. */
    private static final byte[] LAST_BLOCK = {1, 0, 0, (byte) 0xff, (byte) 0xff};

    private final Zlib zlib;
    private final int maxMessageBytes;
    private final boolean takeover;
    private final Window window = new Window();

    // Guarded by this.
    private @Nullable Inflater inflater;
    private boolean begun;
    private boolean released;

    /**
     * For one client.
     *
     * @param maxMessageBytes how large an inflated message may be
     * @param takeover whether messages may refer to those before them
     */
    public MessageInflater(Zlib zlib, int maxMessageBytes, boolean takeover) {
        this.zlib = zlib;
        this.maxMessageBytes = maxMessageBytes;
        this.takeover = takeover;
    }

    /**
     * Appends what these bytes of the message inflate to.
     *
     * @throws ProtocolViolation if they are no DEFLATE data, or if the message becomes too large; what exceeds the limit
     *             is not inflated
     */
    synchronized void inflate(byte[] bytes, MessageBuffer message) {
        if (bytes.length == 0) {
            return;
        }
        try {
            feed(started(), bytes, message);
        } catch (DataFormatException e) {
            throw corrupt();
        }
    }

    /**
     * Completes the message.
     *
     * @throws ProtocolViolation if it ends inside a block, or becomes too large
     */
    synchronized void finish(MessageBuffer message) {
        if (begun) {
            complete(started(), message);
        }
        begun = false;
    }

    private void complete(Inflater of, MessageBuffer message) {
        if (!of.finished()) {
            inflate(TAIL, message);
            inflate(LAST_BLOCK, message);
            if (!of.finished() || of.getRemaining() > 0) {
                throw corrupt();
            }
        }
        if (takeover) {
            window.append(message.array(), message.length());
            of.reset();
        } else {
            end();
        }
    }

    /** Gives back what is held; nothing can be inflated afterwards. */
    public synchronized void release() {
        released = true;
        end();
    }

    private void end() {
        if (inflater != null) {
            inflater.end();
            inflater = null;
        }
    }

    private Inflater started() {
        if (released) {
            throw new ProtocolViolation(CloseCode.GOING_AWAY, "the connection has ended");
        }
        if (inflater == null) {
            inflater = zlib.inflater();
        }
        if (!begun) {
            begun = true;
            window.teach(inflater);
        }
        return inflater;
    }

    private void feed(Inflater into, byte[] bytes, MessageBuffer message) throws DataFormatException {
        into.setInput(bytes);
        boolean more = true;
        while (more) {
            if (into.finished()) {
                goOn(into, bytes, message);
            }
            int count = step(into, message);
            more = into.finished() ? into.getRemaining() > 0 : count > 0;
        }
    }

    /** Behind a block that says it is the last one of its stream others may follow (RFC 7692 section 7.2.3.5). */
    private void goOn(Inflater into, byte[] bytes, MessageBuffer message) {
        int left = into.getRemaining();
        into.reset();
        window.teach(into, message.array(), message.length());
        into.setInput(bytes, bytes.length - left, left);
    }

    private int step(Inflater into, MessageBuffer message) throws DataFormatException {
        if (message.length() == maxMessageBytes) {
            if (into.inflate(new byte[1]) > 0) {
                throw new ProtocolViolation(CloseCode.TOO_BIG,
                        "a message that inflates to over the limit of " + maxMessageBytes + " bytes");
            }
            return 0;
        }
        message.growIfFull(maxMessageBytes);
        int from = message.length();
        int count = into.inflate(message.array(), from, message.array().length - from);
        message.grown(count);
        return count;
    }

    private static ProtocolViolation corrupt() {
        return new ProtocolViolation(CloseCode.INVALID_PAYLOAD, "compressed data that is broken");
    }
}
