package dev.sluice.undertow;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.sluice.spi.LinkEnd;
import dev.sluice.spi.LinkHandler;
import org.xnio.ChannelListener;
import org.xnio.channels.StreamSinkChannel;

/**
 * Writes what the handler has. The rule that loses no wake-up: {@code due} is cleared before the handler is polled, and
 * is true only while a drain is certain to come.
 */
final class Output implements Runnable, ChannelListener<StreamSinkChannel> {

    /** Batches in one go; then the other connections of the thread get their turn. */
    private static final int MAX_ROUNDS = 16;

    private final UndertowLink link;
    private final LinkHandler handler;
    private final Wire wire;
    private final Turns turns = Turns.ofCurrentThread();
    private final Batch batch = new Batch();
    private final AtomicBoolean due = new AtomicBoolean();
    private volatile boolean finishing;

    /** To be made on the I/O thread. */
    Output(UndertowLink link, LinkHandler handler, Wire wire) {
        this.link = link;
        this.handler = handler;
        this.wire = wire;
    }

    void start() {
        // Set even while nothing is to be written: Undertow calls it when an HTTP/2 stream is reset.
        wire.sink().getWriteSetter().set(this);
        run();
    }

    void ready() {
        if (due.compareAndSet(false, true)) {
            turns.add(this);
        }
    }

    boolean isFinishing() {
        return finishing;
    }

    @Override
    public void handleEvent(StreamSinkChannel writable) {
        if (Thread.currentThread() == wire.thread()) {
            run();
        } else {
            // HTTP/2 in a server that is being stopped: its I/O threads take no more tasks.
            link.closed();
        }
    }

    @Override
    public void run() {
        due.set(false);
        if (link.isEnded()) {
            return;
        }
        try {
            drain();
        } catch (IOException e) {
            link.end(LinkEnd.BROKEN);
        }
    }

    private void drain() throws IOException {
        for (int round = 0; round < MAX_ROUNDS; round++) {
            if (finishing || !batch.fill(handler)) {
                settle();
                return;
            }
            if (!batch.writeTo(wire.sink())) {
                wire.flush();
                awaitWritable();
                return;
            }
        }
        // By way of the selector: a task of our own would run before the other connections get their turn.
        awaitWritable();
    }

    private void settle() throws IOException {
        if (!finishing && handler.isFinished()) {
            finishing = true;
            wire.sink().shutdownWrites();
        }
        if (!wire.flush()) {
            awaitWritable();
            return;
        }
        wire.sink().suspendWrites();
        if (finishing) {
            link.end(LinkEnd.FINISHED);
        }
    }

    private void awaitWritable() {
        due.set(true);
        wire.sink().resumeWrites();
    }
}
