package dev.sluice.tck;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.sluice.tck.Conformance.Outcome;
import dev.sluice.tck.Conformance.Subject;
import dev.sluice.tck.Conformance.Verdict;

/**
 * The end of a run, for people and for programs.
 *
 * @param subject what was tested
 * @param verdicts every rule
 */
record ConformanceReport(Subject subject, List<Verdict> verdicts) {

    private static final String JDK = System.getProperty("java.vm.name") + " " + Runtime.version();

    /** Whether there are rules of which no test was run. */
    boolean isPartial() {
        return Conformance.count(verdicts, Outcome.NOT_RUN) > 0;
    }

    /** A line a chapter, then each rule that did not pass. */
    String text() {
        Stream<String> head = Stream.of("Conformance of " + subject.adapter() + " on " + subject.runtime() + ", " + JDK,
                "", summary(), "lacks: " + (subject.lacks().isEmpty() ? "nothing" : join(subject.lacks())), "");
        Stream<String> chapters = Conformance.byChapter(verdicts).entrySet().stream().map(ConformanceReport::line);
        Stream<String> rest = verdicts.stream().filter(v -> v.outcome() != Outcome.PASSED).map(ConformanceReport::line);
        return Stream.of(head, chapters, Stream.of(""), rest).flatMap(lines -> lines)
                .collect(Collectors.joining("\n", "", "\n"));
    }

    private String summary() {
        return Arrays.stream(Outcome.values()).sorted(java.util.Comparator.reverseOrder())
                .map(outcome -> Conformance.count(verdicts, outcome) + " " + outcome.words)
                .collect(Collectors.joining(", ", verdicts.size() + " rules: ", ""));
    }

    private static String line(Map.Entry<String, List<Verdict>> chapter) {
        return "%4d of %d  %s".formatted(Conformance.count(chapter.getValue(), Outcome.PASSED),
                chapter.getValue().size(),
                chapter.getKey());
    }

    private static String line(Verdict v) {
        String because = v.outcome() == Outcome.FAILED
                ? v.rule().sentence() + "\n    failed first: " + v.why() + "\n    look at: " + v.rule().lookAt()
                : v.why();
        return v.outcome().words + ": " + v.rule().number() + " " + because;
    }

    private static String join(Set<Capability> capabilities) {
        return capabilities.stream().map(Capability::name).collect(Collectors.joining(", "));
    }

    /** The same as JSON (RFC 8259). */
    String json() {
        String rules = verdicts.stream()
                .map(v -> "    {" + field("rule", v.rule().number()) + ", " + field("chapter", v.rule().chapter())
                        + ", "
                        + field("outcome", v.outcome().words)
                        + (v.why().isEmpty() ? "" : ", " + field("why", v.why())) + "}")
                .collect(Collectors.joining(",\n"));
        String lacks = subject.lacks().stream().map(c -> quoted(c.name())).collect(Collectors.joining(", "));
        return "{\n  " + field("adapter", subject.adapter()) + ",\n  " + field("runtime", subject.runtime()) + ",\n  "
                + field("jdk", JDK) + ",\n  \"lacks\": [" + lacks + "],\n  \"rules\": [\n" + rules + "\n  ]\n}\n";
    }

    private static String field(String name, String value) {
        return quoted(name) + ": " + quoted(value);
    }

    private static String quoted(String text) {
        return text.chars().mapToObj(ConformanceReport::escaped).collect(Collectors.joining("", "\"", "\""));
    }

    private static String escaped(int c) {
        return c == '"' || c == '\\' || c < ' ' ? "\\u%04x".formatted(c) : Character.toString(c);
    }
}
