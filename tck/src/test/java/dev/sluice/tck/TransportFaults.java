package dev.sluice.tck;

import static dev.sluice.tck.Fault.inside;
import static dev.sluice.tck.Fault.outside;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import dev.sluice.Endpoint;
import dev.sluice.Transport;
import dev.sluice.TransportConfig;
import dev.sluice.TransportException;
import dev.sluice.spi.Answer;
import dev.sluice.spi.Engine;
import dev.sluice.spi.HttpRequest;

/** Faults around the engine, and of starting and stopping. */
final class TransportFaults {

    private static final Queue<ServerSocket> STILL_BOUND = new ConcurrentLinkedQueue<>();

    private TransportFaults() {}

    private static ServerSocket bound(int port) {
        try {
            return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Stream<Fault> all() {
        return Stream.concat(ofEngines(), ofTransports());
    }

    private static Stream<Fault> ofEngines() {
        return Stream.of(
                inside("requests are answered one at a time", OneAtATime::new, "LIMIT-8"),
                inside("the engine is closed too late", Unclosed::new, "STOP-6", "STOP-7"),
                inside("links are counted that are gone", CountingAll::new, "LIFE-8"),
                new Fault("the configuration does not reach the engine", TransportFaults::unconfigured,
                        List.of("HS-26", "WS-41", "FLOW-3", "LIMIT-10", "LIMIT-11", "LIMIT-15", "LIMIT-16", "LIMIT-17",
                                "LIMIT-19", "LIMIT-20", "LIMIT-22", "LIMIT-23", "LIMIT-24", "GATE-1", "CORS-3")));
    }

    private static Transport unconfigured(TransportConfig config, List<Endpoint> endpoints) {
        return new SocketTransport(TransportConfig.builder().host(config.host()).port(config.port()).build(),
                endpoints);
    }

    private static Stream<Fault> ofTransports() {
        return Stream.of(
                outside("the port lies", t -> new Outer(t) {
                    @Override
                    public int port() {
                        return super.port() + 1;
                    }
                }, "STOP-1"),
                outside("there is a port before the start", t -> new Outer(t) {
                    @Override
                    public int port() {
                        try {
                            return super.port();
                        } catch (IllegalStateException e) {
                            return 0;
                        }
                    }
                }, "STOP-2"),
                outside("a failed bind is swallowed", t -> new Outer(t) {
                    @Override
                    public Transport start() {
                        try {
                            return super.start();
                        } catch (TransportException e) {
                            return this;
                        }
                    }
                }, "STOP-3"),
                outside("a second start is taken", t -> new Outer(t) {
                    @Override
                    public Transport start() {
                        try {
                            return super.start();
                        } catch (IllegalStateException e) {
                            return this;
                        }
                    }
                }, "STOP-4"),
                outside("close does nothing", t -> new Outer(t) {
                    @Override
                    public void close() {
                        // The fault.
                    }
                }, "STOP-6", "STOP-12"),
                outside("close returns before it is done", t -> new Outer(t) {
                    @Override
                    public void close() {
                        CompletableFuture.runAsync(super::close,
                                CompletableFuture.delayedExecutor(200, TimeUnit.MILLISECONDS)).isDone();
                    }
                }, "STOP-9"),
                outside("close hangs", t -> new Outer(t) {
                    @Override
                    public void close() {
                        super.close();
                        new CompletableFuture<Void>().completeOnTimeout(null, 2, TimeUnit.SECONDS).join();
                    }
                }, "STOP-11", "DRAIN-6"),
                outside("the port stays bound", t -> new Outer(t) {
                    @Override
                    public void close() {
                        int port = super.port();
                        super.close();
                        STILL_BOUND.add(bound(port));
                    }
                }, "STOP-9"),
                outside("a second close fails", t -> new Outer(t) {

                    private boolean closed;

                    @Override
                    public void close() {
                        // Not at the third time, which is the kit's own.
                        boolean again = closed;
                        closed = !closed;
                        super.close();
                        if (again) {
                            throw new IllegalStateException("closed before");
                        }
                    }
                }, "STOP-5"));
    }

    private static final class OneAtATime extends Tampered.OfEngine {

        OneAtATime(Engine engine) {
            super(engine);
        }

        @Override
        public synchronized Answer answer(HttpRequest request) {
            return super.answer(request);
        }
    }

    /** As if the server was stopped first: connections are cut, and only then is the engine closed. */
    private static final class Unclosed extends Tampered.OfEngine {

        Unclosed(Engine engine) {
            super(engine);
        }

        @Override
        public void close() {
            Thread.startVirtualThread(
                    () -> CompletableFuture.delayedExecutor(200, TimeUnit.MILLISECONDS).execute(super::close));
        }
    }

    private static final class CountingAll extends Tampered.OfEngine {

        private volatile int most;

        CountingAll(Engine engine) {
            super(engine);
        }

        @Override
        public int linkCount() {
            most = Math.max(most, super.linkCount());
            return most;
        }
    }
}
