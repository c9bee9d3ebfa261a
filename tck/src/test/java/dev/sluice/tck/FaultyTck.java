package dev.sluice.tck;

import java.time.Duration;
import java.util.List;
import java.util.Set;

import dev.sluice.Endpoint;
import dev.sluice.Timing;
import dev.sluice.Transport;
import dev.sluice.TransportConfig;
import dev.sluice.TransportConfigBuilder;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/** The kit on whatever transport {@link FaultsTest} wants it to run on, up to the first failure; no test by itself. */
@ExtendWith(FaultyTck.OneFailureIsEnough.class)
class FaultyTck extends TransportTck {

    /** Of the thread that runs the kit. */
    static final ThreadLocal<TransportFactory> FACTORY = new ThreadLocal<>();

    private static final Timing USUAL = TransportConfig.defaults().timing();

    private static final ThreadLocal<Set<Capability>> LACKS = new ThreadLocal<>();

    private static final ThreadLocal<Boolean> FAILED = new ThreadLocal<>();

    @Override
    protected Set<Capability> lacks() {
        return LACKS.get();
    }

    @Override
    boolean isReported() {
        return false;
    }

    @Override
    protected Transport transport(TransportConfig config, List<Endpoint> endpoints) {
        return FACTORY.get().create(config, endpoints);
    }

    /** A new run on this thread, of a transport with all that the reference transport can do. */
    static void begin(TransportFactory factory) {
        begin(factory, SocketTransport.LACKS);
    }

    /** A new run on this thread. */
    static void begin(TransportFactory factory, Set<Capability> lacks) {
        FACTORY.set(factory);
        LACKS.set(lacks);
        FAILED.set(false);
    }

    /** With a short time for closing, which transports that leave links open, or wait for clients that are gone, would use up after each test. */
    static TransportConfig hasty(TransportConfig c) {
        TransportConfigBuilder hasty = c.toBuilder();
        if (c.timing().closeTimeout().equals(USUAL.closeTimeout())) {
            hasty.closeTimeout(Duration.ofMillis(300));
        }
        if (c.timing().drainTime().equals(USUAL.drainTime())) {
            hasty.drainTime(Duration.ofMillis(600));
        }
        return hasty.build();
    }

    /** Skips what comes after a failure. */
    static final class OneFailureIsEnough implements ExecutionCondition, TestExecutionExceptionHandler {

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            return FAILED.get()
                    ? ConditionEvaluationResult.disabled("failed before")
                    : ConditionEvaluationResult.enabled("no failure yet");
        }

        @Override
        public void handleTestExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
            FAILED.set(true);
            throw failure;
        }
    }
}
