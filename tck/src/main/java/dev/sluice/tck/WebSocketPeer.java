package dev.sluice.tck;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/** A client of WebSocket that is good at nothing but text messages: enough to see how streams live and end. */
final class WebSocketPeer implements Peer {

    private static final int FIN = 0x80;

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

    /** Shakes hands with these further header lines, which must succeed. */
    static WebSocketPeer open(Wire wire, String path, String... headerLines) {
        wire.write("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
                + Stream.of(headerLines).map(line -> line + "\r\n").collect(Collectors.joining()) + "\r\n");
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
        send(Frame.text(message));
    }

    /** Sends a Close frame. */
    void sendClose(int code, String reason) {
        send(Frame.close(code, reason));
    }

    /** Sends a Close frame without a code. */
    void sendEmptyClose() {
        send(Frame.close());
    }

    private void send(Frame frame) {
        wire.write(frame.bytes());
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
        send(Frame.ping("?"));
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
            case FIN | Frame.TEXT -> {
                return Optional.of(new String(payload, StandardCharsets.UTF_8));
            }
            case FIN | Frame.PING -> pinged(payload);
            case FIN | Frame.PONG -> pongs++;
            case FIN | Frame.CLOSE -> closed(payload);
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
            send(Frame.of(Frame.PONG, payload));
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
        try {
            send(Frame.of(Frame.CLOSE, Arrays.copyOf(payload, Math.min(2, payload.length))));
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
