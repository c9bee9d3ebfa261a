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

/** Faults that change when the client gets something, and when it ends. */
final class OutputFaults {

    private OutputFaults() {}

    static Stream<Fault> all() {
        return Stream.of(
                inside("everything is polled at once into a queue without bounds", handlers(Hoarding::new), "FLOW-1",
                        "FLOW-3", "LOAD-2", "OBS-5"),
                inside("one stuck client holds up all others", engine -> handlers(oneAtATime()).apply(engine),
                        "FLOW-6", "TOPIC-16"),
                inside("the end of the output is ignored", handlers(NeverFinished::new), "LIFE-1", "SSE-16", "CLOSE-3"),
                inside("the output ends when it is empty for a moment", handlers(FinishedEarly::new), "SSE-12"),
                inside("all calls of ready but the first ones are lost", links(Forgetful::new), "SSE-12", "JUDGE-14"),
                inside("output waits while reading is paused", handlers(HalfDuplex::new), "FLOW-9"),
                inside("an interrupted sender kills the connection", links(Interruptible::new), "LIFE-23"));
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

    private static final class Forgetful extends OfLink {

        private final AtomicInteger count = new AtomicInteger();

        Forgetful(Link link) {
            super(link);
        }

        @Override
        public void ready() {
            if (count.incrementAndGet() <= 2) {
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
