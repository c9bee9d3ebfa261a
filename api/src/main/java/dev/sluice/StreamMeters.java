package dev.sluice;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;

/** The meters of one endpoint and protocol. */
final class StreamMeters {

    final AtomicInteger open = new AtomicInteger();
    final Counter opened;
    final Timer duration;
    final Counter messagesReceived;
    final Counter messagesSent;
    final Counter messagesDropped;
    final Counter bytesReceived;
    final Counter bytesSent;
    final DistributionSummary queue;
    private final MeterRegistry registry;
    private final Tags tags;

    StreamMeters(MeterRegistry registry, Tags endpoint, Protocol protocol) {
        this.registry = registry;
        this.tags = endpoint.and("protocol", name(protocol));
        // Strong, as nobody else may keep the number.
        Gauge.builder("sluice.streams.open", open, AtomicInteger::get).strongReference(true).baseUnit("streams")
                .description("streams that are open").tags(tags).register(registry);
        this.opened = counter("sluice.streams.opened", "streams", "streams that opened");
        this.duration = Timer.builder("sluice.stream.duration").description("how old streams were when they ended")
                .tags(tags).register(registry);
        this.messagesReceived = counter("sluice.messages.received", "messages", "messages from clients");
        this.messagesSent = counter("sluice.messages.sent", "messages", "messages to clients");
        this.messagesDropped = counter("sluice.messages.dropped", "messages",
                "messages to clients that were dropped by a policy");
        this.bytesReceived = counter("sluice.bytes.received", "bytes", "messages from clients, without framing");
        this.bytesSent = counter("sluice.bytes.sent", "bytes", "messages to clients, with framing");
        this.queue = DistributionSummary.builder("sluice.queue").baseUnit("messages")
                .description("what waits for a client that is behind").tags(tags).register(registry);
    }

    /** The counter of ends for this cause; a stream has one end, so it may be looked up. */
    Counter closed(Close.Cause cause) {
        return Counter.builder("sluice.streams.closed").baseUnit("streams").description("streams that ended").tags(tags)
                .tag("cause", name(cause)).register(registry);
    }

    private Counter counter(String name, String unit, String description) {
        return Counter.builder(name).baseUnit(unit).description(description).tags(tags).register(registry);
    }

    private static String name(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
