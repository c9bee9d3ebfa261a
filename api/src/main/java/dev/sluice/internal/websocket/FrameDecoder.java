package dev.sluice.internal.websocket;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Reads the frames of one client (RFC 6455 section 5), in pieces of any size, and tells of whole messages. Every limit is
 * checked when a header is complete, before its payload is awaited. Not thread-safe.
 */
public final class FrameDecoder {

    private static final int RESERVED = 0x70;
    private static final int COMPRESSED = 0x40;
    private static final int LARGEST_CONTROL_PAYLOAD = 125;
    private static final int SHORTEST_HEADER = 2;
    private static final int KEY_BYTES = 4;

    /** Told of what the frames say. */
    public interface Events {

        /**
         * A message begins, of which nothing was read yet.
         *
         * @throws ProtocolViolation if messages of this kind are not accepted
         */
        void begin(boolean text);

        /** A whole text message; valid UTF-8. */
        void text(byte[] utf8);

        /** A whole binary message. */
        void binary(byte[] bytes);

        /** A ping with its payload. */
        void ping(byte[] payload);

        /** A Close frame, with code 1005 if it has none. Nothing is told after it. */
        void close(int code, String reason);
    }

    private final int maxFrameBytes;
    private final int maxFragments;
    private final Events events;

    private final byte[] header = new byte[SHORTEST_HEADER + Long.BYTES + KEY_BYTES];
    private int headerLength;
    private int headerNeeded = SHORTEST_HEADER;

    private boolean inPayload;
    private boolean last;
    private int opcode;
    private int key;
    private long payloadLength;
    private long payloadRead;

    private int messageOpcode = Opcode.CONTINUATION;
    private int fragments;
    private final IncomingMessage message;
    private final MessageBuffer control = new MessageBuffer();
    private boolean closed;

    /**
     * A decoder with these limits.
     *
     * @param inflater for messages that are compressed; empty if none may be
     */
    public FrameDecoder(int maxFrameBytes, int maxMessageBytes, int maxFragments,
            Optional<MessageInflater> inflater, Events events) {
        this.maxFrameBytes = maxFrameBytes;
        this.maxFragments = maxFragments;
        this.message = new IncomingMessage(maxMessageBytes, inflater);
        this.events = events;
    }

    /**
     * Consumes all of these bytes; those after a Close frame are ignored.
     *
     * @throws ProtocolViolation if the client broke the protocol or a limit; the decoder cannot be used after it
     */
    public void decode(ByteBuffer in) {
        while (in.hasRemaining() && !closed) {
            if (inPayload) {
                readPayload(in);
            } else {
                readHeader(in);
            }
        }
        in.position(in.limit());
    }

    private void readHeader(ByteBuffer in) {
        while (headerLength < headerNeeded) {
            if (!in.hasRemaining()) {
                return;
            }
            header[headerLength++] = in.get();
            if (headerLength == SHORTEST_HEADER) {
                checkStart();
                headerNeeded = SHORTEST_HEADER + lengthBytes(header[1] & 0x7f) + KEY_BYTES;
            }
        }
        beginFrame();
    }

    private static int lengthBytes(int shortLength) {
        return switch (shortLength) {
            case 126 -> Short.BYTES;
            case 127 -> Long.BYTES;
            default -> 0;
        };
    }

    private void checkStart() {
        last = (header[0] & 0x80) != 0;
        opcode = header[0] & 0x0f;
        require((header[0] & RESERVED) == 0 || isCompressed(), "reserved bits set");
        require(Opcode.isKnown(opcode), "reserved opcode");
        require((header[1] & 0x80) != 0, "frame not masked");
        if (Opcode.isControl(opcode)) {
            require(last, "fragmented control frame");
            require((header[1] & 0x7f) <= LARGEST_CONTROL_PAYLOAD, "control frame over 125 bytes");
        } else if (opcode == Opcode.CONTINUATION) {
            require(messageOpcode != Opcode.CONTINUATION, "continuation of nothing");
        } else {
            require(messageOpcode == Opcode.CONTINUATION, "new message inside a fragmented one");
        }
    }

    /** RSV1 alone, at the begin of a message (RFC 7692 section 6). */
    private boolean isCompressed() {
        return (header[0] & RESERVED) == COMPRESSED && message.mayBeCompressed()
                && (opcode == Opcode.TEXT || opcode == Opcode.BINARY);
    }

    private void beginFrame() {
        ByteBuffer fields = ByteBuffer.wrap(header, SHORTEST_HEADER, headerNeeded - SHORTEST_HEADER);
        int shortLength = header[1] & 0x7f;
        payloadLength = switch (shortLength) {
            case 126 -> Short.toUnsignedLong(fields.getShort());
            case 127 -> fields.getLong();
            default -> shortLength;
        };
        key = fields.getInt();
        require(payloadLength >= 0, "length with the highest bit set");
        require(shortLength < 126 || payloadLength > (shortLength == 126 ? 125 : 0xffff),
                "length not in its shortest form");
        if (!Opcode.isControl(opcode)) {
            beginDataFrame();
        }
        payloadRead = 0;
        inPayload = true;
        if (payloadLength == 0) {
            endFrame();
        }
    }

    private void beginDataFrame() {
        if (opcode != Opcode.CONTINUATION) {
            events.begin(opcode == Opcode.TEXT);
            messageOpcode = opcode;
            message.begin(opcode == Opcode.TEXT, isCompressed());
            fragments = 0;
        }
        fragments++;
        checkLimits();
    }

    private void checkLimits() {
        if (fragments > maxFragments) {
            throw new ProtocolViolation(CloseCode.TOO_BIG, "a message in more than " + maxFragments + " frames");
        }
        if (payloadLength > maxFrameBytes) {
            throw new ProtocolViolation(CloseCode.TOO_BIG,
                    "a frame of " + payloadLength + " bytes, the limit is " + maxFrameBytes);
        }
        message.checkLimit(payloadLength);
    }

    private void readPayload(ByteBuffer in) {
        long announced = payloadLength - payloadRead;
        payloadRead += Opcode.isControl(opcode)
                ? readControl(in, announced)
                : message.append(in, announced, key, payloadRead);
        if (payloadRead == payloadLength) {
            endFrame();
        }
    }

    private int readControl(ByteBuffer in, long announced) {
        int from = control.length();
        int count = control.append(in, announced);
        Masking.apply(control.array(), from, from + count, key, payloadRead);
        return count;
    }

    private void endFrame() {
        inPayload = false;
        headerLength = 0;
        headerNeeded = SHORTEST_HEADER;
        switch (opcode) {
            case Opcode.CLOSE -> endClose(control.take());
            case Opcode.PING -> events.ping(control.take());
            case Opcode.PONG -> control.take();
            default -> endDataFrame();
        }
    }

    private void endDataFrame() {
        if (!last) {
            return;
        }
        messageOpcode = Opcode.CONTINUATION;
        byte[] whole = message.finish();
        if (message.isText()) {
            events.text(whole);
        } else {
            events.binary(whole);
        }
    }

    private void endClose(byte[] payload) {
        ClosePayload close = ClosePayload.parse(payload);
        closed = true;
        events.close(close.code(), close.reason());
    }

    private static void require(boolean good, String otherwise) {
        if (!good) {
            throw new ProtocolViolation(CloseCode.PROTOCOL_ERROR, otherwise);
        }
    }
}
