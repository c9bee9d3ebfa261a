package dev.sluice.tck;

import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.sluice.Endpoint;
import dev.sluice.MemoryTransport;
import dev.sluice.Transport;
import dev.sluice.TransportConfig;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The whole kit in memory. */
@ExtendWith(MemoryTckTest.Lacking.class)
class MemoryTckTest extends TransportTck {

    @Override
    protected Set<Capability> lacks() {
        return Set.of(Capability.HTTP_2, Capability.TLS, Capability.PORT);
    }

    @Override
    protected Transport transport(TransportConfig config, List<Endpoint> endpoints) {
        return MemoryTransport.create(config, endpoints);
    }

    /** Leaves out what needs what this transport lacks. */
    static final class Lacking implements ExecutionCondition {

        private static final Map<Class<?>, Capability> CHAPTERS = Map.of(TlsRules.class, Capability.TLS,
                TlsLifeRules.class, Capability.TLS, JdkClientRules.class, Capability.PORT);

        private static final Map<String, Capability> TESTS = Map.of("ORDER-6", Capability.PORT, "SSE-18",
                Capability.PORT);

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            Class<?> chapter = context.getTestClass().map(Class::getSuperclass).orElse(Object.class);
            if (CHAPTERS.containsKey(chapter)) {
                return ConditionEvaluationResult.disabled("the transport lacks " + CHAPTERS.get(chapter));
            }
            Capability needed = TESTS.get(context.getDisplayName().split(" ", 2)[0]);
            return needed == null
                    ? ConditionEvaluationResult.enabled("the transport can do it")
                    : ConditionEvaluationResult.disabled("the transport lacks " + needed);
        }
    }
}
