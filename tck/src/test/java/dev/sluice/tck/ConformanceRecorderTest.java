package dev.sluice.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Where reports are written. */
class ConformanceRecorderTest {

    private static final Path FOLDER = Path.of("target", "sluice-tck");

    @Test
    @DisplayName("the report of a run that left rules out does not take the place of a whole one")
    void partialRun() throws IOException {
        Path whole = FOLDER.resolve("PartialTck.json");
        Path partial = FOLDER.resolve("PartialTck-partial.json");
        Files.deleteIfExists(whole);
        Files.deleteIfExists(partial);
        assertThat(Kit.run(PartialTck.class, Kit.byRule().get("STOP-2"))).isEqualTo(new Kit.Outcome(1, 0));
        assertThat(whole).doesNotExist();
        assertThat(Files.readString(partial)).contains("\"rule\": \"STOP-2\"", "\"not run\"");
    }

    @Test
    @DisplayName("a report is whole when each rule has come out somehow")
    void wholeRun() {
        Conformance run = new Conformance();
        String[] rules = RuleText.all().keySet().toArray(String[]::new);
        run.passed(rules[0]);
        run.leftOut("for a reason", rules[1]);
        assertThat(report(run).isPartial()).isTrue();
        run.failed("a test", rules);
        assertThat(report(run).isPartial()).isFalse();
    }

    private static ConformanceReport report(Conformance run) {
        return new ConformanceReport(new Conformance.Subject("", "", Set.of()), run.verdicts());
    }
}
