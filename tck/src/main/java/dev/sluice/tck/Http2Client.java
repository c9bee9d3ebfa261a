package dev.sluice.tck;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** An HTTP/2 connection to the frame: it opens event streams, resets them, and gives them only the windows it wants. */
final class Http2Client implements AutoCloseable {

    /** The window of a stream, or of the connection, at its largest (RFC 9113 section 6.9.1). */
    static final int LARGEST_WINDOW = Integer.MAX_VALUE;

    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int GOAWAY = 7;
    private static final int WINDOW_UPDATE = 8;
    private static final int ACK = 1;
    private static final int END_STREAM = 1;
    private static final int END_STREAM_AND_HEADERS = 5;
    private static final int CANCEL = 8;
    private static final int INITIAL_WINDOW_SIZE = 4;
    private static final int DEFAULT_WINDOW = 65_535;

    private final Wire wire;
    private final boolean secure;
    private final Map<Integer, Http2Stream> streams = new HashMap<>();
    private int lastStream = -1;

    private Http2Client(Wire wire, boolean secure) {
        this.wire = wire;
        this.secure = secure;
    }

    /** By prior knowledge. */
    static Http2Client plain(int port, int window) {
        return new Http2Client(Wire.to(port), false).begin(window);
    }

    /** By ALPN. */
    static Http2Client secure(int port, int window) {
        Wire wire = Wire.tls(port, 0, Certificates.anonymous(), "h2");
        return new Http2Client(wire, true).begin(window);
    }

    /** Whatever window streams have, that of the connection is never the reason to wait. */
    private Http2Client begin(int window) {
        wire.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
        write(SETTINGS, 0, 0, ByteBuffer.allocate(6).putShort((short) INITIAL_WINDOW_SIZE).putInt(window).array());
        giveWindow(0, LARGEST_WINDOW - DEFAULT_WINDOW);
        return this;
    }

    /** Asks for an event stream. */
    Http2Stream get(String path) {
        lastStream += 2;
        Http2Stream stream = new Http2Stream(this, lastStream);
        streams.put(lastStream, stream);
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        block.write(0x82); // :method GET
        block.write(secure ? 0x87 : 0x86); // :scheme
        literal(block, 4, path); // :path
        literal(block, 1, "localhost"); // :authority
        write(HEADERS, END_STREAM_AND_HEADERS, lastStream, block.toByteArray());
        return stream;
    }

    private static void literal(ByteArrayOutputStream block, int nameIndex, String value) {
        block.write(nameIndex);
        block.write(value.length());
        block.writeBytes(value.getBytes(StandardCharsets.US_ASCII));
    }

    void reset(int stream) {
        write(RST_STREAM, 0, stream, ByteBuffer.allocate(4).putInt(CANCEL).array());
    }

    void giveWindow(int stream, int bytes) {
        write(WINDOW_UPDATE, 0, stream, ByteBuffer.allocate(4).putInt(bytes).array());
    }

    private void write(int type, int flags, int stream, byte[] payload) {
        wire.write(ByteBuffer.allocate(9 + payload.length).put((byte) (payload.length >> 16))
                .putShort((short) payload.length).put((byte) type).put((byte) flags).putInt(stream).put(payload)
                .array());
    }

    /** Reads a frame and gives it to its stream. */
    void read() {
        try {
            ByteBuffer head = ByteBuffer.wrap(wire.read(9));
            int length = ((head.get() & 0xff) << 16) | (head.getShort() & 0xffff);
            int type = head.get();
            int flags = head.get();
            int stream = head.getInt();
            take(type, flags, Optional.ofNullable(streams.get(stream)), wire.read(length));
        } catch (EOFException e) {
            streams.values().forEach(stream -> stream.ended(Peer.End.FIN));
        } catch (IOException e) {
            streams.values().forEach(stream -> stream.ended(Peer.End.RESET));
        }
    }

    private void take(int type, int flags, Optional<Http2Stream> stream, byte[] payload) {
        switch (type) {
            case DATA -> stream.ifPresent(s -> s.data(payload));
            case HEADERS -> stream.ifPresent(s -> s.head(payload));
            case RST_STREAM -> stream.ifPresent(s -> s.ended(Peer.End.RESET));
            case GOAWAY -> goAway(ByteBuffer.wrap(payload).getInt(4));
            case SETTINGS, PING -> acknowledge(type, flags, payload);
            default -> {
                // Nothing that a stream is made of.
            }
        }
        if ((type == DATA || type == HEADERS) && (flags & END_STREAM) != 0) {
            stream.ifPresent(s -> s.ended(Peer.End.ORDERLY));
        }
    }

    private static void goAway(int error) {
        if (error != 0) {
            throw new AssertionError("the server ended the connection with error " + error);
        }
    }

    private void acknowledge(int type, int flags, byte[] payload) {
        if ((flags & ACK) == 0) {
            try {
                write(type, ACK, 0, type == PING ? payload : new byte[0]);
            } catch (UncheckedIOException e) {
                // The connection is ending, which the next read tells.
            }
        }
    }

    Wire wire() {
        return wire;
    }

    @Override
    public void close() {
        wire.close();
    }
}
