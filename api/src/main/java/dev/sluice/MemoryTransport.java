package dev.sluice;

import java.util.Collection;
import java.util.List;

import dev.sluice.internal.memory.PipeTransport;

/**
 * A transport for tests: the whole engine, with HTTP/1.1, WebSocket and SSE to the byte, on pipes in memory. No socket is
 * opened and no real port is bound, so that starting, connecting and a message take microseconds each and tests do not get
 * in each other's way. Thread-safe.
 *
 * <pre>{@code
 * try (MemoryTransport transport = MemoryTransport.create(endpoint).start();
 *         TwoWayMemoryClient<Say, Said> ann = transport.connect(CHAT, "/chat/lobby")) {
 *     ann.send(new Say("hello"));
 *     assertEquals("hello", ann.receive().text());
 * }
 * }</pre>
 *
 * <p>There is no timer besides that of the engine, which reads {@link TransportConfig#time()}: with a {@link ManualTime} a
 * heartbeat or an age passes when the test says so. There is no TLS and no HTTP/2.
 *
 * <p>{@link #port()} stands for a port, from 1024 to 32767 unless the configuration says which, so that headers look right;
 * no two transports of a JVM in memory have the same one. {@link #unwrap} gives a {@code javax.net.SocketFactory}, whose
 * sockets reach these transports by their ports: for tests of every byte.
 */
public interface MemoryTransport extends Transport {

    /**
     * A transport with the default configuration and a free port.
     *
     * @throws IllegalArgumentException if two endpoints have the same path
     */
    static MemoryTransport create(Endpoint... endpoints) {
        return create(TransportConfig.onPort(0), List.of(endpoints));
    }

    /**
     * A transport.
     *
     * @param config how it behaves; the host means nothing
     * @throws IllegalArgumentException if two endpoints have the same path, or the configuration wants TLS
     */
    static MemoryTransport create(TransportConfig config, Collection<? extends Endpoint> endpoints) {
        return new PipeTransport(config, endpoints);
    }

    @Override
    MemoryTransport start();

    /**
     * Opens a stream of text: a WebSocket, or SSE where the endpoint serves nothing else.
     *
     * @param target the path, and a query behind a question mark if there is one, percent-encoded
     * @throws OpeningRefusedException if the stream is refused, with the status and the text of the answer
     * @throws AssertionError if there was no answer within {@link MemoryRequest#deadline()}
     * @throws java.io.UncheckedIOException if the connection was cut instead of an answer
     * @throws IllegalStateException if the transport is not started, or was closed
     * @throws IllegalArgumentException for SSE where the endpoint is two-way, or shared by many streams: that takes a session
     *             with POSTs, which these clients do not speak
     */
    default TwoWayMemoryClient<String, String> connect(String target) {
        return connect(MemoryRequest.to(target));
    }

    /** Like {@link #connect(String)}, with a choice of protocol and headers. */
    TwoWayMemoryClient<String, String> connect(MemoryRequest request);

    /** Like {@link #connect(String)}, for the messages of a channel. */
    default <O> OneWayMemoryClient<O> connect(OneWayChannel<O> channel, String target) {
        return connect(channel, MemoryRequest.to(target));
    }

    /** Like {@link #connect(String)}, for the messages of a channel, with a choice of protocol and headers. */
    <O> OneWayMemoryClient<O> connect(OneWayChannel<O> channel, MemoryRequest request);

    /** Like {@link #connect(String)}, for the messages of a channel. */
    default <I, O> TwoWayMemoryClient<I, O> connect(TwoWayChannel<I, O> channel, String target) {
        return connect(channel, MemoryRequest.to(target));
    }

    /** Like {@link #connect(String)}, for the messages of a channel, with a choice of protocol and headers. */
    <I, O> TwoWayMemoryClient<I, O> connect(TwoWayChannel<I, O> channel, MemoryRequest request);
}
