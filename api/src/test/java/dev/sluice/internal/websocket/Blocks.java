package dev.sluice.internal.websocket;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.zip.Deflater;

/** Payloads of compressed messages, of every kind of block that DEFLATE has (RFC 1951 section 3.2). */
final class Blocks {

    static final int STORED = Deflater.NO_COMPRESSION;
    static final int DYNAMIC = Deflater.BEST_COMPRESSION;

    private Blocks() {}

    /** As a client does it: up to a flush, of which the tail is left away. */
    static byte[] message(byte[] plain) {
        return message(plain, DYNAMIC, Deflater.DEFAULT_STRATEGY);
    }

    static byte[] message(byte[] plain, int level, int strategy) {
        return compress(plain, level, strategy, false);
    }

    /** With a last block, and the byte of padding that RFC 7692 section 7.2.3.4 wants behind it. */
    static byte[] last(byte[] plain) {
        byte[] ended = compress(plain, DYNAMIC, Deflater.DEFAULT_STRATEGY, true);
        return Arrays.copyOf(ended, ended.length + 1);
    }

    /** With a last block and nothing behind it. */
    static byte[] lastAlone(byte[] plain) {
        return compress(plain, DYNAMIC, Deflater.DEFAULT_STRATEGY, true);
    }

    private static byte[] compress(byte[] plain, int level, int strategy, boolean finish) {
        Deflater deflater = new Deflater(level, true);
        try {
            deflater.setStrategy(strategy);
            deflater.deflate(new byte[1]); // does nothing else than to take the strategy over
            deflater.setInput(plain);
            if (finish) {
                deflater.finish();
            }
            byte[] all = drain(deflater, finish ? Deflater.NO_FLUSH : Deflater.SYNC_FLUSH);
            return finish ? all : Arrays.copyOf(all, all.length - 4);
        } finally {
            deflater.end();
        }
    }

    /** The next message of a client that takes its context over. */
    static byte[] next(Deflater deflater, byte[] plain) {
        deflater.setInput(plain);
        byte[] all = drain(deflater, Deflater.SYNC_FLUSH);
        return Arrays.copyOf(all, all.length - 4);
    }

    private static byte[] drain(Deflater deflater, int flush) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] piece = new byte[1 << 17];
        int count = deflater.deflate(piece, 0, piece.length, flush);
        while (count > 0) {
            all.write(piece, 0, count);
            count = count < piece.length ? 0 : deflater.deflate(piece, 0, piece.length, flush);
        }
        return all.toByteArray();
    }
}
