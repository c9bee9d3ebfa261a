package dev.sluice.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import dev.sluice.tck.Capability;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The README's table of who keeps which rules is what the kit's last runs have reported. Write it anew by
 * {@code mvn verify -Dsluice.readme.write=true}.
 */
class ConformanceMatrixTest {

    private static final Path README = Path.of("..", "README.md");
    private static final String BEGIN = "<!-- conformance -->\n";
    private static final String END = "<!-- end of conformance -->\n";

    /** In the order of the columns. */
    private static final List<Path> REPORTS = Stream.of("helidon-adapter/target/sluice-tck/HelidonTckTest.json",
            "undertow-adapter/target/sluice-tck/UndertowTckTest.json",
            "tck/target/sluice-tck/MemoryTckTest.json",
            "samples/netty-adapter/target/sluice-tck/NettyTckTest.json").map(Path.of("..")::resolve).toList();

    @Test
    @DisplayName("the README's matrix is what the kit has reported")
    void isTrue() throws IOException {
        assumeTrue("true".equals(System.getenv("CI")) || REPORTS.stream().allMatch(Files::exists),
                "the kit has not been run on every transport");
        String readme = Files.readString(README);
        int begin = readme.indexOf(BEGIN) + BEGIN.length();
        int end = readme.indexOf(END);
        String matrix = matrix();
        if (Boolean.getBoolean("sluice.readme.write")) {
            Files.writeString(README, readme.substring(0, begin) + matrix + readme.substring(end));
        } else {
            assertThat(readme.substring(begin, end)).isEqualTo(matrix);
        }
    }

    private static String matrix() {
        List<JsonNode> reports = REPORTS.stream().map(path -> new JsonMapper().readTree(path.toFile())).toList();
        List<List<String>> rows = new ArrayList<>();
        rows.add(row("", reports.stream().map(report -> report.get("runtime").asString())));
        rows.add(row("---", reports.stream().map(report -> "---")));
        rows.add(row("rules that apply, and are kept",
                reports.stream().map(report -> count(report, "passed") + " of " + applicable(report))));
        for (Capability capability : Capability.values()) {
            rows.add(row(capability.words(), reports.stream().map(report -> can(report, capability))));
        }
        StringBuilder table = new StringBuilder();
        rows.forEach(row -> table.append("| ").append(String.join(" | ", row)).append(" |\n"));
        return table.toString();
    }

    private static List<String> row(String first, Stream<String> cells) {
        return Stream.concat(Stream.of(first), cells).toList();
    }

    private static long count(JsonNode report, String... outcomes) {
        return StreamSupport.stream(report.get("rules").spliterator(), false)
                .filter(rule -> Arrays.asList(outcomes).contains(rule.get("outcome").asString())).count();
    }

    private static long applicable(JsonNode report) {
        return count(report, "passed", "failed", "not run");
    }

    private static String can(JsonNode report, Capability capability) {
        if (lacks(report, capability)) {
            return "no: " + capability.weakerRule();
        }
        boolean meaningless = (capability == Capability.STUCK_RESET && lacks(report, Capability.HTTP_2))
                || (capability == Capability.STUCK_CLOSE_NOTIFY && lacks(report, Capability.TLS));
        return meaningless ? "–" : "yes";
    }

    private static boolean lacks(JsonNode report, Capability capability) {
        return StreamSupport.stream(report.get("lacks").spliterator(), false)
                .anyMatch(name -> name.asString().equals(capability.name()));
    }
}
