package dev.sluice.internal.websocket;

import java.nio.ByteBuffer;
import java.util.Optional;

/** The message that arrives, inflated if it is compressed; its limit and its UTF-8 are checked as it does. */
final class IncomingMessage {

    /** How much compressed payload is copied at a time. */
    private static final int PIECE = 4 * 1024;

    private final int maxBytes;
    private final Optional<MessageInflater> inflater;
    private final MessageBuffer bytes = new MessageBuffer();
    private final Utf8Validator utf8 = new Utf8Validator();
    private boolean text;
    private boolean compressed;

    IncomingMessage(int maxBytes, Optional<MessageInflater> inflater) {
        this.maxBytes = maxBytes;
        this.inflater = inflater;
    }

    /** Whether messages may be compressed. */
    boolean mayBeCompressed() {
        return inflater.isPresent();
    }

    void begin(boolean isText, boolean isCompressed) {
        text = isText;
        compressed = isCompressed;
    }

    /** What a compressed payload inflates to shows only when it does. */
    void checkLimit(long payloadLength) {
        if (!compressed && bytes.length() + payloadLength > maxBytes) {
            throw new ProtocolViolation(CloseCode.TOO_BIG, "a message over the limit of " + maxBytes + " bytes");
        }
    }

    /**
     * Appends what can be had of {@code announced} further bytes of a frame.
     *
     * @param phase how many bytes of the frame's payload came before
     * @return how many of the bytes given were used
     */
    int append(ByteBuffer in, long announced, int key, long phase) {
        int from = bytes.length();
        int count = compressed ? inflate(in, announced, key, phase) : copy(in, announced, key, phase);
        if (text && !utf8.accept(bytes.array(), from, bytes.length())) {
            throw notUtf8();
        }
        return count;
    }

    private int copy(ByteBuffer in, long announced, int key, long phase) {
        int from = bytes.length();
        int count = bytes.append(in, announced);
        Masking.apply(bytes.array(), from, from + count, key, phase);
        return count;
    }

    private int inflate(ByteBuffer in, long announced, int key, long phase) {
        byte[] piece = new byte[(int) Math.min(PIECE, Math.min(announced, in.remaining()))];
        in.get(piece);
        Masking.apply(piece, 0, piece.length, key, phase);
        inflater.orElseThrow().inflate(piece, bytes);
        return piece.length;
    }

    boolean isText() {
        return text;
    }

    /** The whole message, of which this was the last frame. */
    byte[] finish() {
        if (compressed) {
            int from = bytes.length();
            inflater.orElseThrow().finish(bytes);
            if (text && !utf8.accept(bytes.array(), from, bytes.length())) {
                throw notUtf8();
            }
        }
        if (text && !utf8.finish()) {
            throw notUtf8();
        }
        return bytes.take();
    }

    private static ProtocolViolation notUtf8() {
        return new ProtocolViolation(CloseCode.INVALID_PAYLOAD, "text that is not UTF-8");
    }
}
