package dev.sluice.tck;

import static dev.sluice.tck.Fault.inside;
import static dev.sluice.tck.Fault.outside;
import static dev.sluice.tck.Tampered.handlers;
import static dev.sluice.tck.Tampered.links;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Stream;

import dev.sluice.TimeSource;
import dev.sluice.spi.Link;
import dev.sluice.spi.LinkEnd;
import dev.sluice.spi.LinkHandler;
import dev.sluice.tck.Tampered.OfHandler;
import dev.sluice.tck.Tampered.OfLink;

/** Faults that show when the network behaves badly. */
final class NetworkFaults {

    private NetworkFaults() {}

    static Stream<Fault> all() {
        return Stream.of(
                inside("every end is told as a FIN of the client", handlers(h -> new Ending(h, LinkEnd.PEER_ENDED)),
                        "NET-1", "NET-3"),
                inside("every end is told as a reset", handlers(h -> new Ending(h, LinkEnd.BROKEN)), "NET-2"),
                inside("ends are not told", handlers(EndFaults.NeverEnded::new), "NET-1", "NET-2", "NET-3"),
                inside("links that are silent cannot be cut", links(NetworkFaults::uncuttable), "NET-4", "NET-8",
                        "NET-12"),
                inside("a single byte gets lost", handlers(Picky::new), "NET-5"),
                inside("every tenth output is lost", handlers(Leaky::new), "NET-6", "NET-7", "NET-9", "NET-11",
                        "JUDGE-12"),
                new Fault("lost clients are not noticed at all, by a transport that would only when it writes",
                        (config, endpoints) -> SocketTransport.late(config, endpoints, Unnoticed::new),
                        SocketTransport.LATE_LACKS, List.of("LIFE-29", "LIFE-31")),
                outside("connections without a request count as streams", t -> new Outer(t) {
                    @Override
                    public int streamCount() {
                        return super.streamCount() + 1;
                    }
                }, "NET-10"),
                new Fault("deadlines do not reach the engine", (config, endpoints) -> new SocketTransport(
                        config.toBuilder().time(TimeSource.system()).build(), endpoints), List.of("NET-4", "NET-12")));
    }

    private static Link uncuttable(Link link) {
        return new OfLink(link) {
            @Override
            public void abort() {
                // The fault.
            }
        };
    }

    private static final class Ending extends OfHandler {

        private final LinkEnd always;

        Ending(LinkHandler handler, LinkEnd always) {
            super(handler);
            this.always = always;
        }

        @Override
        public void ended(LinkEnd how) {
            super.ended(always);
        }
    }

    private static final class Unnoticed extends OfHandler {

        Unnoticed(LinkHandler handler) {
            super(handler);
        }

        @Override
        public void ended(LinkEnd how) {
            if (how != LinkEnd.BROKEN && how != LinkEnd.PEER_ENDED) {
                super.ended(how);
            }
        }
    }

    private static final class Picky extends OfHandler {

        Picky(LinkHandler handler) {
            super(handler);
        }

        @Override
        public void received(ByteBuffer bytes) {
            if (bytes.remaining() > 1) {
                super.received(bytes);
            }
        }
    }

    private static final class Leaky extends OfHandler {

        private int polled;

        Leaky(LinkHandler handler) {
            super(handler);
        }

        @Override
        public ByteBuffer poll() {
            ByteBuffer next = super.poll();
            return next != null && ++polled % 10 == 0 ? super.poll() : next;
        }
    }
}
