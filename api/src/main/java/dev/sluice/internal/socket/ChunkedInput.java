package dev.sluice.internal.socket;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.regex.Pattern;

/** A chunked body (RFC 9112 section 7.1). Ends behind the last chunk and what follows it; a body that breaks off is an error. */
public final class ChunkedInput extends InputStream {

    private static final int HEX = 16;
    private static final int LONGEST_LINE = 4096;
    private static final Pattern SIZE = Pattern.compile("[0-9A-Fa-f]{1,15}");

    private final InputStream in;
    private long left;
    private boolean begun;
    private boolean ended;

    /** The body that begins here; not a byte behind it is read. */
    public ChunkedInput(InputStream in) {
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
        if (begun && !line().isEmpty()) {
            throw new IOException("a chunk is longer than it said");
        }
        begun = true;
        String size = line().split(";", 2)[0].strip();
        if (!SIZE.matcher(size).matches()) {
            throw new IOException("not the size of a chunk: " + size);
        }
        left = Long.parseLong(size, HEX);
        if (left == 0) {
            ended = true;
            while (!line().isEmpty()) {
                // A trailer, of which nobody has asked for any.
            }
        }
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw brokenOff();
            }
            if (line.length() == LONGEST_LINE) {
                throw new IOException("a line between chunks has more than " + LONGEST_LINE + " bytes");
            }
            line.append((char) b);
        }
        if (line.isEmpty() || line.charAt(line.length() - 1) != '\r') {
            throw new IOException("a line between chunks ends by CR LF, not by LF alone");
        }
        return line.substring(0, line.length() - 1);
    }

    private static EOFException brokenOff() {
        return new EOFException("the body ended before its last chunk");
    }
}
