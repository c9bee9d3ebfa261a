package dev.sluice.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A transport that notices the end of a client only when it writes, and says so, passes the kit: not all of it is run here,
 * but the rules whose tests let clients go.
 */
@Execution(ExecutionMode.CONCURRENT)
class LateEndsTest {

    private static final Map<String, List<Kit.KitTest>> TESTS = Kit.byRule();

    private static void begin(Set<Capability> lacks) {
        FaultyTck.begin((config, endpoints) -> SocketTransport.late(FaultyTck.hasty(config), endpoints), lacks);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"LIFE-1", "LIFE-2", "LIFE-8", "LIFE-9", "LIFE-10", "LIFE-14", "LIFE-15", "LIFE-16",
        "LIFE-17",
        "LIFE-18", "LIFE-19", "LIFE-20", "LIFE-24", "LIFE-26", "LIFE-29", "LIFE-31", "FLOW-6", "FLOW-9", "FLOW-10",
        "TOPIC-1", "TOPIC-6", "TOPIC-16", "RESUME-13", "LIMIT-12", "LIMIT-13", "LIMIT-19", "NET-4", "NET-9", "NET-10"})
    @DisplayName("a transport that lacks IDLE_END passes what is left of each rule")
    void kitPasses(String rule) {
        begin(SocketTransport.LATE_LACKS);
        Kit.Outcome outcome = Kit.run(TESTS.getOrDefault(rule, List.of()));
        assertThat(outcome.started()).isPositive();
        assertThat(outcome.failed()).isZero();
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"LIFE-11", "LIFE-12"})
    @DisplayName("such a transport fails the rules that need IDLE_END, if it does not say that it lacks it")
    void kitFails(String rule) {
        begin(SocketTransport.LACKS);
        assertThat(Kit.run(TESTS.getOrDefault(rule, List.of())).failed()).isPositive();
    }
}
