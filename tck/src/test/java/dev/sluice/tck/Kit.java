package dev.sluice.tck;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectNestedMethod;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Nested;
import org.junit.platform.commons.annotation.Testable;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/** The kit's own tests, found by reflection. */
final class Kit {

    private Kit() {}

    /**
     * A test of a chapter.
     *
     * @param chapter the nested class
     * @param method the test's method
     */
    record KitTest(Class<?> chapter, Method method) {

        List<String> rules() {
            Rule rule = method.getAnnotation(Rule.class);
            return rule == null ? List.of() : List.of(rule.value());
        }
    }

    /** Every method of a chapter that JUnit would run. */
    static Stream<KitTest> tests() {
        return Arrays.stream(TransportTck.class.getDeclaredClasses()).filter(c -> c.isAnnotationPresent(Nested.class))
                .flatMap(chapter -> methods(chapter).map(method -> new KitTest(chapter, method)));
    }

    private static Stream<Method> methods(Class<?> chapter) {
        List<Method> methods = new ArrayList<>();
        for (Class<?> c = chapter; c != null; c = c.getSuperclass()) {
            methods.addAll(List.of(c.getDeclaredMethods()));
        }
        return methods.stream().filter(Kit::isTest);
    }

    /** Whether an annotation, or an annotation on it, says that it is testable. */
    static boolean isTest(Method method) {
        return AnnotationSupport.isAnnotated(method, Testable.class);
    }

    /** The tests of each rule. */
    static Map<String, List<KitTest>> byRule() {
        Map<String, List<KitTest>> byRule = new LinkedHashMap<>();
        tests().forEach(test -> test.rules()
                .forEach(rule -> byRule.computeIfAbsent(rule, r -> new ArrayList<>()).add(test)));
        return byRule;
    }

    /**
     * What became of tests.
     *
     * @param started how many were begun
     * @param failed how many failed by what they had seen; not those that could not be run
     */
    record Outcome(long started, long failed) {}

    /** Runs these tests on {@link FaultyTck}. */
    static Outcome run(List<KitTest> tests) {
        return run(FaultyTck.class, tests);
    }

    /** Runs these tests on this kit. */
    static Outcome run(Class<? extends TransportTck> kit, List<KitTest> tests) {
        List<DiscoverySelector> selectors = new ArrayList<>();
        tests.forEach(test -> selectors.add(selectNestedMethod(List.of(kit), test.chapter(), test.method())));
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request().selectors(selectors).build();
        SummaryGeneratingListener summary = new SummaryGeneratingListener();
        LauncherFactory.create().execute(request, summary);
        return new Outcome(summary.getSummary().getTestsStartedCount(), summary.getSummary().getFailures().stream()
                .filter(failure -> !(failure.getException().getCause() instanceof LinkageError)).count());
    }
}
