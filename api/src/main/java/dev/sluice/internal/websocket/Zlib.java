package dev.sluice.internal.websocket;

import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** Where compressors and decompressors come from. They hold native memory: whoever takes one ends it, once. */
public interface Zlib {

    /** The JDK's, for DEFLATE without the header of zlib (RFC 1951). */
    Zlib JDK = new Zlib() {

        @Override
        public Inflater inflater() {
            return new Inflater(true);
        }

        @Override
        public Deflater deflater() {
            return new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        }
    };

    /** A new decompressor. */
    Inflater inflater();

    /** A new compressor. */
    Deflater deflater();
}
