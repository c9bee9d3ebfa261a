package dev.sluice.client;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

import dev.sluice.OneWayChannel;
import dev.sluice.TwoWayChannel;
import dev.sluice.client.internal.carrier.Dialler;
import dev.sluice.client.internal.carrier.Settings;
import dev.sluice.client.internal.stream.ClientStream;
import dev.sluice.client.internal.stream.Hub;
import dev.sluice.client.internal.stream.Plan;

/**
 * A client of one endpoint. It makes connections as streams need them, makes them anew when they break, and takes SSE where
 * WebSocket does not get through, which it remembers for an hour. Thread-safe; an application has one for each endpoint.
 *
 * <p>A client's life: <b>open</b> from when it is built, and <b>closed</b> by {@link #close()}, which ends all its streams.
 */
public final class SluiceClient implements AutoCloseable {

    private final Dialler dialler;
    private final boolean ownHttp;
    private final ReentrantLock lock = new ReentrantLock();
    private final Set<Hub> hubs = ConcurrentHashMap.newKeySet();
    private Optional<Hub> sharedHub = Optional.empty();
    private boolean closed;

    SluiceClient(Settings settings, boolean ownHttp) {
        this.dialler = new Dialler(settings);
        this.ownHttp = ownHttp;
    }

    /**
     * Starts building a client.
     *
     * @param endpoint its address, such as {@code https://example.org/live}; the scheme is {@code http} or {@code https}, or
     *            {@code ws} or {@code wss}, which mean the same
     * @throws IllegalArgumentException if it has another scheme, no host, or a fragment
     */
    public static SluiceClientBuilder to(URI endpoint) {
        return new SluiceClientBuilder(endpoint);
    }

    /** Opens the stream of an endpoint of one channel, with defaults: {@code stream(channel).open()}. */
    public <O> OneWayClientStream<O> open(OneWayChannel<O> channel) {
        return stream(channel).open();
    }

    /** Opens the stream of an endpoint of one channel, with defaults: {@code stream(channel).open()}. */
    public <I, O> TwoWayClientStream<I, O> open(TwoWayChannel<I, O> channel) {
        return stream(channel).open();
    }

    /** Opens a stream of a shared endpoint, with defaults: {@code stream(channel).subscribe(target)}. */
    public <O> OneWayClientStream<O> subscribe(String target, OneWayChannel<O> channel) {
        return stream(channel).subscribe(target);
    }

    /** Opens a stream of a shared endpoint, with defaults: {@code stream(channel).subscribe(target)}. */
    public <I, O> TwoWayClientStream<I, O> subscribe(String target, TwoWayChannel<I, O> channel) {
        return stream(channel).subscribe(target);
    }

    /** Starts a stream of this channel. */
    public <O> OneWayClientStream.Builder<O> stream(OneWayChannel<O> channel) {
        return new StreamStart<Void, O>(this, channel.name(), Optional.empty(), channel.outgoing());
    }

    /** Starts a stream of this channel. */
    public <I, O> TwoWayClientStream.Builder<I, O> stream(TwoWayChannel<I, O> channel) {
        return new StreamStart<>(this, channel.name(), Optional.of(channel.incoming()), channel.outgoing());
    }

    <I, O> ClientStream<I, O> open(Plan<I, O> plan, boolean twoWay, boolean binary) {
        Dialler.Purpose purpose = twoWay ? Dialler.Purpose.TWO_WAY : Dialler.Purpose.ONE_WAY;
        Hub hub = hub(binary ? Dialler.Purpose.BINARY : purpose);
        return hub.open(plan);
    }

    <I, O> ClientStream<I, O> subscribe(Plan<I, O> plan) {
        lock.lock();
        try {
            if (sharedHub.isEmpty()) {
                sharedHub = Optional.of(hub(Dialler.Purpose.SHARED));
            }
            return sharedHub.get().open(plan);
        } finally {
            lock.unlock();
        }
    }

    private Hub hub(Dialler.Purpose purpose) {
        lock.lock();
        try {
            if (closed) {
                throw new IllegalStateException("the client is closed");
            }
            Hub hub = new Hub(dialler, purpose, hubs::remove);
            hubs.add(hub);
            hub.start();
            return hub;
        } finally {
            lock.unlock();
        }
    }

    /** Ends all streams with code 1000; does not wait for the server's answer. No effect the second time. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
        List<Hub> all = List.copyOf(hubs);
        all.forEach(Hub::close);
        if (ownHttp) {
            Thread.ofVirtual().name("sluice-client-shutdown").start(() -> shutdown(all));
        }
    }

    /** Lets the goodbyes go out before. */
    private void shutdown(List<Hub> all) {
        try {
            for (Hub hub : all) {
                hub.join();
            }
            dialler.settings().http().shutdown();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
