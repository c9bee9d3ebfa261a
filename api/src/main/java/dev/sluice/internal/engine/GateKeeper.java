package dev.sluice.internal.engine;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeoutException;

import dev.sluice.Admission;
import dev.sluice.Gate;
import dev.sluice.Opening;
import dev.sluice.TimeSource;
import dev.sluice.TransportConfig;
import dev.sluice.internal.endpoint.EndpointSpec;

/**
 * Asks gates, each on a virtual thread. Invariant: an opening gets one decision, that of its gate or, if the time was over
 * first, a refusal; the gate's thread is interrupted then, and what it still says changes nothing.
 */
final class GateKeeper {

    private static final Logger LOG = System.getLogger("dev.sluice");
    /** How often the clock is looked at, which may be one that a test moves. */
    private static final long LOOK = Duration.ofMillis(100).toNanos();

    private final Duration timeout;
    private final TimeSource time;

    GateKeeper(TransportConfig config) {
        this.timeout = config.timing().gateTimeout();
        this.time = config.time();
    }

    /** What the endpoint's gate decides; everybody is let in where there is none. */
    Admission ask(EndpointSpec endpoint, Opening opening) {
        return endpoint.gate().map(gate -> ask(gate, endpoint, opening)).orElseGet(Admission::admitted);
    }

    private Admission ask(Gate gate, EndpointSpec endpoint, Opening opening) {
        long begin = time.nanos();
        FutureTask<Admission> decision = new FutureTask<>(
                () -> Objects.requireNonNull(gate.admit(opening), "a gate gave null"));
        Thread.ofVirtual().name("sluice-gate").start(decision);
        try {
            return await(decision, begin);
        } catch (ExecutionException e) {
            LOG.log(Level.WARNING, () -> "the gate of " + endpoint.template() + " failed", e.getCause());
            return Admission.refused(500, "the server failed");
        } catch (TimeoutException e) {
            LOG.log(Level.WARNING, () -> "the gate of " + endpoint.template() + " took longer than " + timeout);
            return Admission.refused(503, "the server could not decide in time");
        } catch (InterruptedException e) {
            decision.cancel(true);
            Thread.currentThread().interrupt();
            return Admission.refused(503, "the server is closing");
        }
    }

    private Admission await(FutureTask<Admission> decision, long begin)
            throws InterruptedException, ExecutionException, TimeoutException {
        for (long left = timeout.toNanos(); left > 0; left = timeout.toNanos() - (time.nanos() - begin)) {
            try {
                return decision.get(Math.min(left, LOOK), NANOSECONDS);
            } catch (TimeoutException e) {
                // The clock says whether it was the last look.
            }
        }
        if (decision.cancel(true)) {
            throw new TimeoutException();
        }
        return decision.get();
    }
}
