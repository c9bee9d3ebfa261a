package dev.sluice.client.internal.stream;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;

/** Waiting that an interrupt ends, as applications see it. */
final class Interruptible {

    private Interruptible() {}

    /**
     * What this brings.
     *
     * @throws CancellationException if the thread is interrupted; the flag stays set
     * @throws ExecutionFailedException if what was waited for failed
     */
    static <T> T call(Callable<T> waiting) {
        try {
            return waiting.call();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted while waiting");
        } catch (ExecutionException e) {
            throw new ExecutionFailedException(e);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** As many nanoseconds as a number holds. */
    static long nanos(Duration time) {
        if (time.isNegative()) {
            throw new IllegalArgumentException("timeout is " + time + ", the least is 0");
        }
        try {
            return time.toNanos();
        } catch (ArithmeticException e) {
            return Long.MAX_VALUE - 1;
        }
    }
}
