package dev.sluice.tck;

import static dev.sluice.tck.Fault.inside;
import static dev.sluice.tck.Tampered.handlers;
import static dev.sluice.tck.Tampered.links;
import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.stream.Stream;

import dev.sluice.spi.Link;
import dev.sluice.spi.LinkEnd;
import dev.sluice.spi.LinkHandler;
import dev.sluice.tck.Tampered.OfHandler;
import dev.sluice.tck.Tampered.OfLink;

/** Faults on the way from client to server, and about the ends of links. */
final class InputFaults {

    private static final Executor LATE = CompletableFuture.delayedExecutor(3_000, MILLISECONDS);

    private static final List<LinkHandler> KEPT = new CopyOnWriteArrayList<>();

    private static final Queue<ByteBuffer> LEFT_BEHIND = new ConcurrentLinkedQueue<>();

    private InputFaults() {}

    static Stream<Fault> all() {
        return Stream.concat(bytes(), ends());
    }

    private static Stream<Fault> bytes() {
        return Stream.of(
                inside("input is dropped now and then", handlers(h -> new Spoiling(h, Spoiling.DROP)), "ORDER-3"),
                inside("what comes with the handshake is lost", handlers(Deaf::new), "HS-6"),
                inside("input is doubled now and then", handlers(h -> new Spoiling(h, Spoiling.DOUBLE)), "ORDER-3"),
                inside("input is split and its parts are swapped", handlers(h -> new Spoiling(h, Spoiling.SWAP)),
                        "ORDER-3"),
                inside("input waits until there is much of it", handlers(Collecting::new), "ORDER-4", "LIFE-10"),
                inside("pauses are ignored", links(Unpausable::new), "FLOW-8"),
                inside("resumes are ignored", links(Unresumable::new), "FLOW-8", "FLOW-11"));

    }

    private static Stream<Fault> ends() {
        return Stream.of(
                inside("FIN is not told", handlers(h -> new Swallowing(h, LinkEnd.PEER_ENDED)), "LIFE-11", "LIFE-13",
                        "LIFE-15"),
                inside("RST is not told", handlers(h -> new Swallowing(h, LinkEnd.BROKEN)), "LIFE-12", "LIFE-14",
                        "TOPIC-6"),
                inside("RST is told as FIN", handlers(h -> new Mistaking(h, LinkEnd.BROKEN, LinkEnd.PEER_ENDED)),
                        "LIFE-12"),
                inside("FIN is told as RST", handlers(h -> new Mistaking(h, LinkEnd.PEER_ENDED, LinkEnd.BROKEN)),
                        "LIFE-11"),
                inside("an end by us is not told", handlers(h -> new Swallowing(h, LinkEnd.FINISHED)), "LIFE-1"),
                inside("ends are told late", handlers(LateEnd::new), "LIFE-11", "LIFE-12"),
                inside("ends overtake input", handlers(Overtaking::new), "LIFE-16", "FLOW-12"),
                inside("abort does nothing", links(Unabortable::new), "LIFE-26", "CLOSE-16"),
                inside("abort waits for a stuck write", links(SlowAbort::new), "STOP-10"),
                inside("each link leaves a buffer behind", handlers(Buffered::new), "LOAD-3"),
                inside("handlers of links are kept for ever", handlers(InputFaults::kept), "LOAD-4"),
                inside("each link leaves a thread behind", handlers(LeavingThread::new), "STOP-16", "LOAD-3"));
    }

    private static LinkHandler kept(LinkHandler handler) {
        KEPT.add(handler);
        return handler;
    }

    /** Does something to every fourth input. */
    private static final class Spoiling extends OfHandler {

        static final int DROP = 0;
        static final int DOUBLE = 1;
        static final int SWAP = 2;

        private final int how;
        private int count;

        Spoiling(LinkHandler handler, int how) {
            super(handler);
            this.how = how;
        }

        @Override
        public void received(ByteBuffer bytes) {
            if (++count % 4 != 0) {
                handler.received(bytes);
                return;
            }
            int middle = bytes.remaining() / 2;
            switch (how) {
                case DOUBLE -> {
                    handler.received(bytes.duplicate());
                    handler.received(bytes);
                }
                case SWAP -> {
                    handler.received(bytes.slice(middle, bytes.remaining() - middle));
                    handler.received(bytes.slice(0, middle));
                }
                default -> bytes.position(bytes.limit());
            }
        }
    }

    private static final class Deaf extends OfHandler {

        private boolean opened;

        Deaf(LinkHandler handler) {
            super(handler);
        }

        @Override
        public void received(ByteBuffer bytes) {
            if (opened) {
                handler.received(bytes);
            }
            opened = true;
        }
    }

    private static final class Collecting extends OfHandler {

        private final ByteArrayOutputStream collected = new ByteArrayOutputStream();

        Collecting(LinkHandler handler) {
            super(handler);
        }

        @Override
        public void received(ByteBuffer bytes) {
            byte[] copy = new byte[bytes.remaining()];
            bytes.get(copy);
            collected.writeBytes(copy);
            if (collected.size() > 1_000) {
                handler.received(ByteBuffer.wrap(collected.toByteArray()));
                collected.reset();
            }
        }
    }

    private static final class Unpausable extends OfLink {

        Unpausable(Link link) {
            super(link);
        }

        @Override
        public void pauseReading() {
            // The fault.
        }
    }

    private static final class Unresumable extends OfLink {

        Unresumable(Link link) {
            super(link);
        }

        @Override
        public void resumeReading() {
            // The fault.
        }
    }

    private static final class Unabortable extends OfLink {

        Unabortable(Link link) {
            super(link);
        }

        @Override
        public void abort() {
            // The fault.
        }
    }

    private static final class SlowAbort extends OfLink {

        SlowAbort(Link link) {
            super(link);
        }

        @Override
        public void abort() {
            CompletableFuture.runAsync(link::abort, LATE).join();
        }
    }

    private static final class Swallowing extends OfHandler {

        private final LinkEnd swallowed;

        Swallowing(LinkHandler handler, LinkEnd swallowed) {
            super(handler);
            this.swallowed = swallowed;
        }

        @Override
        public void ended(LinkEnd how) {
            if (how != swallowed) {
                handler.ended(how);
            }
        }
    }

    private static final class Mistaking extends OfHandler {

        private final LinkEnd one;
        private final LinkEnd other;

        Mistaking(LinkHandler handler, LinkEnd one, LinkEnd other) {
            super(handler);
            this.one = one;
            this.other = other;
        }

        @Override
        public void ended(LinkEnd how) {
            handler.ended(how == one ? other : how);
        }
    }

    private static final class LateEnd extends OfHandler {

        LateEnd(LinkHandler handler) {
            super(handler);
        }

        @Override
        public void ended(LinkEnd how) {
            LATE.execute(() -> handler.ended(how));
        }
    }

    private static final class Overtaking extends OfHandler {

        private final ByteArrayOutputStream waiting = new ByteArrayOutputStream();

        Overtaking(LinkHandler handler) {
            super(handler);
        }

        @Override
        public void received(ByteBuffer bytes) {
            byte[] copy = new byte[bytes.remaining()];
            bytes.get(copy);
            waiting.writeBytes(copy);
        }

        @Override
        public void ended(LinkEnd how) {
            handler.ended(how);
            handler.received(ByteBuffer.wrap(waiting.toByteArray()));
        }
    }

    private static final class LeavingThread extends OfHandler {

        LeavingThread(LinkHandler handler) {
            super(handler);
        }

        @Override
        public void ended(LinkEnd how) {
            Thread.ofVirtual().name("left-behind").start(() -> new CompletableFuture<Void>()
                    .completeOnTimeout(null, 60, java.util.concurrent.TimeUnit.SECONDS).join());
            handler.ended(how);
        }
    }

    private static final class Buffered extends OfHandler {

        Buffered(LinkHandler handler) {
            super(handler);
            LEFT_BEHIND.add(ByteBuffer.allocateDirect(8_192));
        }
    }
}
