package dev.sluice.tck;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** What a run of the kit has shown so far. Thread-safe; each rule is in exactly one {@link Outcome}, the worst of its tests. */
final class Conformance {

    /** What became of a rule, the worst last. */
    enum Outcome {
        /** None of its tests was run. */
        NOT_RUN("not run"),
        /** No test can show it. */
        UNTESTED("untested"),
        /** All of its tests were left out, for the reason that is given. */
        NOT_APPLICABLE("not applicable"),
        /** Its tests passed. */
        PASSED("passed"),
        /** A test of it failed. */
        FAILED("failed");

        final String words;

        Outcome(String words) {
            this.words = words;
        }
    }

    /** A rule's outcome, and why, where that is not obvious. */
    record Verdict(RuleText rule, Outcome outcome, String why) {}

    /** What is tested, and on what. */
    record Subject(String adapter, String runtime, Set<Capability> lacks) {

        Subject {
            lacks = lacks.isEmpty() ? Set.of() : EnumSet.copyOf(lacks);
        }
    }

    private final Map<String, AtomicInteger> passed = new ConcurrentHashMap<>();
    private final Map<String, String> failed = new ConcurrentHashMap<>();
    private final Map<String, String> leftOut = new ConcurrentHashMap<>();

    void passed(String... rules) {
        for (String rule : rules) {
            passed.computeIfAbsent(rule, none -> new AtomicInteger()).incrementAndGet();
        }
    }

    void failed(String test, String... rules) {
        for (String rule : rules) {
            failed.putIfAbsent(rule, test);
        }
    }

    void leftOut(String why, String... rules) {
        for (String rule : rules) {
            leftOut.putIfAbsent(rule, why);
        }
    }

    /** Every rule, in the order of {@code RULES.md}. */
    List<Verdict> verdicts() {
        return RuleText.all().values().stream().map(this::verdict).toList();
    }

    private Verdict verdict(RuleText rule) {
        String number = rule.number();
        if (failed.containsKey(number)) {
            return new Verdict(rule, Outcome.FAILED, failed.get(number));
        }
        if (passed.containsKey(number)) {
            return new Verdict(rule, Outcome.PASSED, "");
        }
        if (leftOut.containsKey(number)) {
            return new Verdict(rule, Outcome.NOT_APPLICABLE, leftOut.get(number));
        }
        return rule.untested().isEmpty()
                ? new Verdict(rule, Outcome.NOT_RUN, "")
                : new Verdict(rule, Outcome.UNTESTED, rule.untested());
    }

    /** The chapters of {@code RULES.md}, in its order. */
    static Map<String, List<Verdict>> byChapter(List<Verdict> verdicts) {
        Map<String, List<Verdict>> chapters = new LinkedHashMap<>();
        verdicts.forEach(v -> chapters.computeIfAbsent(v.rule().chapter(), none -> new ArrayList<>()).add(v));
        return chapters;
    }

    /** How many rules came out like this. */
    static long count(List<Verdict> verdicts, Outcome outcome) {
        return verdicts.stream().filter(v -> v.outcome() == outcome).count();
    }
}
