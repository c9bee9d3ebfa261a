package dev.sluice.internal.memory;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** A chunked body (RFC 9112 section 7.1), without trailers. Ends behind the last chunk; a body that breaks off is an error. */
final class ChunkedInput extends InputStream {

    private static final int HEX = 16;

    private final InputStream in;
    private long left;
    private boolean begun;
    private boolean ended;

    ChunkedInput(InputStream in) {
        this.in = in;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
        if (left == 0 && !ended) {
            nextChunk();
        }
        if (ended) {
            return -1;
        }
        int n = in.read(bytes, from, (int) Math.min(length, left));
        if (n < 0) {
            throw brokenOff();
        }
        left -= n;
        return n;
    }

    @Override
    public int available() throws IOException {
        return (int) Math.min(left, in.available());
    }

    private void nextChunk() throws IOException {
        if (begun) {
            line();
        }
        begun = true;
        left = Long.parseLong(line(), HEX);
        if (left == 0) {
            line();
            ended = true;
        }
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw brokenOff();
            }
            line.append((char) b);
        }
        return line.toString().strip();
    }

    private static EOFException brokenOff() {
        return new EOFException("the body ended before its last chunk");
    }
}
