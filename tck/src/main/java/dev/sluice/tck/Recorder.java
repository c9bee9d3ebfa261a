package dev.sluice.tck;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;

import dev.sluice.Handler;
import dev.sluice.TwoWayStream;

/** A handler that only listens, and tells what its stream brought when that has ended. */
final class Recorder implements Handler<TwoWayStream<String, String>> {

    private final BlockingQueue<List<String>> ended = new LinkedBlockingQueue<>();

    @Override
    public void serve(TwoWayStream<String, String> stream) {
        List<String> messages = new CopyOnWriteArrayList<>();
        stream.forEach(messages::add);
        ended.add(messages);
    }

    /** All messages of one stream, once it has ended. */
    List<String> awaitMessages() {
        return WireChapter.take(ended, "the end of a stream");
    }
}
