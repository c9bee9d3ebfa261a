package dev.sluice.internal.socket;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;

import dev.sluice.Headers;
import dev.sluice.spi.RequestBody;

/** What comes behind the head of a request: what was read with it, then the socket, until a deadline. */
final class BodyInput extends InputStream {

    private static final int PORTION = 8 * 1024;
    private static final int NANOS_A_MILLI = 1_000_000;

    private final ByteBuffer rest;
    private final Socket socket;
    private final long deadline;

    BodyInput(ByteBuffer rest, Socket socket, Duration within) {
        this.rest = rest;
        this.socket = socket;
        this.deadline = System.nanoTime() + within.toNanos();
    }

    /**
     * Reads the body, and nothing behind it.
     *
     * @throws IOException if it breaks off, is malformed or does not come in time
     */
    void readInto(RequestBody body, Headers headers) throws IOException {
        boolean chunked = headers.first("Transfer-Encoding").isPresent();
        if (chunked && !headers.all("Transfer-Encoding").equals(List.of("chunked"))) {
            throw new IOException("not a transfer encoding that is known: " + headers.all("Transfer-Encoding"));
        }
        try {
            long length = headers.first("Content-Length").map(Long::parseLong).orElse(0L);
            copy(chunked ? new ChunkedInput(this) : this, chunked ? Long.MAX_VALUE : length, body);
        } finally {
            socket.setSoTimeout(0);
        }
    }

    private static void copy(InputStream in, long length, RequestBody body) throws IOException {
        byte[] portion = new byte[PORTION];
        for (long left = length; left > 0;) {
            int n = in.read(portion, 0, (int) Math.min(portion.length, left));
            if (n < 0 && length < Long.MAX_VALUE) {
                throw new EOFException("the body ended " + left + " bytes too early");
            }
            if (n < 0) {
                return;
            }
            body.add(portion, n);
            left -= n;
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
        if (rest.hasRemaining()) {
            int n = Math.min(length, rest.remaining());
            rest.get(bytes, from, n);
            return n;
        }
        long left = (deadline - System.nanoTime()) / NANOS_A_MILLI;
        if (left <= 0) {
            throw new SocketTimeoutException("the body did not come in time");
        }
        socket.setSoTimeout((int) Math.min(Integer.MAX_VALUE, left));
        return socket.getInputStream().read(bytes, from, length);
    }
}
