package dev.sluice.internal.engine;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

import dev.sluice.TimeSource;
import dev.sluice.TransportConfig;
import org.jspecify.annotations.Nullable;

/** The one timer of an engine. Invariant: it has a thread from the first {@link #start} to {@link #stop}, never two. */
final class Pulse {

    private static final Logger LOG = System.getLogger("dev.sluice");
    private static final Duration SLOWEST = Duration.ofMillis(250);
    private static final Duration FASTEST = Duration.ofMillis(5);

    private final Duration period;
    private final TimeSource time;
    private final LongConsumer beat;
    private @Nullable ScheduledThreadPoolExecutor timer;
    private boolean stopped;

    /**
     * A timer that is fine enough for the deadlines of this configuration.
     *
     * @param beat told the time of {@link TransportConfig#time()}, again and again
     */
    Pulse(TransportConfig config, LongConsumer beat) {
        Duration shortest = min(min(config.timing().heartbeat(), config.timing().pongTimeout()),
                min(config.timing().writeTimeout(),
                        min(config.timing().closeTimeout(), config.timing().sessionGrace())))
                .dividedBy(4);
        this.period = min(SLOWEST, shortest.compareTo(FASTEST) < 0 ? FASTEST : shortest);
        this.time = config.time();
        this.beat = beat;
    }

    synchronized void start() {
        if (timer == null && !stopped) {
            timer = new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name("sluice-pulse").factory());
            Future<?> unused = timer.scheduleWithFixedDelay(this::run, period.toNanos(), period.toNanos(),
                    TimeUnit.NANOSECONDS);
        }
    }

    private void run() {
        try {
            beat.accept(time.nanos());
        } catch (Throwable e) {
            // Thrown on, it would end the pulse of every connection.
            LOG.log(Level.ERROR, "a beat failed", e);
        }
    }

    synchronized void stop() {
        stopped = true;
        if (timer != null) {
            // Not at once: the beat may be what closes the engine.
            timer.shutdown();
        }
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
