package dev.sluice.internal.engine;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CancellationException;

import dev.sluice.Close;
import dev.sluice.Close.Cause;
import dev.sluice.Handler;
import dev.sluice.OneWayStream;
import dev.sluice.StreamClosedException;
import dev.sluice.internal.stream.LiveStream;
import dev.sluice.internal.websocket.CloseCode;

/**
 * Runs handlers, each on a virtual thread. Invariants: a stream has ended when its handler has returned or thrown; once
 * handlers were interrupted, so is one that starts later.
 */
final class Handlers {

    /** The end of a stream whose handler, or whose topic, failed; it says nothing of how. */
    static final Close FAILED = new Close(Cause.HANDLER_FAILED, CloseCode.SERVER_ERROR, "the server failed");

    private static final Logger LOG = System.getLogger("dev.sluice");

    private final Population<Thread> running = new Population<>();
    private volatile boolean interrupting;

    <S extends OneWayStream<?>> void start(Handler<? super S> handler, S served, LiveStream<?, ?> stream) {
        Thread thread = Thread.ofVirtual().name("sluice-" + stream.channel().name()).unstarted(() -> {
            try {
                run(handler, served, stream);
            } finally {
                running.remove(Thread.currentThread());
            }
        });
        running.add(thread);
        thread.start();
        if (interrupting) {
            thread.interrupt();
        }
    }

    private static <S extends OneWayStream<?>> void run(Handler<? super S> handler, S served, LiveStream<?, ?> stream) {
        try {
            handler.serve(served);
            stream.close();
        } catch (Throwable t) {
            boolean expected = !stream.isOpen() && isConsequenceOfTheEnd(t);
            LOG.log(expected ? Level.DEBUG : Level.WARNING, () -> "the handler of " + stream + " failed", t);
            stream.end(FAILED);
        }
    }

    /** What a handler throws because its stream has ended, or because it was interrupted for that. */
    private static boolean isConsequenceOfTheEnd(Throwable t) {
        return t instanceof StreamClosedException || t instanceof InterruptedException
                || t instanceof CancellationException;
    }

    /** Neither waits for the caller nor interrupts it, if it is a handler. */
    void doNotWaitForCaller() {
        running.remove(Thread.currentThread());
    }

    /** Waits until all have returned; an interrupt ends the waiting and stays set. */
    void awaitReturn(Duration atMost) {
        running.awaitNone(atMost);
    }

    void interrupt() {
        interrupting = true;
        running.members().forEach(Thread::interrupt);
    }
}
