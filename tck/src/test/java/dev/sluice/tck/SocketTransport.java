package dev.sluice.tck;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

import dev.sluice.Endpoint;
import dev.sluice.OneWayStream;
import dev.sluice.Transport;
import dev.sluice.TransportConfig;
import dev.sluice.TransportException;
import dev.sluice.internal.socket.HttpSockets;
import dev.sluice.spi.Engine;
import dev.sluice.spi.LinkHandler;

/** The SPI in the simplest correct way: a blocking socket and a virtual thread a connection, HTTP/1 only, also over TLS. */
final class SocketTransport implements Transport {

    /** What it cannot do. */
    static final Set<Capability> LACKS = Set.of(Capability.HTTP_2);

    /** What {@link #late} cannot do. */
    static final Set<Capability> LATE_LACKS = Set.of(Capability.HTTP_2, Capability.IDLE_END);

    private static final int BACKLOG = 1024;
    private static final int LARGEST_HEAD = 32 * 1024;
    private static final Duration LINGER = Duration.ofMillis(500);

    private enum State {
        MADE, STARTED, CLOSED
    }

    @FunctionalInterface
    private interface Binding {
        ServerSocket server() throws IOException;
    }

    private final TransportConfig config;
    private final Engine engine;
    private final AtomicReference<State> state = new AtomicReference<>(State.MADE);
    private final HttpSockets sockets;
    private final ServerSocket server;
    private volatile Thread acceptor = Thread.currentThread();

    SocketTransport(TransportConfig config, List<Endpoint> endpoints) {
        this(config, endpoints, UnaryOperator.identity());
    }

    /** With something around the engine: a place for faults. */
    SocketTransport(TransportConfig config, List<Endpoint> endpoints, UnaryOperator<Engine> around) {
        this(config, endpoints, around, ServerSocket::new);
    }

    private SocketTransport(TransportConfig config, List<Endpoint> endpoints, UnaryOperator<Engine> around,
            Binding binding) {
        this.config = config;
        this.server = unbound(binding);
        this.engine = around.apply(Engine.create(config, endpoints));
        this.sockets = new HttpSockets(engine, LARGEST_HEAD, LINGER);
    }

    /** One that notices the end of a client, FIN or RST, by nothing but a write that fails: it lacks {@code IDLE_END}. */
    static SocketTransport late(TransportConfig config, List<Endpoint> endpoints) {
        return late(config, endpoints, UnaryOperator.identity());
    }

    /** The same, with something around the handlers of its links. */
    static SocketTransport late(TransportConfig config, List<Endpoint> endpoints, UnaryOperator<LinkHandler> around) {
        return new SocketTransport(config, endpoints,
                Tampered.handlers(handler -> LateSocket.watched(around.apply(handler))), LateSocket::server);
    }

    private static ServerSocket unbound(Binding binding) {
        try {
            return binding.server();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Transport start() {
        if (!state.compareAndSet(State.MADE, State.STARTED)) {
            throw new IllegalStateException("the transport was started before");
        }
        try {
            server.bind(new InetSocketAddress(InetAddress.getByName(config.host()), config.port()), BACKLOG);
        } catch (IOException e) {
            state.set(State.CLOSED);
            closeServer();
            throw new TransportException("cannot bind " + config.host() + ":" + config.port(), e);
        }
        acceptor = Thread.ofVirtual().name("socket-accept").start(this::acceptLoop);
        return this;
    }

    private void acceptLoop() {
        while (!server.isClosed()) {
            try {
                sockets.serve(server.accept(), this::speak);
            } catch (IOException e) {
                // Closed, which ends the loop, or out of descriptors: the next one may succeed.
            }
        }
    }

    private Socket speak(Socket tcp) throws IOException {
        return config.tls().isPresent() ? SocketTls.accept(config.tls().get(), tcp) : tcp;
    }

    @Override
    public int port() {
        if (!server.isBound()) {
            throw new IllegalStateException("the transport is not started");
        }
        return server.getLocalPort();
    }

    @Override
    public int streamCount() {
        return engine.linkCount();
    }

    @Override
    public List<OneWayStream<?>> streams() {
        return engine.streams();
    }

    @Override
    public void close() {
        if (state.compareAndSet(State.STARTED, State.CLOSED)) {
            engine.close();
            closeServer();
            // The port is free only when nobody accepts any more.
            joinAcceptor();
            sockets.stop();
        }
    }

    private void joinAcceptor() {
        try {
            acceptor.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void closeServer() {
        closeQuietly(server);
    }

    private static void closeQuietly(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            // There is nothing left to do for it.
        }
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        return type.isInstance(server) ? Optional.of(type.cast(server)) : Optional.empty();
    }
}
