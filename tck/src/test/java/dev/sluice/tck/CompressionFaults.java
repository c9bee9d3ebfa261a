package dev.sluice.tck;

import static dev.sluice.tck.Fault.inside;
import static dev.sluice.tck.Tampered.answers;
import static dev.sluice.tck.Tampered.handlers;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import dev.sluice.Compression;
import dev.sluice.TransportConfig;
import dev.sluice.spi.LinkHandler;
import dev.sluice.tck.Tampered.OfHandler;

/** Faults of compression: what is agreed on, what is marked as compressed, and how it is configured. */
final class CompressionFaults {

    private static final int FIN_AND_RSV1 = 0xc0;
    private static final int PONG = 0x8a;

    private CompressionFaults() {}

    static Stream<Fault> all() {
        return Stream.of(
                inside("the runtime drops the extension of the 101",
                        answers(a -> HttpFaults.upgrade(a, h -> HttpFaults.with(h, "Sec-WebSocket-Extensions"))),
                        "DEFLATE-1", "DEFLATE-5"),
                inside("the runtime agrees on compression by itself",
                        answers(a -> HttpFaults.upgrade(a,
                                h -> HttpFaults.with(h, "Sec-WebSocket-Extensions", "permessage-deflate"))),
                        "DEFLATE-2", "DEFLATE-3", "DEFLATE-4"),
                inside("output is not marked as compressed", handlers(h -> output(h, FIN_AND_RSV1, 0xf0, 0x40)),
                        "DEFLATE-21", "DEFLATE-23"),
                inside("a pong is marked as compressed", handlers(h -> output(h, PONG, 0xff, 0x40)), "DEFLATE-26"),
                inside("input is not marked as compressed", handlers(CompressionFaults::unmarkedInput), "DEFLATE-9",
                        "DEFLATE-12"),
                configured("every message is compressed", c -> compression(c, 0, takeover(c)), "DEFLATE-21"),
                configured("takeover is not asked for", c -> compression(c, CompressionChapter.THRESHOLD, true),
                        "DEFLATE-1", "DEFLATE-14", "DEFLATE-23"),
                configured("takeover cannot be had", c -> compression(c, CompressionChapter.THRESHOLD, false),
                        "DEFLATE-13", "DEFLATE-24"),
                configured("messages have another limit", c -> c.toBuilder().maxMessageBytes(1 << 20).build(),
                        "DEFLATE-15", "DEFLATE-16"),
                configured("frames have another limit", c -> c.toBuilder().maxFrameBytes(1 << 20).build(),
                        "DEFLATE-17"));
    }

    private static Fault configured(String name, UnaryOperator<TransportConfig> change, String... rules) {
        return new Fault(name, (config, endpoints) -> new SocketTransport(change.apply(config), endpoints),
                List.of(rules));
    }

    private static boolean takeover(TransportConfig config) {
        return config.compression().filter(Compression::contextTakeover).isPresent();
    }

    private static TransportConfig compression(TransportConfig config, int threshold, boolean takeover) {
        return config.toBuilder().compression(new Compression(threshold, takeover)).build();
    }

    /** Changes these bits of the first byte of frames that begin so. */
    private static LinkHandler output(LinkHandler handler, int start, int mask, int changed) {
        return new OfHandler(handler) {
            @Override
            public ByteBuffer poll() {
                ByteBuffer next = handler.poll();
                if (next == null || (next.get(0) & mask) != start) {
                    return next;
                }
                ByteBuffer copy = ByteBuffer.allocate(next.remaining()).put(next).flip();
                return copy.put(0, (byte) (copy.get(0) ^ changed));
            }
        };
    }

    private static LinkHandler unmarkedInput(LinkHandler handler) {
        return new OfHandler(handler) {
            @Override
            public void received(ByteBuffer bytes) {
                ByteBuffer copy = ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
                if (copy.hasRemaining() && (copy.get(0) & 0xf0) == FIN_AND_RSV1) {
                    copy.put(0, (byte) (copy.get(0) & ~0x40));
                }
                handler.received(copy);
            }
        };
    }
}
