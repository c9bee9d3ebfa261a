package dev.sluice.tck;

import static dev.sluice.tck.Fault.inside;
import static dev.sluice.tck.Fault.outside;
import static dev.sluice.tck.Tampered.handlers;
import static dev.sluice.tck.Tampered.links;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import dev.sluice.Endpoint;
import dev.sluice.OneWayStream;
import dev.sluice.StreamObserver;
import dev.sluice.TimeSource;
import dev.sluice.Transport;
import dev.sluice.TransportConfig;
import dev.sluice.TransportConfigBuilder;
import dev.sluice.spi.Engine;
import dev.sluice.spi.Link;
import dev.sluice.spi.LinkEnd;
import dev.sluice.spi.LinkHandler;
import dev.sluice.tck.Tampered.OfEngine;
import dev.sluice.tck.Tampered.OfHandler;
import dev.sluice.tck.Tampered.OfLink;

/** Faults of draining, rotation, deadlines and observation. */
final class EndFaults {

    private EndFaults() {}

    static Stream<Fault> all() {
        return Stream.of(
                inside("close tells nobody", Silent::new, "DRAIN-1", "DRAIN-2", "DRAIN-9", "LOAD-7"),
                inside("the last event gets lost", handlers(LosingRetries::new), "DRAIN-1", "ROTATE-1"),
                inside("handlers are not waited for", Hasty::new, "DRAIN-3"),
                inside("links cannot be cut", links(EndFaults::uncuttable), "DRAIN-5", "SILENCE-3", "SILENCE-4",
                        "SILENCE-5"),
                inside("the end of a link is never told", handlers(NeverEnded::new), "OBS-1", "DRAIN-8"),
                inside("input is delivered twice", handlers(Twice::new), "OBS-3"),
                inside("streams are not listed", Unlisted::new, "OBS-7"),
                outside("close waits for the first one", t -> new Outer(t) {
                    @Override
                    public synchronized void close() {
                        super.close();
                    }
                }, "DRAIN-7"),
                new Fault("the clock does not reach the engine", configured(b -> b.time(TimeSource.system())),
                        List.of("SILENCE-1", "SILENCE-2", "SILENCE-6", "ROTATE-1", "ROTATE-2", "ROTATE-3")),
                new Fault("observers are told twice", EndFaults::toldTwice,
                        List.of("OBS-1", "OBS-2", "OBS-3", "OBS-4")),
                new Fault("observers are not told", EndFaults::notTold, List.of("OBS-1", "OBS-2", "OBS-5", "OBS-6")));
    }

    private static TransportFactory configured(UnaryOperator<TransportConfigBuilder> change) {
        return (config, endpoints) -> new SocketTransport(change.apply(config.toBuilder()).build(), endpoints);
    }

    private static Transport toldTwice(TransportConfig config, List<Endpoint> endpoints) {
        TransportConfigBuilder twice = config.toBuilder();
        config.observers().forEach(twice::observer);
        return new SocketTransport(twice.build(), endpoints);
    }

    private static Transport notTold(TransportConfig c, List<Endpoint> endpoints) {
        List<StreamObserver> none = List.of();
        return new SocketTransport(new TransportConfig(c.host(), c.port(), c.tls(), c.allowedOrigins(),
                c.allowCredentials(), c.limits(), c.timing(), c.compression(), c.asyncApi(), none, c.time()),
                endpoints);
    }

    private static final class Silent extends OfEngine {

        Silent(Engine engine) {
            super(engine);
        }

        @Override
        public void close() {
            // The fault.
        }
    }

    /** As if the server was stopped first. */
    private static final class Hasty extends OfEngine {

        Hasty(Engine engine) {
            super(engine);
        }

        @Override
        public void close() {
            Thread closer = Thread.startVirtualThread(super::close);
            try {
                closer.join(5);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static final class Unlisted extends OfEngine {

        Unlisted(Engine engine) {
            super(engine);
        }

        @Override
        public List<OneWayStream<?>> streams() {
            return List.of();
        }
    }

    /** Of all retries but the first one. */
    private static final class LosingRetries extends OfHandler {

        LosingRetries(LinkHandler handler) {
            super(handler);
        }

        @Override
        public ByteBuffer poll() {
            ByteBuffer next = super.poll();
            boolean retry = next != null && StandardCharsets.US_ASCII.decode(next.duplicate()).toString()
                    .startsWith("retry:");
            return retry ? super.poll() : next;
        }
    }

    private static Link uncuttable(Link link) {
        return new OfLink(link) {
            @Override
            public void abort() {
                // The fault.
            }
        };
    }

    /** A link whose end is never told. */
    static final class NeverEnded extends OfHandler {

        NeverEnded(LinkHandler handler) {
            super(handler);
        }

        @Override
        public void ended(LinkEnd how) {
            // The fault.
        }
    }

    private static final class Twice extends OfHandler {

        Twice(LinkHandler handler) {
            super(handler);
        }

        @Override
        public void received(ByteBuffer bytes) {
            super.received(bytes.duplicate());
            super.received(bytes);
        }
    }
}
