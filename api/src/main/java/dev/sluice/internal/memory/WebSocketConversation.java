package dev.sluice.internal.memory;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

import dev.sluice.Close;
import dev.sluice.internal.websocket.ClientFrames;

/** RFC 6455 as a client speaks it, with a server that is trusted. Frames are written whole, one at a time. */
final class WebSocketConversation implements Conversation {

    private static final int LAST = 0x80;
    private static final int OPCODE = 0x0f;
    private static final int SHORT = 126;
    private static final int NO_STATUS = 1005;

    private final DataInputStream in;
    private final OutputStream out;
    private final ReentrantLock writing = new ReentrantLock();
    private final ByteArrayOutputStream message = new ByteArrayOutputStream();
    private volatile Close end = new Close(Close.Cause.LOST, 1006, "");
    private boolean closed; // under the lock

    WebSocketConversation(InputStream in, OutputStream out) {
        this.in = new DataInputStream(in);
        this.out = out;
    }

    @Override
    public Optional<Received> next() throws IOException {
        while (true) {
            int first = in.readUnsignedByte();
            byte[] payload = payload();
            switch (first & OPCODE) {
                case 0x0, 0x1, 0x2 -> {
                    message.writeBytes(payload);
                    if ((first & LAST) != 0) {
                        byte[] whole = message.toByteArray();
                        message.reset();
                        return Optional.of(new Received(whole, Optional.empty()));
                    }
                }
                case 0x8 -> {
                    closed(payload);
                    return Optional.empty();
                }
                case 0x9 -> write(ClientFrames.pong(payload));
                case 0xa -> {
                    // Nobody asked.
                }
                default -> throw new ProtocolException("unknown opcode in the byte 0x" + Integer.toHexString(first));
            }
        }
    }

    private byte[] payload() throws IOException {
        int length = in.readUnsignedByte();
        long bytes = length < SHORT ? length : length == SHORT ? in.readUnsignedShort() : in.readLong();
        byte[] payload = new byte[Math.toIntExact(bytes)];
        in.readFully(payload);
        return payload;
    }

    private void closed(byte[] payload) throws IOException {
        int code = payload.length < Short.BYTES ? NO_STATUS : ByteBuffer.wrap(payload).getShort() & 0xffff;
        String reason = code == NO_STATUS
                ? ""
                : new String(payload, Short.BYTES, payload.length - Short.BYTES, StandardCharsets.UTF_8);
        end = new Close(Close.Cause.PEER_CLOSED, code, reason);
        close(code, "");
    }

    @Override
    public Close end() {
        return end;
    }

    @Override
    public Optional<String> beginning() {
        return Optional.empty();
    }

    @Override
    public void send(boolean text, byte[] bytes) throws IOException {
        write(ClientFrames.message(text, bytes));
    }

    @Override
    public void close(int code, String reason) throws IOException {
        writing.lock();
        try {
            if (!closed) {
                closed = true;
                out.write(ClientFrames.close(code, reason));
            }
        } finally {
            writing.unlock();
        }
    }

    private void write(byte[] frame) throws IOException {
        writing.lock();
        try {
            if (!closed) {
                out.write(frame);
            }
        } finally {
            writing.unlock();
        }
    }
}
