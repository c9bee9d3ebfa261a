package dev.sluice.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * {@code FAULTS.md} is the list that {@link FaultsTest} runs. Write it anew by
 * {@code mvn verify -Dtest=FaultsPageTest -Dsluice.faults.write=true}.
 */
class FaultsPageTest {

    private static final Path PAGE = Path.of("FAULTS.md");

    /** As the rules stand in {@code RULES.md}. */
    private static final Comparator<String> IN_ORDER = Comparator
            .comparingInt(List.copyOf(RuleText.all().keySet())::indexOf);

    @Test
    @DisplayName("FAULTS.md names every fault and its rules, and no other")
    void pageIsTrue() throws IOException {
        if (Boolean.getBoolean("sluice.faults.write")) {
            Files.writeString(PAGE, page());
        }
        assertThat(Files.readString(PAGE)).isEqualTo(page());
    }

    @Test
    @DisplayName("there are more than 60 faults, each with a rule that must catch it")
    void thereAreMany() {
        assertThat(Faults.all()).hasSizeGreaterThan(60)
                .allSatisfy(fault -> assertThat(fault.rules()).as(fault.name()).isNotEmpty());
    }

    private static String page() {
        Map<String, Set<String>> faults = new TreeMap<>();
        Faults.all().forEach(
                fault -> faults.computeIfAbsent(fault.name(), none -> new TreeSet<>(IN_ORDER)).addAll(fault.rules()));
        Set<String> shown = faults.values().stream().flatMap(Set::stream).collect(Collectors.toSet());
        List<RuleText> open = RuleText.all().values().stream()
                .filter(rule -> rule.untested().isEmpty() && !shown.contains(rule.number())).toList();
        String table = faults.entrySet().stream()
                .map(fault -> "| " + fault.getKey() + " | " + String.join(", ", fault.getValue()) + " |\n")
                .collect(Collectors.joining());
        return """
                # The faults that the kit catches

                Each is a transport with one thing wrong; each rule beside it has a test that fails on it. They are run with the kit's
                own tests, which end by a report of what caught what in `target/sluice-tck/faults.txt`.

                %d faults, 0 uncaught.

                | fault | caught by |
                |---|---|
                %s
                ## Rules that no fault shows to fail

                %d of %d rules. Most of them are about what the engine does, which a fault around a working transport does not reach; those
                of HTTP/2 need a runtime that speaks it. A passing test of these shows less than one of those above.

                %s
                """.formatted(faults.size(), table, open.size(), RuleText.all().size(), chapters(open.stream()));
    }

    private static String chapters(Stream<RuleText> rules) {
        return rules.collect(Collectors.groupingBy(RuleText::chapter, LinkedHashMap::new,
                Collectors.mapping(RuleText::number, Collectors.joining(", "))))
                .entrySet().stream().map(chapter -> "- " + chapter.getKey() + ": " + chapter.getValue())
                .collect(Collectors.joining("\n"));
    }
}
