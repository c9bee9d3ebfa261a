package dev.sluice.tck;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;

/** A client of WebSocket that is good at nothing but text messages: enough to see how streams live and end. */
final class WebSocketPeer implements Peer {

    private static final int TEXT = 1;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;
    private static final byte[] MASK = {0x5a, 0x13, (byte) 0xc7, 0x2e};

    private final Wire wire;
    private int pings;
    private int pongs;
    private boolean mute;
    private int closeCode;
    private String closeReason = "";
    private @Nullable Goodbye ended;

    private WebSocketPeer(Wire wire) {
        this.wire = wire;
    }

    /** Shakes hands, which must succeed. */
    static WebSocketPeer open(Wire wire, String path) {
        wire.write("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n");
        try {
            String status = wire.line();
            if (!status.startsWith("HTTP/1.1 101")) {
                throw new AssertionError("expected status 101, and got: " + status);
            }
            while (!wire.line().isEmpty()) {
                // The handshake has a chapter of its own.
            }
        } catch (IOException e) {
            throw new AssertionError("the connection broke during the handshake", e);
        }
        return new WebSocketPeer(wire);
    }

    /** Opens a stream, which must succeed. */
    static WebSocketPeer open(int port, String path) {
        return open(Wire.to(port), path);
    }

    /** From now on neither pings nor a Close are answered. */
    WebSocketPeer mute() {
        mute = true;
        return this;
    }

    /** How many pings have come. */
    int pings() {
        return pings;
    }

    /** Sends a text message; waits while the transport does not read. */
    void send(String message) {
        wire.write(frame(TEXT, message.getBytes(StandardCharsets.UTF_8)));
    }

    /** Sends a Close frame. */
    void sendClose(int code, String reason) {
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        wire.write(frame(CLOSE, ByteBuffer.allocate(2 + text.length).putShort((short) code).put(text).array()));
    }

    /** Sends a Close frame without a code. */
    void sendEmptyClose() {
        wire.write(frame(CLOSE, new byte[0]));
    }

    private static byte[] frame(int opcode, byte[] payload) {
        ByteBuffer frame = ByteBuffer.allocate(payload.length + 14);
        frame.put((byte) (0x80 | opcode));
        if (payload.length < 126) {
            frame.put((byte) (0x80 | payload.length));
        } else if (payload.length < 65_536) {
            frame.put((byte) (0x80 | 126)).putShort((short) payload.length);
        } else {
            frame.put((byte) (0x80 | 127)).putLong(payload.length);
        }
        frame.put(MASK);
        for (int i = 0; i < payload.length; i++) {
            frame.put((byte) (payload[i] ^ MASK[i % 4]));
        }
        byte[] bytes = new byte[frame.flip().remaining()];
        frame.get(bytes);
        return bytes;
    }

    @Override
    public Optional<String> poll() {
        try {
            while (ended == null) {
                Optional<String> message = frame();
                if (message.isPresent()) {
                    return message;
                }
            }
        } catch (EOFException e) {
            end(true);
        } catch (IOException e) {
            end(false);
        }
        return Optional.empty();
    }

    /** Reads up to the next ping and answers it unless mute; no message may come before. */
    void awaitPing() {
        int before = pings;
        readUntil("a ping", () -> pings > before);
    }

    /** Pings, and reads up to the pong: all that was sent before has been taken in. No message may come before. */
    void awaitPong() {
        int before = pongs;
        wire.write(frame(PING, new byte[]{'?'}));
        readUntil("a pong", () -> pongs > before);
    }

    private void readUntil(String what, BooleanSupplier here) {
        try {
            while (!here.getAsBoolean()) {
                Optional<String> message = frame();
                if (message.isPresent() || ended != null) {
                    throw new AssertionError("expected " + what + ", and got " + message.orElse("the end: " + ended));
                }
            }
        } catch (IOException e) {
            throw new AssertionError("expected " + what + ", and the connection broke", e);
        }
    }

    private Optional<String> frame() throws IOException {
        int first = wire.read();
        if (first < 0) {
            end(true);
            return Optional.empty();
        }
        if (closeCode != 0) {
            throw new AssertionError("the server sent a frame behind its Close frame");
        }
        byte[] payload = wire.read(length());
        switch (first) {
            case 0x80 | TEXT -> {
                return Optional.of(new String(payload, StandardCharsets.UTF_8));
            }
            case 0x80 | PING -> pinged(payload);
            case 0x80 | PONG -> pongs++;
            case 0x80 | CLOSE -> closed(payload);
            default -> throw new AssertionError("expected a whole text or control frame, and got " + first);
        }
        return Optional.empty();
    }

    private int length() throws IOException {
        int length = wire.read();
        if (length > 127) {
            throw new AssertionError("a frame of the server is masked");
        }
        return switch (length) {
            case 126 -> ByteBuffer.wrap(wire.read(2)).getShort() & 0xffff;
            case 127 -> Math.toIntExact(ByteBuffer.wrap(wire.read(8)).getLong());
            default -> length;
        };
    }

    private void pinged(byte[] payload) {
        pings++;
        if (!mute) {
            wire.write(frame(PONG, payload));
        }
    }

    private void closed(byte[] payload) throws IOException {
        if (!mute) {
            answerClose(payload);
        }
        ByteBuffer bytes = ByteBuffer.wrap(payload);
        closeCode = payload.length == 0 ? 1005 : bytes.getShort() & 0xffff;
        closeReason = StandardCharsets.UTF_8.decode(bytes).toString();
    }

    private void end(boolean fin) {
        End orderly = closeCode == 0 ? End.FIN : End.ORDERLY;
        ended = new Goodbye(fin ? orderly : End.RESET, closeCode, closeReason);
    }

    /** Reads up to the Close frame, and not up to the end of the connection; gives the code. */
    int awaitClose() {
        readUntil("a Close frame", () -> closeCode != 0);
        return closeCode;
    }

    private void answerClose(byte[] payload) {
        ByteArrayOutputStream code = new ByteArrayOutputStream();
        code.write(payload, 0, Math.min(2, payload.length));
        try {
            wire.write(frame(CLOSE, code.toByteArray()));
        } catch (java.io.UncheckedIOException e) {
            // The transport has gone already, as it may when the Close answered ours.
        }
    }

    @Override
    public Goodbye ended() {
        if (ended == null) {
            throw new IllegalStateException("the stream has not been read up to its end");
        }
        return ended;
    }

    @Override
    public Wire wire() {
        return wire;
    }
}
