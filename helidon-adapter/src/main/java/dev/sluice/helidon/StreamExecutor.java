package dev.sluice.helidon;

import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

/** Helidon's executor as the streams of one HTTP/2 connection see it: a route finds the links of its connection. */
final class StreamExecutor extends AbstractExecutorService {

    private final ExecutorService helidon;
    private final Http2Links links;

    StreamExecutor(ExecutorService helidon, Http2Links links) {
        this.helidon = helidon;
        this.links = links;
    }

    @Override
    public void execute(Runnable stream) {
        helidon.execute(() -> links.run(stream));
    }

    @Override
    public void shutdown() {
        helidon.shutdown();
    }

    @Override
    public List<Runnable> shutdownNow() {
        return helidon.shutdownNow();
    }

    @Override
    public boolean isShutdown() {
        return helidon.isShutdown();
    }

    @Override
    public boolean isTerminated() {
        return helidon.isTerminated();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return helidon.awaitTermination(timeout, unit);
    }
}
