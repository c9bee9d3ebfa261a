package dev.sluice.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.platform.commons.support.AnnotationSupport;

/** The rules and the tests of the kit belong together. */
class RulesTest {

    private static final Pattern RULE = Pattern.compile("- \\*\\*.*");

    @Test
    @DisplayName("each rule is written once, with MUST or MAY, a source, and a place to look at or why it is untested")
    void rulesAreWritten() throws IOException {
        List<String> lines = Files.readAllLines(Path.of("RULES.md")).stream().filter(RULE.asMatchPredicate()).toList();
        assertThat(lines).hasSameSizeAs(RuleText.all().values()).hasSizeGreaterThan(140).allSatisfy(
                line -> assertThat(RuleText.all().keySet()).anyMatch(n -> line.startsWith("- **" + n + "** ")));
        assertThat(RuleText.all().values()).allSatisfy(
                rule -> assertThat(rule.untested().isEmpty()).as(rule.toString())
                        .isNotEqualTo(rule.lookAt().isEmpty()));
    }

    @Test
    @DisplayName("each rule has a test that an adapter runs, or says why it has none")
    void rulesAreTested() {
        Set<String> tested = Kit.byRule().keySet();
        assertThat(RuleText.all().values()).allSatisfy(
                rule -> assertThat(tested.contains(rule.number())).as(rule.toString())
                        .isEqualTo(rule.untested().isEmpty()));
    }

    @Test
    @DisplayName("each rule names the capabilities that all of its tests need or want lacking")
    void rulesNameCapabilities() {
        Kit.byRule().forEach((number, tests) -> {
            RuleText rule = RuleText.all().get(number);
            assertThat(rule.needs()).as(number).containsExactlyInAnyOrderElementsOf(neededByAll(tests));
            assertThat(tests).as(number).allSatisfy(test -> assertThat(lacking(test)).isEqualTo(rule.lacking()));
        });
    }

    @Test
    @DisplayName("for each capability there are tests that need it, and a weaker rule that does not")
    void capabilitiesHaveRules() {
        for (Capability capability : Capability.values()) {
            assertThat(Kit.tests()).as(capability.name()).anyMatch(test -> needs(test).contains(capability));
            RuleText weaker = RuleText.all().get(capability.weakerRule());
            assertThat(weaker).as(capability.weakerRule()).isNotNull();
            assertThat(weaker.needs()).doesNotContain(capability);
        }
    }

    private static Set<Capability> neededByAll(List<Kit.KitTest> tests) {
        Set<Capability> needed = EnumSet.allOf(Capability.class);
        tests.forEach(test -> needed.retainAll(needs(test)));
        return needed;
    }

    private static Set<Capability> needs(Kit.KitTest test) {
        return Stream.of(test.chapter(), test.method())
                .flatMap(element -> AnnotationSupport.findAnnotation(element, Needs.class).stream())
                .flatMap(needs -> Arrays.stream(needs.value())).collect(Collectors.toSet());
    }

    private static Optional<Capability> lacking(Kit.KitTest test) {
        return AnnotationSupport.findAnnotation(test.method(), Lacking.class).map(Lacking::value);
    }

    @Test
    @DisplayName("each test is about rules that are written, and its name begins with the first one")
    void testsAreRules() {
        assertThat(Kit.tests()).isNotEmpty().allSatisfy(test -> {
            assertThat(test.rules()).as(test.method().toString()).isNotEmpty();
            assertThat(RuleText.all().keySet()).containsAll(test.rules());
            DisplayName name = test.method().getAnnotation(DisplayName.class);
            assertThat(name).as(test.method().toString()).isNotNull();
            assertThat(name.value()).startsWith(test.rules().get(0) + " ");
        });
    }

    @Test
    @DisplayName("no test is in a chapter that adapters do not run")
    void chaptersAreRun() throws Exception {
        List<Class<?>> run = new ArrayList<>();
        Kit.tests().forEach(test -> run.add(test.method().getDeclaringClass()));
        Path classes = Path.of(TransportTck.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        try (Stream<Path> files = Files.list(classes.resolve("dev/sluice/tck"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
                Class<?> c = Class.forName("dev.sluice.tck." + file.getFileName().toString().replace(".class", ""));
                if (Arrays.stream(c.getDeclaredMethods()).anyMatch(Kit::isTest)) {
                    assertThat(run).contains(c);
                }
            }
        }
    }
}
