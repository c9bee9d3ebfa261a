package dev.sluice.client.internal.carrier;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * What came on a connection, in order, until its end. Thread-safe, for one taker. The first end is the only one, and nothing
 * comes behind it.
 *
 * @param <T> what comes
 */
final class Arrivals<T> {

    private sealed interface Arrival<T> {
        record Item<T>(T item) implements Arrival<T> {}

        record End<T>(CarrierEnd end) implements Arrival<T> {}
    }

    private final LinkedBlockingQueue<Arrival<T>> queue = new LinkedBlockingQueue<>();

    void add(T item) {
        queue.add(new Arrival.Item<>(item));
    }

    void end(CarrierEnd end) {
        queue.add(new Arrival.End<>(end));
    }

    /**
     * The next one; empty if none came in time.
     *
     * @throws CarrierEndedException if it is the end, now and at every later call
     */
    Optional<T> poll(Duration timeout) throws InterruptedException {
        Arrival<T> next = queue.poll(timeout.toNanos(), TimeUnit.NANOSECONDS);
        if (next instanceof Arrival.End<T> it) {
            queue.clear();
            queue.add(it);
            throw new CarrierEndedException(it.end());
        }
        return next instanceof Arrival.Item<T> it ? Optional.of(it.item()) : Optional.empty();
    }
}
