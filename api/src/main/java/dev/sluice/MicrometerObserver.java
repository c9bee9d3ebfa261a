package dev.sluice;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;

/**
 * Meters by Micrometer, which the application adds as a dependency ({@code io.micrometer:micrometer-core}). Thread-safe. Give
 * it to a transport by {@link TransportConfigBuilder#observer}. One observer may watch several transports; two observers of
 * one registry need tags to tell them apart.
 *
 * <table>
 * <caption>The meters</caption>
 * <tr><th>name</th><th>kind</th><th>unit</th><th>tags</th><th>what</th></tr>
 * <tr><td>{@code sluice.streams.open}</td><td>gauge</td><td>streams</td><td>endpoint, protocol</td>
 * <td>streams that are open</td></tr>
 * <tr><td>{@code sluice.streams.opened}</td><td>counter</td><td>streams</td><td>endpoint, protocol</td>
 * <td>streams that opened</td></tr>
 * <tr><td>{@code sluice.streams.closed}</td><td>counter</td><td>streams</td><td>endpoint, protocol, cause</td>
 * <td>streams that ended</td></tr>
 * <tr><td>{@code sluice.streams.refused}</td><td>counter</td><td>openings</td><td>endpoint, status</td>
 * <td>openings that were refused</td></tr>
 * <tr><td>{@code sluice.stream.duration}</td><td>timer</td><td>time</td><td>endpoint, protocol</td>
 * <td>how old streams were when they ended</td></tr>
 * <tr><td>{@code sluice.messages.received}</td><td>counter</td><td>messages</td><td>endpoint, protocol</td>
 * <td>messages from clients</td></tr>
 * <tr><td>{@code sluice.messages.sent}</td><td>counter</td><td>messages</td><td>endpoint, protocol</td>
 * <td>messages to clients</td></tr>
 * <tr><td>{@code sluice.messages.dropped}</td><td>counter</td><td>messages</td><td>endpoint, protocol</td>
 * <td>messages to clients that were dropped by an {@link Overflow} policy</td></tr>
 * <tr><td>{@code sluice.bytes.received}</td><td>counter</td><td>bytes</td><td>endpoint, protocol</td>
 * <td>messages from clients, without framing</td></tr>
 * <tr><td>{@code sluice.bytes.sent}</td><td>counter</td><td>bytes</td><td>endpoint, protocol</td>
 * <td>messages to clients, with framing</td></tr>
 * <tr><td>{@code sluice.queue}</td><td>summary</td><td>messages</td><td>endpoint, protocol</td>
 * <td>what waits for a client, sampled about once a second for each that is behind</td></tr>
 * </table>
 *
 * <p>The values of tags are few: {@code endpoint} is the path template, {@code protocol} and {@code cause} are the names of
 * {@link Protocol} and {@link Close.Cause} in lower case, {@code status} is an HTTP status from 400 to 599. Nothing that a
 * client chooses is a tag.
 */
public final class MicrometerObserver implements StreamObserver {

    private final MeterRegistry registry;
    private final Tags common;
    private final ConcurrentMap<String, Map<Protocol, StreamMeters>> meters = new ConcurrentHashMap<>();

    private MicrometerObserver(MeterRegistry registry, Tags common) {
        this.registry = registry;
        this.common = common;
    }

    /**
     * An observer that has its meters in this registry.
     *
     * @param registry where the meters are registered, when their endpoint has its first stream
     */
    public static MicrometerObserver of(MeterRegistry registry) {
        return new MicrometerObserver(registry, Tags.empty());
    }

    /**
     * An observer whose meters have tags of the application's too.
     *
     * @param registry where the meters are registered, when their endpoint has its first stream
     * @param tags added to every meter
     */
    public static MicrometerObserver of(MeterRegistry registry, Iterable<Tag> tags) {
        return new MicrometerObserver(registry, Tags.of(tags));
    }

    @Override
    public void opened(OneWayStream<?> stream) {
        StreamMeters of = of(stream);
        of.open.incrementAndGet();
        of.opened.increment();
    }

    @Override
    public void refused(Endpoint endpoint, int status) {
        Counter.builder("sluice.streams.refused").baseUnit("openings").description("openings that were refused")
                .tags(common).tag("endpoint", endpoint.pathTemplate()).tag("status", Integer.toString(status))
                .register(registry).increment();
    }

    @Override
    public void closed(OneWayStream<?> stream, Close close) {
        StreamMeters of = of(stream);
        of.open.decrementAndGet();
        of.closed(close.cause()).increment();
        of.duration.record(stream.age().toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void received(OneWayStream<?> stream, int bytes) {
        StreamMeters of = of(stream);
        of.messagesReceived.increment();
        of.bytesReceived.increment(bytes);
    }

    @Override
    public void sent(OneWayStream<?> stream, int bytes) {
        StreamMeters of = of(stream);
        of.messagesSent.increment();
        of.bytesSent.increment(bytes);
    }

    @Override
    public void dropped(OneWayStream<?> stream, long messages) {
        of(stream).messagesDropped.increment((double) messages);
    }

    @Override
    public void queued(OneWayStream<?> stream, int messages, long bytes) {
        of(stream).queue.record(messages);
    }

    /** Registered once for an endpoint and a protocol; from then on a look-up without allocation. */
    private StreamMeters of(OneWayStream<?> stream) {
        Opening opening = stream.opening();
        Map<Protocol, StreamMeters> found = meters.get(opening.pathTemplate());
        if (found == null) {
            found = meters.computeIfAbsent(opening.pathTemplate(), this::register);
        }
        StreamMeters one = found.get(opening.protocol());
        if (one == null) {
            throw new IllegalStateException("no meters for " + opening.protocol());
        }
        return one;
    }

    private Map<Protocol, StreamMeters> register(String endpoint) {
        Map<Protocol, StreamMeters> each = new EnumMap<>(Protocol.class);
        for (Protocol protocol : Protocol.values()) {
            each.put(protocol, new StreamMeters(registry, common.and("endpoint", endpoint), protocol));
        }
        return each;
    }
}
