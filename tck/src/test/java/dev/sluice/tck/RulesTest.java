package dev.sluice.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The rules and the tests of the kit belong together. */
class RulesTest {

    private static final Path HERE = Path.of(System.getProperty("basedir", ""));
    private static final Pattern RULE = Pattern.compile("- \\*\\*([A-Z][A-Z0-9]*-[0-9]+)\\*\\* (.*)");

    private static List<Matcher> rules() throws IOException {
        List<Matcher> rules = new ArrayList<>();
        try (Stream<Path> files = Files.list(HERE.toAbsolutePath())) {
            for (Path file : files.filter(f -> f.getFileName().toString().matches("RULES.*\\.md")).toList()) {
                Files.readAllLines(file).stream().map(RULE::matcher).filter(Matcher::matches).forEach(rules::add);
            }
        }
        return rules;
    }

    private static List<String> numbers() throws IOException {
        return rules().stream().map(rule -> rule.group(1)).toList();
    }

    @Test
    @DisplayName("each rule is written once, with MUST or MAY, a source and a place to look at")
    void rulesAreWritten() throws IOException {
        assertThat(numbers()).isNotEmpty().doesNotHaveDuplicates();
        assertThat(rules()).allSatisfy(rule -> assertThat(rule.group(2)).as(rule.group(1))
                .matches(".*(MUST|MAY).* \\*\\(.+\\)\\* Look at: .+"));
    }

    @Test
    @DisplayName("each rule has a test that an adapter runs")
    void rulesAreTested() throws IOException {
        assertThat(Kit.byRule().keySet()).containsAll(numbers());
    }

    @Test
    @DisplayName("each test is about rules that are written, and its name begins with the first one")
    void testsAreRules() throws IOException {
        List<String> numbers = numbers();
        assertThat(Kit.tests()).isNotEmpty().allSatisfy(test -> {
            assertThat(test.rules()).as(test.method().toString()).isNotEmpty();
            assertThat(numbers).containsAll(test.rules());
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
