package dev.sluice.tck;

import static dev.sluice.tck.Fault.inside;
import static dev.sluice.tck.Tampered.handlers;
import static dev.sluice.tck.Tampered.links;

import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import dev.sluice.spi.Link;
import dev.sluice.spi.LinkEnd;
import dev.sluice.spi.LinkHandler;
import dev.sluice.tck.Tampered.OfHandler;
import dev.sluice.tck.Tampered.OfLink;

/** Faults on the way from server to client. */
final class OutputFaults {

    private OutputFaults() {}

    static Stream<Fault> all() {
        return Stream.of(
                inside("output is dropped now and then", handlers(Dropping::new), "ORDER-1", "TOPIC-2"),
                inside("output is doubled now and then", handlers(Doubling::new), "ORDER-1"),
                inside("output is reordered now and then", handlers(Swapping::new), "ORDER-1", "SSE-15"),
                inside("a byte of large output is changed", handlers(h -> changed(h, OutputFaults::flipped)), "SSE-9"),
                inside("large output is cut off", handlers(h -> changed(h, OutputFaults::cutOff)), "SSE-9", "ORDER-2"),
                inside("each output waits for the next one", handlers(Holding::new), "SSE-12", "ORDER-4"),
                inside("frames of the server are masked", handlers(h -> changed(h, OutputFaults::masked)), "ORDER-4"),
                inside("everything is polled at once into a queue without bounds", handlers(Hoarding::new), "FLOW-1",
                        "FLOW-3", "LOAD-2"),
                inside("one stuck client holds up all others", engine -> handlers(oneAtATime()).apply(engine),
                        "FLOW-6", "TOPIC-16"),
                inside("the end of the output is ignored", handlers(NeverFinished::new), "LIFE-1", "SSE-16"),
                inside("the output ends when it is empty for a moment", handlers(FinishedEarly::new), "SSE-12"),
                inside("the last output is not written", handlers(Truncating::new), "LIFE-6", "SSE-15"),
                inside("every third call of ready is lost", links(Forgetful::new), "SSE-12"),
                inside("output waits while reading is paused", handlers(HalfDuplex::new), "FLOW-9"),
                inside("an interrupted sender kills the connection", links(Interruptible::new), "LIFE-23"));
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

    private static final class Hoarding extends OfHandler {

        private final ConcurrentLinkedQueue<ByteBuffer> hoard = new ConcurrentLinkedQueue<>();

        Hoarding(LinkHandler handler) {
            super(handler);
        }

        private synchronized void fill() {
            for (ByteBuffer next = handler.poll(); next != null; next = handler.poll()) {
                hoard.add(next);
            }
        }

        @Override
        Link tampered(Link link) {
            return new OfLink(link) {
                @Override
                public void ready() {
                    Thread.startVirtualThread(() -> {
                        fill();
                        link.ready();
                    });
                }
            };
        }

        @Override
        public ByteBuffer poll() {
            fill();
            return hoard.poll();
        }

        @Override
        public boolean isFinished() {
            return hoard.isEmpty() && handler.isFinished();
        }
    }

    /** As if all connections were written by one thread that blocks. */
    private static UnaryOperator<LinkHandler> oneAtATime() {
        Semaphore writer = new Semaphore(1);
        return handler -> new OfHandler(handler) {

            private boolean writing;
            private boolean batched;

            @Override
            public ByteBuffer poll() {
                if (batched) {
                    // Ends the batch, so that it is written while this link has the turn.
                    batched = false;
                    return null;
                }
                release();
                ByteBuffer next = handler.poll();
                batched = next != null;
                if (batched) {
                    writer.acquireUninterruptibly();
                    writing = true;
                }
                return next;
            }

            private void release() {
                if (writing) {
                    writing = false;
                    writer.release();
                }
            }

            @Override
            public void ended(LinkEnd how) {
                release();
                handler.ended(how);
            }
        };
    }

    private static final class NeverFinished extends OfHandler {

        NeverFinished(LinkHandler handler) {
            super(handler);
        }

        @Override
        public boolean isFinished() {
            return false;
        }
    }

    private static final class FinishedEarly extends OfHandler {

        private int count;

        FinishedEarly(LinkHandler handler) {
            super(handler);
        }

        @Override
        public boolean isFinished() {
            return ++count > 2 || handler.isFinished();
        }
    }

    private static final class Truncating extends OfHandler {

        private int count;

        Truncating(LinkHandler handler) {
            super(handler);
        }

        @Override
        public ByteBuffer poll() {
            ByteBuffer next = handler.poll();
            return next != null && ++count > 1 && handler.isFinished() ? handler.poll() : next;
        }
    }

    private static final class Forgetful extends OfLink {

        private final AtomicInteger count = new AtomicInteger();

        Forgetful(Link link) {
            super(link);
        }

        @Override
        public void ready() {
            if (count.incrementAndGet() % 3 != 0) {
                link.ready();
            }
        }
    }

    private static final class HalfDuplex extends OfHandler {

        private volatile boolean paused;

        HalfDuplex(LinkHandler handler) {
            super(handler);
        }

        @Override
        Link tampered(Link link) {
            return new OfLink(link) {
                @Override
                public void pauseReading() {
                    paused = true;
                    link.pauseReading();
                }

                @Override
                public void resumeReading() {
                    paused = false;
                    link.resumeReading();
                    link.ready();
                }
            };
        }

        @Override
        public ByteBuffer poll() {
            return paused ? null : handler.poll();
        }
    }

    /** As if the sender's thread wrote an interruptible channel. */
    private static final class Interruptible extends OfLink {

        Interruptible(Link link) {
            super(link);
        }

        @Override
        public void ready() {
            if (Thread.currentThread().isInterrupted()) {
                link.abort();
            }
            link.ready();
        }
    }
}
