package dev.sluice.tck;

import dev.sluice.Close;
import dev.sluice.Endpoint;
import dev.sluice.OneWayStream;
import dev.sluice.StreamObserver;

/** An observer that fails whatever it is told. */
final class ThrowingObserver implements StreamObserver {

    @Override
    public void opened(OneWayStream<?> stream) {
        throw new IllegalStateException("on purpose");
    }

    @Override
    public void refused(Endpoint endpoint, int status) {
        throw new IllegalStateException("on purpose");
    }

    @Override
    public void closed(OneWayStream<?> stream, Close close) {
        throw new AssertionError("on purpose");
    }

    @Override
    public void received(OneWayStream<?> stream, int bytes) {
        throw new IllegalStateException("on purpose");
    }

    @Override
    public void sent(OneWayStream<?> stream, int bytes) {
        throw new AssertionError("on purpose");
    }

    @Override
    public void dropped(OneWayStream<?> stream, long messages) {
        throw new IllegalStateException("on purpose");
    }

    @Override
    public void queued(OneWayStream<?> stream, int messages, long bytes) {
        throw new AssertionError("on purpose");
    }
}
