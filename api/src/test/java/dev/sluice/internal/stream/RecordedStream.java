package dev.sluice.internal.stream;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.sluice.Channel;
import dev.sluice.Codec;
import dev.sluice.Headers;
import dev.sluice.Opening;
import dev.sluice.Protocol;
import dev.sluice.TransportConfig;
import dev.sluice.TwoWayChannel;

/** A stream whose connection only writes down what it is told, for tests of other packages too. */
public final class RecordedStream<I, O> {

    final RecordingCarrier carrier = new RecordingCarrier();
    private final LiveStream<I, O> stream;

    private RecordedStream(Opening opening, Channel<O> channel, Optional<Codec<I>> incoming, TransportConfig config) {
        this.stream = new LiveStream<>(opening, channel, incoming, WireForm.of(opening), config, carrier);
    }

    /** A stream on which only the server speaks. */
    public static <O> RecordedStream<Void, O> oneWay(Protocol protocol, Channel<O> channel, TransportConfig config) {
        return new RecordedStream<>(opening(protocol), channel, Optional.empty(), config);
    }

    /** A stream over SSE whose client says what it saw last; an empty text says nothing. */
    public static <O> RecordedStream<Void, O> back(String lastEventId, Channel<O> channel, TransportConfig config) {
        Opening opening = new Opening(Protocol.SSE, "/path", "/path", Map.of(), Map.of(), Headers.empty(),
                InetSocketAddress.createUnresolved("client", 1), false, Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.of(lastEventId));
        return new RecordedStream<>(opening, channel, Optional.empty(), config);
    }

    /** A stream on which both sides speak. */
    public static <I, O> RecordedStream<I, O> twoWay(TwoWayChannel<I, O> channel, TransportConfig config) {
        return new RecordedStream<>(opening(Protocol.WEB_SOCKET), channel, Optional.of(channel.incoming()), config);
    }

    /** An opening by nobody in particular. */
    public static Opening opening(Protocol protocol) {
        return new Opening(protocol, "/path", "/path", Map.of(), Map.of(), Headers.empty(),
                InetSocketAddress.createUnresolved("client", 1), false, Optional.empty(), Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** The stream. */
    public LiveStream<I, O> stream() {
        return stream;
    }

    /** Takes everything that waits to be sent. */
    public List<byte[]> poll() {
        List<byte[]> all = new ArrayList<>();
        for (Message next = stream.poll(); next != null; next = stream.poll()) {
            all.add(stream.writing().of(next));
        }
        return all;
    }

    /** Takes the next of what waits to be sent. */
    public Optional<byte[]> pollOne() {
        return Optional.ofNullable(stream.poll()).map(stream.writing()::of);
    }

    /** Runs this whenever the connection is told that there is something to send. */
    public void whenReady(Runnable what) {
        carrier.whenReady = what;
    }

    /** Whether something waits to be sent. */
    public boolean hasOutput() {
        return stream.hasOutput();
    }

    /** What the connection was told so far: ready, pause, resume, ending with its cause. */
    public List<String> calls() {
        return List.copyOf(carrier.calls);
    }
}
