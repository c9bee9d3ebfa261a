package dev.sluice.tck;

import java.util.List;
import java.util.Set;

import dev.sluice.Endpoint;
import dev.sluice.Transport;
import dev.sluice.TransportConfig;
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

    private static final ThreadLocal<Boolean> FAILED = new ThreadLocal<>();

    @Override
    protected Set<Capability> lacks() {
        return Set.of(Capability.HTTP_2);
    }

    @Override
    boolean isReported() {
        return false;
    }

    @Override
    protected Transport transport(TransportConfig config, List<Endpoint> endpoints) {
        return FACTORY.get().create(config, endpoints);
    }

    /** A new run on this thread. */
    static void begin(TransportFactory factory) {
        FACTORY.set(factory);
        FAILED.set(false);
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
