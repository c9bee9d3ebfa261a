package dev.sluice.client;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** One request at a {@link ScriptedServer}, and the connection that it came by. */
final class Visit {

    private static final int TEXT = 1;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;

    private final Socket socket;
    private final DataInputStream in;
    private final String requestLine;
    private final Map<String, String> headers;
    private final byte[] body;

    private Visit(Socket socket, DataInputStream in, String requestLine, Map<String, String> headers, byte[] body) {
        this.socket = socket;
        this.in = in;
        this.requestLine = requestLine;
        this.headers = headers;
        this.body = body;
    }

    static Visit read(Socket socket) throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        String requestLine = line(in);
        Map<String, String> headers = new HashMap<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            headers.put(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
        }
        byte[] body = in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
        return new Visit(socket, in, requestLine, headers, body);
    }

    private static String line(DataInputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.readUnsignedByte(); next != '\n'; next = in.readUnsignedByte()) {
            line.append((char) next);
        }
        return line.toString().stripTrailing();
    }

    String method() {
        return requestLine.substring(0, requestLine.indexOf(' '));
    }

    String header(String name) {
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    }

    String body() {
        return new String(body, StandardCharsets.UTF_8);
    }

    boolean isUpgrade() {
        return headers.containsKey("upgrade");
    }

    private void write(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Visit write(String text) {
        write(text.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    /** Answers, with header lines that each end with CR and LF, and ends the connection. */
    void respond(int status, String headerLines) {
        write("HTTP/1.1 " + status + " So\r\n" + headerLines + (status == 204 ? "" : "Content-Length: 0\r\n")
                + "Connection: close\r\n\r\n");
        cut();
    }

    void cut() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // Events.

    /** Begins an event stream. */
    Visit events() {
        return write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n");
    }

    Visit say(String events) {
        return write(events);
    }

    /** An event with a number, whose data is a frame. */
    Visit event(long number, String frame) {
        return write("id: " + number + "\ndata: " + frame.replace("\n", "\ndata: ") + "\n\n");
    }

    // WebSocket.

    /** Makes it a WebSocket of {@code sluice.v1}. */
    Visit upgrade() {
        if (!isUpgrade()) {
            throw new AssertionError("no request for a WebSocket: " + requestLine);
        }
        return write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Protocol: sluice.v1\r\nSec-WebSocket-Accept: " + accept() + "\r\n\r\n");
    }

    private String accept() {
        try {
            String all = header("Sec-WebSocket-Key") + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
            byte[] hash = MessageDigest.getInstance("SHA-1").digest(all.getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Sends a frame of {@code sluice.v1}; a header line alone may stand without its LF. */
    Visit send(String frame) {
        frame(TEXT, (frame.indexOf('\n') < 0 ? frame + "\n" : frame).getBytes(StandardCharsets.UTF_8));
        return this;
    }

    /** Sends a Close frame, and waits for the client's. */
    void close(int code) {
        frame(CLOSE, ByteBuffer.allocate(2).putShort((short) code).array());
        receiveClose();
        cut();
    }

    private void frame(int opcode, byte[] payload) {
        ByteBuffer frame = ByteBuffer.allocate(4 + payload.length).put((byte) (0x80 | opcode));
        if (payload.length < 126) {
            frame.put((byte) payload.length);
        } else {
            frame.put((byte) 126).putShort((short) payload.length);
        }
        frame.put(payload);
        byte[] bytes = new byte[frame.position()];
        frame.flip().get(bytes);
        write(bytes);
    }

    /** The next message; waits for it. */
    String receive() {
        Frame frame = next();
        if (frame.opcode == CLOSE) {
            throw new AssertionError("the client closed, with " + frame.code());
        }
        return new String(frame.payload, StandardCharsets.UTF_8);
    }

    /** The code of the client's Close frame; messages before it are passed over. */
    int receiveClose() {
        Frame frame = next();
        while (frame.opcode != CLOSE) {
            frame = next();
        }
        return frame.code();
    }

    @SuppressWarnings("ArrayRecordComponent")
    private record Frame(int opcode, byte[] payload) {

        int code() {
            return ByteBuffer.wrap(payload).getShort() & 0xFFFF;
        }
    }

    private Frame next() {
        try {
            int opcode = in.readUnsignedByte() & 0x0F;
            int length = in.readUnsignedByte() & 0x7F;
            if (length == 126) {
                length = in.readUnsignedShort();
            }
            byte[] mask = in.readNBytes(4);
            byte[] payload = in.readNBytes(length);
            for (int i = 0; i < length; i++) {
                payload[i] ^= mask[i % 4];
            }
            if (opcode == PING) {
                frame(PONG, payload);
            }
            return opcode == PING || opcode == PONG ? next() : new Frame(opcode, payload);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
