package dev.sluice.tck;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** The client's side of permessage-deflate (RFC 7692 section 7.2): what one message after the other becomes. */
final class Deflate implements AutoCloseable {

    private static final byte[] TAIL = {0, 0, -1, -1};

    private final Deflater deflater;
    private final Inflater inflater = new Inflater(true);
    private final boolean takeover;

    private Deflate(int level, boolean takeover) {
        this.deflater = new Deflater(level, true);
        this.takeover = takeover;
    }

    /** Each message for itself, both ways. */
    static Deflate alone() {
        return new Deflate(Deflater.DEFAULT_COMPRESSION, false);
    }

    /** Messages may refer to those before them, both ways. */
    static Deflate takeover() {
        return new Deflate(Deflater.DEFAULT_COMPRESSION, true);
    }

    /** Stored blocks alone. */
    static Deflate storing() {
        return new Deflate(Deflater.NO_COMPRESSION, false);
    }

    /** A compressed text message in one frame. */
    Frame text(String text) {
        return frame(Frame.TEXT, Frame.text(text).payload());
    }

    /** A compressed binary message in one frame. */
    Frame binary(byte... bytes) {
        return frame(Frame.BINARY, bytes);
    }

    private Frame frame(int opcode, byte... plain) {
        return Frame.of(opcode, deflate(plain)).rsv(4);
    }

    /** The payload of a compressed message. */
    byte[] deflate(byte... plain) {
        if (plain.length == 0) {
            return new byte[1]; // RFC 7692 section 7.2.3.6; a compressor with nothing to flush gives nothing
        }
        if (!takeover) {
            deflater.reset();
        }
        deflater.setInput(plain);
        byte[] bytes = drained(Deflater.SYNC_FLUSH);
        return Arrays.copyOf(bytes, bytes.length - TAIL.length);
    }

    /** The payload of a compressed message whose block is marked as the last one (RFC 7692 section 7.2.3.4). */
    byte[] deflateLast(byte... plain) {
        deflater.reset();
        deflater.setInput(plain);
        deflater.finish();
        byte[] bytes = drained(Deflater.NO_FLUSH);
        return Arrays.copyOf(bytes, bytes.length + 1);
    }

    private byte[] drained(int flush) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] piece = new byte[1 << 16];
        int count = piece.length;
        while (count == piece.length) {
            count = deflater.deflate(piece, 0, piece.length, flush);
            bytes.write(piece, 0, count);
        }
        return bytes.toByteArray();
    }

    /** What a frame of the server says, compressed or not. */
    byte[] inflate(Frame frame) {
        if (!frame.isCompressed()) {
            return frame.payload();
        }
        if (!takeover) {
            inflater.reset();
        }
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            inflateInto(bytes, frame.payload());
            inflateInto(bytes, TAIL);
            return bytes.toByteArray();
        } catch (DataFormatException e) {
            throw new AssertionError("the server sent compressed data that is broken: " + frame, e);
        }
    }

    private void inflateInto(ByteArrayOutputStream bytes, byte[] compressed) throws DataFormatException {
        inflater.setInput(compressed);
        byte[] piece = new byte[1 << 16];
        for (int count = inflater.inflate(piece); count > 0; count = inflater.inflate(piece)) {
            bytes.write(piece, 0, count);
        }
        if (inflater.getRemaining() > 0) {
            throw new AssertionError("the server sent " + inflater.getRemaining() + " bytes behind its last block");
        }
    }

    @Override
    public void close() {
        deflater.end();
        inflater.end();
    }
}
