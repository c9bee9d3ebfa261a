package dev.sluice.internal.stream;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import dev.sluice.Close;
import org.jspecify.annotations.Nullable;

/**
 * How a stream ends. Invariant: there is at most one reason, the first; every callback runs exactly once after it, on a
 * thread that holds no lock of the engine, or was removed before.
 */
final class Ending {

    private final CompletableFuture<Close> told = new CompletableFuture<>();
    /** One for all: each would stay with the stream until its end. */
    private final CompletionStage<Close> stage = told.minimalCompletionStage();
    private @Nullable List<Runnable> callbacks = new ArrayList<>(1);
    private volatile @Nullable Close reason;

    /** Ends with this reason; false if there was one already. The callbacks follow by {@link #tell}. */
    synchronized boolean begin(Close close) {
        if (reason != null) {
            return false;
        }
        reason = close;
        return true;
    }

    /** Runs the callbacks, then tells everybody who asked by {@link #stage}. To be called once, after {@link #begin}. */
    void tell(Close close) {
        for (Runnable callback : takeCallbacks()) {
            callback.run();
        }
        told.complete(close);
    }

    Optional<Close> reason() {
        return Optional.ofNullable(reason);
    }

    CompletionStage<Close> stage() {
        return stage;
    }

    /** Runs a callback at the end; at once, if the callbacks have been run. */
    void onEnd(Runnable callback) {
        synchronized (this) {
            if (callbacks != null) {
                callbacks.add(callback);
                return;
            }
        }
        callback.run();
    }

    synchronized void forget(Runnable callback) {
        if (callbacks != null) {
            callbacks.remove(callback);
        }
    }

    private synchronized List<Runnable> takeCallbacks() {
        List<Runnable> taken = callbacks;
        callbacks = null;
        return taken == null ? List.of() : taken;
    }
}
