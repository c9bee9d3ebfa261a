package dev.sluice.internal.memory;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import javax.net.SocketFactory;

import dev.sluice.Codec;
import dev.sluice.Endpoint;
import dev.sluice.MemoryRequest;
import dev.sluice.MemoryTransport;
import dev.sluice.OneWayChannel;
import dev.sluice.OneWayMemoryClient;
import dev.sluice.OneWayStream;
import dev.sluice.Protocol;
import dev.sluice.TransportConfig;
import dev.sluice.TransportException;
import dev.sluice.TwoWayChannel;
import dev.sluice.TwoWayMemoryClient;
import dev.sluice.internal.endpoint.EndpointSpec;
import dev.sluice.internal.socket.HttpSockets;
import dev.sluice.spi.Engine;

/** The SPI on sockets that are pipes. */
public final class PipeTransport implements MemoryTransport {

    private static final int SMALLEST_HEAD = 32 << 10;

    private enum State {
        MADE, STARTED, CLOSED
    }

    private final TransportConfig config;
    private final List<Endpoint> endpoints;
    private final Engine engine;
    private final HttpSockets sockets;
    private final Consumer<Socket> acceptor;
    private final Set<PipeClient<?, ?>> clients = ConcurrentHashMap.newKeySet();
    private final AtomicReference<State> state = new AtomicReference<>(State.MADE);
    private volatile int port;

    /**
     * A transport that is not started.
     *
     * @throws IllegalArgumentException if two endpoints have the same path, or the configuration wants TLS
     */
    public PipeTransport(TransportConfig config, Collection<? extends Endpoint> endpoints) {
        if (config.tls().isPresent()) {
            throw new IllegalArgumentException(
                    "the transport in memory speaks no TLS: leave it out of its configuration");
        }
        this.config = config;
        this.endpoints = List.copyOf(endpoints);
        this.engine = Engine.create(config, endpoints);
        // As much as the limits let through, and what they refuse by name.
        int largestHead = Math.max(SMALLEST_HEAD,
                2 * Math.min(config.limits().maxHeaderBytes(), Integer.MAX_VALUE / 8));
        this.sockets = new HttpSockets(engine, largestHead, Duration.ZERO);
        this.acceptor = socket -> sockets.serve(socket, tcp -> tcp);
    }

    @Override
    public MemoryTransport start() {
        if (!state.compareAndSet(State.MADE, State.STARTED)) {
            throw new IllegalStateException("the transport was started before");
        }
        try {
            port = Ports.bind(config.port(), acceptor);
        } catch (IOException e) {
            state.set(State.CLOSED);
            throw new TransportException("cannot bind port " + config.port(), e);
        }
        return this;
    }

    @Override
    public int port() {
        if (port == 0) {
            throw new IllegalStateException("the transport is not started");
        }
        return port;
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
            clients.forEach(PipeClient::letGo);
            engine.close();
            Ports.release(port, acceptor);
            sockets.stop();
            clients.forEach(PipeClient::letGo);
        }
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        return type == SocketFactory.class ? Optional.of(type.cast(new PipeSocketFactory())) : Optional.empty();
    }

    @Override
    public TwoWayMemoryClient<String, String> connect(MemoryRequest request) {
        return open(Codec.text(), Codec.text(), request);
    }

    @Override
    public <O> OneWayMemoryClient<O> connect(OneWayChannel<O> channel, MemoryRequest request) {
        return open(Codec.bytes(), channel.outgoing(), request);
    }

    @Override
    public <I, O> TwoWayMemoryClient<I, O> connect(TwoWayChannel<I, O> channel, MemoryRequest request) {
        return open(channel.incoming(), channel.outgoing(), request);
    }

    private <I, O> PipeClient<I, O> open(Codec<I> incoming, Codec<O> outgoing, MemoryRequest request) {
        int to = port();
        if (state.get() != State.STARTED) {
            throw new IllegalStateException("the transport was closed");
        }
        Optional<EndpointSpec> endpoint = endpoint(request);
        Protocol protocol = request.protocol().orElse(endpoint.filter(
                spec -> !spec.protocols().contains(Protocol.WEB_SOCKET)).isPresent()
                        ? Protocol.SSE
                        : Protocol.WEB_SOCKET);
        if (protocol == Protocol.SSE && endpoint.filter(EndpointSpec::hasSessions).isPresent()) {
            throw new IllegalArgumentException(endpoint.get().template()
                    + " is not one-way, and over SSE that takes a session"
                    + " with POSTs, which the client in memory does not speak: connect by WebSocket, or use a client of"
                    + " sessions and a transport on a real port");
        }
        return PipeClient.open(to, request, protocol, incoming, outgoing, clients);
    }

    private Optional<EndpointSpec> endpoint(MemoryRequest request) {
        String path = request.target().split("\\?", 2)[0];
        return endpoints.stream().map(EndpointSpec.class::cast)
                .filter(endpoint -> endpoint.template().match(path).isPresent())
                .min((a, b) -> a.template().compareSpecificity(b.template()));
    }
}
