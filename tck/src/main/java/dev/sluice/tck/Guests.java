package dev.sluice.tck;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

import dev.sluice.Close;
import dev.sluice.Handler;
import dev.sluice.OneWayStream;

/**
 * A handler that hands its streams to the test and serves each until it has ended.
 *
 * @param <S> the streams
 */
final class Guests<S extends OneWayStream<?>> implements Handler<S> {

    private final BlockingQueue<S> arrived = new LinkedBlockingQueue<>();

    @Override
    public void serve(S stream) {
        arrived.add(stream);
        stream.whenClosed().toCompletableFuture().join();
    }

    /** The next stream to arrive. */
    S next() {
        return Waiting.take(arrived, "a stream reaches its handler");
    }

    /** Whether no stream has arrived that was not taken. */
    boolean isEmpty() {
        return arrived.isEmpty();
    }

    /** Why a stream ended, or ends soon. */
    static Close closeOf(OneWayStream<?> stream) {
        return Waiting.get(stream.whenClosed(), "the stream ends");
    }

    /** Why a stream ended, which must be noticed at once. */
    static Close closeAtOnceOf(OneWayStream<?> stream) {
        return Waiting.get(stream.whenClosed(), Waiting.atOnce(), "the end of the stream is noticed at once");
    }
}
