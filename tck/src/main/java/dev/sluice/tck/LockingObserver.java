package dev.sluice.tck;

import java.util.List;

import dev.sluice.Close;
import dev.sluice.OneWayStream;
import dev.sluice.StreamObserver;
import dev.sluice.Topic;
import dev.sluice.Transport;

/** An observer with one lock for all it does, under which it uses what it is told of. */
final class LockingObserver implements StreamObserver {

    /** So many drops, and it closes the stream. */
    private static final int ENOUGH = 2_000;

    private final Topic<String> topic;
    private volatile List<Transport> watched = List.of();

    LockingObserver(Topic<String> topic) {
        this.topic = topic;
    }

    /** Looks after this transport's streams. */
    void watch(Transport transport) {
        watched = List.of(transport);
    }

    /** Looks at every stream: how much waits, was dropped and is joined. */
    synchronized long look() {
        long seen = 0;
        for (Transport transport : watched) {
            for (OneWayStream<?> stream : transport.streams()) {
                seen += stream.queued() + stream.dropped() + topic.size();
            }
        }
        return seen;
    }

    /** Publishes. */
    synchronized void publish(String message) {
        topic.publish(message);
    }

    @Override
    public synchronized void opened(OneWayStream<?> stream) {
        look();
    }

    @Override
    public synchronized void closed(OneWayStream<?> stream, Close close) {
        look();
    }

    @Override
    public synchronized void sent(OneWayStream<?> stream, int bytes) {
        look();
    }

    @Override
    public synchronized void dropped(OneWayStream<?> stream, long messages) {
        look();
        if (stream.dropped() > ENOUGH) {
            stream.close();
        }
    }

    @Override
    public synchronized void queued(OneWayStream<?> stream, int messages, long bytes) {
        look();
    }
}
