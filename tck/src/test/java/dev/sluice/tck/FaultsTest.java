package dev.sluice.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A test that cannot fail is none: transports with one fault each, and the rules that must catch it. That the same
 * tests pass without a fault is what {@link SocketTransportTckTest} shows.
 */
class FaultsTest {

    private static final String DEADLINE = "sluice.tck.deadlineMillis";
    private static final String HURRIED = "1000";
    private static final Map<String, List<Kit.KitTest>> TESTS = Kit.byRule();
    private static final Map<Case, Future<Kit.Outcome>> OUTCOMES = new LinkedHashMap<>();

    private static final Map<Case, Long> CAUGHT = new ConcurrentHashMap<>();

    /**
     * Rules whose tests need their time also without a fault, or look at the settings that {@link FaultyTck#hasty} changes: they are run as
     * they are.
     */
    private static final Set<String> UNHURRIED = Set.of("DRAIN-6", "FLOW-8", "LIFE-26", "NET-7", "NET-11", "OBS-5",
            "OBS-6",
            "SILENCE-5", "SILENCE-6");

    // Most of the time goes by waiting for what a fault keeps from happening.
    private static final ExecutorService RUNNERS = Executors.newFixedThreadPool(8);
    private static final ExecutorService UNHURRIED_RUNNERS = Executors.newFixedThreadPool(8);
    private static final ExecutorService ALONE = Executors.newSingleThreadExecutor();

    /**
     * A rule that must catch a fault.
     *
     * @param fault the fault
     * @param rule the rule
     */
    record Case(Fault fault, String rule) {

        /** Whether other tests in the JVM would spoil it, since it looks at memory or threads. */
        boolean isAlone() {
            return rule.startsWith("LOAD-") || rule.equals("STOP-16");
        }

        boolean isUnhurried() {
            return UNHURRIED.contains(rule);
        }

        @Override
        public String toString() {
            return rule + " catches: " + fault.name();
        }
    }

    @BeforeAll
    static void run() {
        // What does not happen because of a fault needs not be waited for as long as on a busy machine without one.
        System.setProperty(DEADLINE, HURRIED);
        Faults.all()
                .flatMap(fault -> fault.rules().stream().map(rule -> new Case(fault, rule)))
                .forEach(c -> OUTCOMES.put(c, null));
        OUTCOMES.replaceAll(
                (c, none) -> c.isAlone() || c.isUnhurried() ? none : RUNNERS.submit(() -> outcome(c)));
        RUNNERS.shutdown();
        OUTCOMES.replaceAll(
                (c, running) -> c.isUnhurried() ? UNHURRIED_RUNNERS.submit(() -> unhurriedOutcome(c)) : running);
        UNHURRIED_RUNNERS.shutdown();
        OUTCOMES.replaceAll((c, running) -> c.isAlone() ? ALONE.submit(() -> aloneOutcome(c)) : running);
    }

    private static Kit.Outcome unhurriedOutcome(Case c) throws InterruptedException {
        assertThat(RUNNERS.awaitTermination(10, TimeUnit.MINUTES)).isTrue();
        System.clearProperty(DEADLINE);
        FaultyTck.begin(c.fault().transport(), c.fault().lacks());
        return Kit.run(TESTS.getOrDefault(c.rule(), List.of()));
    }

    private static Kit.Outcome aloneOutcome(Case c) throws InterruptedException {
        assertThat(UNHURRIED_RUNNERS.awaitTermination(10, TimeUnit.MINUTES)).isTrue();
        System.setProperty(DEADLINE, HURRIED);
        return outcome(c);
    }

    private static Kit.Outcome outcome(Case c) {
        FaultyTck.begin((config, endpoints) -> c.fault().transport().create(FaultyTck.hasty(config), endpoints),
                c.fault().lacks());
        return Kit.run(TESTS.getOrDefault(c.rule(), List.of()));
    }

    static Stream<Case> cases() {
        return OUTCOMES.keySet().stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    @DisplayName("each fault is caught by each of its rules")
    void faultIsCaught(Case c) throws InterruptedException, ExecutionException {
        CAUGHT.put(c, 0L);
        Kit.Outcome outcome = OUTCOMES.get(c).get();
        CAUGHT.put(c, outcome.failed());
        assertThat(outcome.started()).as("tests of " + c.rule()).isPositive();
        assertThat(outcome.failed()).as("tests of " + c.rule() + " that fail").isPositive();
    }

    @AfterAll
    static void stop() throws IOException {
        ALONE.shutdownNow();
        System.clearProperty(DEADLINE);
        Path folder = Files.createDirectories(Path.of("target", "sluice-tck"));
        Files.writeString(folder.resolve("faults.txt"), report());
    }

    /** A line a fault: which rule caught it, by how many failures. */
    private static String report() {
        Map<String, String> lines = new LinkedHashMap<>();
        CAUGHT.forEach((c, failed) -> lines.merge(c.fault().name(),
                failed > 0 ? c.rule() + " (" + failed + ")" : "NOT BY " + c.rule(), (a, b) -> a + ", " + b));
        long uncaught = lines.values().stream().filter(line -> line.contains("NOT BY")).count();
        return lines.entrySet().stream().map(line -> line.getKey() + ": " + line.getValue()).sorted()
                .collect(Collectors.joining("\n")) + "\n" + lines.size() + " faults, " + uncaught + " uncaught\n";
    }
}
