package dev.sluice.internal.stream;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import dev.sluice.Close;

/** Writes down what a stream asks of its connection. */
final class RecordingCarrier implements Carrier {

    final List<String> calls = Collections.synchronizedList(new ArrayList<>());

    volatile Runnable whenReady = () -> {};

    @Override
    public void ready() {
        calls.add("ready");
        whenReady.run();
    }

    @Override
    public void ending(Close close) {
        calls.add("ending " + close.cause());
    }

    @Override
    public void pauseReading() {
        calls.add("pause");
    }

    @Override
    public void resumeReading() {
        calls.add("resume");
    }
}
