package dev.sluice.tck;

import static dev.sluice.tck.Fault.inside;
import static dev.sluice.tck.Tampered.handlers;

import java.nio.ByteBuffer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import dev.sluice.spi.LinkHandler;
import dev.sluice.tck.Tampered.OfHandler;

/** Faults that change what the client gets. */
final class SpoiledOutput {

    private SpoiledOutput() {}

    static Stream<Fault> all() {
        return Stream.of(
                inside("output is dropped now and then", handlers(Dropping::new), "ORDER-1", "TOPIC-2",
                        "RESUME-7", "JUDGE-1", "JUDGE-11"),
                inside("output is doubled now and then", handlers(Doubling::new), "ORDER-1", "WS-15",
                        "RESUME-2"),
                inside("output is reordered now and then", handlers(Swapping::new), "ORDER-1", "SSE-15",
                        "DEFLATE-25"),
                inside("a byte of large output is changed", handlers(h -> changed(h, SpoiledOutput::flipped)), "SSE-9",
                        "WS-2"),
                inside("large output is cut off", handlers(h -> changed(h, SpoiledOutput::cutOff)), "SSE-9", "WS-1"),
                inside("each output waits for the next one", handlers(Holding::new), "SSE-12", "ORDER-4", "JUDGE-10",
                        "JUDGE-13"),
                inside("the last output is not written", handlers(Truncating::new), "LIFE-6", "SSE-15", "CLOSE-11",
                        "JUDGE-7"),
                inside("frames of the server are masked", handlers(h -> changed(h, SpoiledOutput::masked)), "ORDER-4",
                        "WS-3"));
    }

    private static LinkHandler changed(LinkHandler handler, UnaryOperator<ByteBuffer> change) {
        return new OfHandler(handler) {
            @Override
            public ByteBuffer poll() {
                ByteBuffer next = handler.poll();
                return next == null ? null : change.apply(next);
            }
        };
    }

    private static ByteBuffer copy(ByteBuffer bytes) {
        return ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
    }

    private static ByteBuffer flipped(ByteBuffer bytes) {
        ByteBuffer copy = copy(bytes);
        if (copy.remaining() > 10_000) {
            copy.put(9_000, (byte) (copy.get(9_000) ^ 1));
        }
        return copy;
    }

    private static ByteBuffer cutOff(ByteBuffer bytes) {
        return bytes.slice(0, Math.min(bytes.remaining(), 8_192));
    }

    private static ByteBuffer masked(ByteBuffer bytes) {
        ByteBuffer copy = copy(bytes);
        return copy.remaining() > 1 ? copy.put(1, (byte) (copy.get(1) | 0x80)) : copy;
    }

    private static final class Dropping extends OfHandler {

        private int count;

        Dropping(LinkHandler handler) {
            super(handler);
        }

        @Override
        public ByteBuffer poll() {
            count++;
            return count % 5 == 0 && handler.poll() == null ? null : handler.poll();
        }
    }

    private static final class Doubling extends OfHandler {

        private ByteBuffer again;
        private int count;

        Doubling(LinkHandler handler) {
            super(handler);
        }

        @Override
        public ByteBuffer poll() {
            if (again != null) {
                ByteBuffer second = again;
                again = null;
                return second;
            }
            ByteBuffer next = handler.poll();
            again = next != null && ++count % 7 == 0 ? next.duplicate() : null;
            return next;
        }
    }

    private static final class Swapping extends OfHandler {

        private ByteBuffer first;
        private int count;

        Swapping(LinkHandler handler) {
            super(handler);
        }

        @Override
        public ByteBuffer poll() {
            if (first != null) {
                ByteBuffer late = first;
                first = null;
                return late;
            }
            ByteBuffer next = handler.poll();
            if (next == null || ++count % 7 != 0) {
                return next;
            }
            ByteBuffer second = handler.poll();
            first = second == null ? null : next;
            return second == null ? next : second;
        }
    }

    private static final class Holding extends OfHandler {

        private ByteBuffer held;

        Holding(LinkHandler handler) {
            super(handler);
        }

        @Override
        public ByteBuffer poll() {
            ByteBuffer next = handler.poll();
            if (next == null && !handler.isFinished()) {
                return null;
            }
            ByteBuffer before = held;
            held = next;
            return before == null && next != null ? poll() : before;
        }
    }

    /** Like {@link Holding}, but what is held at the end is lost. */
    private static final class Truncating extends OfHandler {

        private ByteBuffer held;

        Truncating(LinkHandler handler) {
            super(handler);
        }

        @Override
        public ByteBuffer poll() {
            ByteBuffer next = handler.poll();
            if (next == null) {
                return null;
            }
            ByteBuffer before = held;
            held = next;
            return before == null ? poll() : before;
        }
    }
}
