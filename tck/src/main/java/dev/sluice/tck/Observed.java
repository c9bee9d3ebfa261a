package dev.sluice.tck;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

import dev.sluice.Close;
import dev.sluice.Endpoint;
import dev.sluice.OneWayStream;
import dev.sluice.StreamObserver;

/** An observer that writes down what it is told. */
final class Observed implements StreamObserver {

    /**
     * An end.
     *
     * @param stream whose
     * @param close why
     */
    record End(OneWayStream<?> stream, Close close) {}

    final Queue<OneWayStream<?>> opened = new ConcurrentLinkedQueue<>();
    final Queue<End> closed = new ConcurrentLinkedQueue<>();
    final Queue<String> refused = new ConcurrentLinkedQueue<>();
    final AtomicLong received = new AtomicLong();
    final AtomicLong receivedBytes = new AtomicLong();
    final AtomicLong sent = new AtomicLong();
    final AtomicLong sentBytes = new AtomicLong();
    final AtomicLong dropped = new AtomicLong();
    final Queue<OneWayStream<?>> queued = new ConcurrentLinkedQueue<>();
    final AtomicLong queuedMessages = new AtomicLong();
    final AtomicLong queuedBytes = new AtomicLong();

    @Override
    public void opened(OneWayStream<?> stream) {
        opened.add(stream);
    }

    @Override
    public void refused(Endpoint endpoint, int status) {
        refused.add(endpoint.pathTemplate() + " " + status);
    }

    @Override
    public void closed(OneWayStream<?> stream, Close close) {
        closed.add(new End(stream, close));
    }

    @Override
    public void received(OneWayStream<?> stream, int bytes) {
        receivedBytes.addAndGet(bytes);
        received.incrementAndGet();
    }

    @Override
    public void sent(OneWayStream<?> stream, int bytes) {
        sentBytes.addAndGet(bytes);
        sent.incrementAndGet();
    }

    @Override
    public void dropped(OneWayStream<?> stream, long messages) {
        dropped.addAndGet(messages);
    }

    @Override
    public void queued(OneWayStream<?> stream, int messages, long bytes) {
        queuedMessages.accumulateAndGet(messages, Math::max);
        queuedBytes.accumulateAndGet(bytes, Math::max);
        queued.add(stream);
    }

    /** The ends of a stream that were told; there should be one. */
    List<Close> endsOf(OneWayStream<?> stream) {
        List<Close> ends = new ArrayList<>();
        closed.stream().filter(end -> end.stream().equals(stream)).forEach(end -> ends.add(end.close()));
        return ends;
    }
}
