package dev.sluice.internal.share;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

import dev.sluice.Channel;
import dev.sluice.Codec;
import dev.sluice.Headers;
import dev.sluice.Opening;
import dev.sluice.Protocol;
import dev.sluice.StreamObserver;
import dev.sluice.TransportConfig;
import dev.sluice.TwoWayChannel;
import dev.sluice.internal.frame.FrameParser;
import dev.sluice.internal.stream.Carriage;
import dev.sluice.internal.stream.Carrier;
import dev.sluice.internal.stream.LiveStream;
import dev.sluice.internal.stream.Observers;
import dev.sluice.internal.stream.WebSocketConnection;
import dev.sluice.spi.Link;
import org.jspecify.annotations.Nullable;

/** A connection of many streams: a test says what its client says, and polls what it is told. */
final class SharedConnection implements Link, Carriage.Listener {

    static final TwoWayChannel<String, String> CHANNEL = Channel.twoWay("texts", Codec.text(), Codec.text());
    private static final int CLOSE = 8;
    private static final Opening OPENING = new Opening(Protocol.WEB_SOCKET, "/live", "/live", Map.of(), Map.of(),
            Headers.empty(), InetSocketAddress.createUnresolved("client", 1), false, Optional.empty(),
            Optional.empty(), Optional.of("sluice.v1"), Optional.empty());

    final List<String> calls = Collections.synchronizedList(new ArrayList<>());
    /** How often there was something to write. */
    final AtomicInteger readies = new AtomicInteger();
    final Multiplexer all;
    final WebSocketConnection connection;
    private final TransportConfig config;
    private final Runnable whenReady;

    SharedConnection(TransportConfig config, Multiplexer.Opener opener, Runnable whenReady,
            StreamObserver... observers) {
        this.config = config;
        this.whenReady = whenReady;
        Observers told = new Observers(List.of(observers));
        this.all = new Multiplexer(config, told, opener);
        this.connection = new WebSocketConnection(OPENING, Channel.oneWay("shared", Codec.bytes()),
                Optional.<Codec<byte[]>>empty(), Optional.of(all), Optional.empty(), config, told, this);
        connection.opened(this);
    }

    /** Makes the stream of a subscription. */
    @SuppressWarnings("unchecked")
    Optional<LiveStream<String, String>> open(Subscription subscription) {
        return subscription.open(config.limits().inboxMessages(), carrier -> stream(subscription, carrier))
                .map(stream -> (LiveStream<String, String>) stream);
    }

    private LiveStream<?, ?> stream(Subscription subscription, Carrier carrier) {
        return LiveStream.sharing(subscription.target(), OPENING, CHANNEL,
                Optional.of(CHANNEL.incoming()), config, carrier);
    }

    /** The client says this. */
    SharedConnection receive(String frame) {
        all.received(true, FrameParser.parse(frame.getBytes(StandardCharsets.UTF_8), true));
        return this;
    }

    /** The next frame; null if there is none. */
    @Nullable
    String poll() {
        ByteBuffer next = connection.poll();
        if (next == null) {
            return null;
        }
        if ((next.get() & 0xf) == CLOSE) {
            return "close";
        }
        int length = next.get();
        if (length == 126) {
            next.getShort();
        } else if (length == 127) {
            next.getLong();
        }
        byte[] payload = new byte[next.remaining()];
        next.get(payload);
        return new String(payload, StandardCharsets.UTF_8);
    }

    /** All frames that wait. */
    List<String> pollAll() {
        List<String> frames = new ArrayList<>();
        for (String frame = poll(); frame != null; frame = poll()) {
            frames.add(frame);
        }
        return frames;
    }

    @Override
    public void ready() {
        readies.incrementAndGet();
        whenReady.run();
    }

    @Override
    public void pauseReading() {
        calls.add("pause");
    }

    @Override
    public void resumeReading() {
        calls.add("resume");
    }

    @Override
    public void abort() {
        calls.add("abort");
    }

    @Override
    public void opened(Carriage opened) {
        // The test serves what it opens.
    }

    @Override
    public void ended(Carriage gone) {
        calls.add("ended");
    }
}
