package dev.sluice.undertow;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.sluice.spi.Link;
import dev.sluice.spi.LinkEnd;
import dev.sluice.spi.LinkHandler;
import org.jspecify.annotations.Nullable;
import org.xnio.conduits.ConduitStreamSourceChannel;

/**
 * A link. The rule that makes it safe: the connection's I/O thread alone calls the handler, and {@code ended} once and
 * last; only when that thread stops may another one do that.
 */
final class UndertowLink implements Link {

    private final LinkHandler handler;
    private final Wire wire;
    private final Output output;
    private final @Nullable Input input;
    private final AtomicBoolean ended = new AtomicBoolean();

    UndertowLink(LinkHandler handler, Wire wire) {
        this.handler = handler;
        this.wire = wire;
        this.output = new Output(this, handler, wire);
        ConduitStreamSourceChannel source = wire.source();
        this.input = source == null ? null : new Input(this, handler, source, wire);
    }

    /** On the I/O thread, once the head of the response is under way. */
    void open() {
        if (isEnded()) {
            return;
        }
        handler.opened(this);
        if (input != null) {
            input.start();
        }
        output.start();
    }

    /** On the I/O thread. What the client's last words have caused is written first. */
    void endInput(LinkEnd how) {
        output.run();
        end(how);
    }

    /** On the I/O thread. The first cause wins. */
    void end(LinkEnd how) {
        if (!ended.compareAndSet(false, true)) {
            return;
        }
        if (how != LinkEnd.FINISHED) {
            wire.cut();
        } else if (input != null) {
            input.discard();
            Lingering.limit(wire.connection());
        }
        handler.ended(how);
    }

    /** The exchange is over; it is so in the midst of a flush if all went well. */
    void completed(boolean connected) {
        ended(output.isFinishing() && connected ? LinkEnd.FINISHED : wire.loss());
    }

    /** The connection is closed: by us, or by the runtime. */
    void closed() {
        ended(wire.loss());
    }

    private void ended(LinkEnd how) {
        // It is another thread if the application closed the connection, or if the I/O thread is stopping already.
        if (Thread.currentThread() == wire.thread() || !execute(() -> end(how))) {
            end(how);
        }
    }

    boolean isEnded() {
        return ended.get();
    }

    @Override
    public void ready() {
        output.ready();
    }

    @Override
    public void pauseReading() {
        if (input != null) {
            input.pause();
        }
    }

    @Override
    public void resumeReading() {
        if (input != null) {
            input.resume();
        }
    }

    @Override
    public void abort() {
        execute(() -> end(LinkEnd.ABORTED));
    }

    /** False if the runtime is stopping: then it closes every connection, which ends this link too. */
    boolean execute(Runnable task) {
        try {
            wire.thread().execute(task);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }
}
