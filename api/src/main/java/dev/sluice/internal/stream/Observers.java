package dev.sluice.internal.stream;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import dev.sluice.Close;
import dev.sluice.Endpoint;
import dev.sluice.OneWayStream;
import dev.sluice.StreamObserver;

/** All observers of a transport as one; what one of them throws is logged and keeps nothing from the others. */
public final class Observers implements StreamObserver {

    private static final Logger LOG = System.getLogger("dev.sluice");

    private final List<StreamObserver> observers;
    private final Set<StreamObserver> failed = ConcurrentHashMap.newKeySet();

    /** These observers, told in this order. */
    public Observers(List<StreamObserver> observers) {
        this.observers = observers;
    }

    private void tell(Consumer<StreamObserver> what) {
        for (StreamObserver observer : observers) {
            try {
                what.accept(observer);
            } catch (Throwable t) {
                // What fails for one message fails for every message: once is enough.
                LOG.log(failed.add(observer) ? Level.WARNING : Level.DEBUG, "an observer failed", t);
            }
        }
    }

    /** Tells of a stream that is open now, and of its end when it comes. */
    public void watch(LiveStream<?, ?> stream) {
        opened(stream);
        stream.onEnd(() -> {
            tellDropped(stream);
            closed(stream, stream.ended().orElseThrow());
        });
    }

    /** Tells of what waits for a stream's client, if anything does. */
    void tellQueued(LiveStream<?, ?> stream) {
        int messages = stream.outbox.size();
        if (messages > 0) {
            queued(stream, messages, stream.outbox.bytes());
        }
    }

    /** Tells of what was dropped since it was last asked to. */
    void tellDropped(LiveStream<?, ?> stream) {
        long messages = stream.takeDropped();
        if (messages > 0) {
            dropped(stream, messages);
        }
    }

    @Override
    public void opened(OneWayStream<?> stream) {
        tell(observer -> observer.opened(stream));
    }

    @Override
    public void refused(Endpoint endpoint, int status) {
        tell(observer -> observer.refused(endpoint, status));
    }

    @Override
    public void closed(OneWayStream<?> stream, Close close) {
        tell(observer -> observer.closed(stream, close));
    }

    @Override
    public void received(OneWayStream<?> stream, int bytes) {
        tell(observer -> observer.received(stream, bytes));
    }

    @Override
    public void sent(OneWayStream<?> stream, int bytes) {
        tell(observer -> observer.sent(stream, bytes));
    }

    @Override
    public void dropped(OneWayStream<?> stream, long messages) {
        tell(observer -> observer.dropped(stream, messages));
    }

    @Override
    public void queued(OneWayStream<?> stream, int messages, long bytes) {
        tell(observer -> observer.queued(stream, messages, bytes));
    }
}
