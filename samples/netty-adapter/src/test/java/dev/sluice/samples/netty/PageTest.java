package dev.sluice.samples.netty;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("The page about writing an adapter is true")
class PageTest {

    private static final Path PAGE = Path.of("..", "..", "docs", "writing-an-adapter.md");
    private static final Pattern JAVA = Pattern.compile("^```java\\n(.*?)^```", Pattern.DOTALL | Pattern.MULTILINE);

    static List<String> excerpts() throws IOException {
        List<String> blocks = JAVA.matcher(Files.readString(PAGE)).results().map(block -> block.group(1)).toList();
        assertThat(blocks).hasSizeGreaterThan(10);
        return blocks;
    }

    @ParameterizedTest
    @MethodSource("excerpts")
    @DisplayName("each excerpt stands in one source of the sample, line by line and in order")
    void excerptIsCode(String excerpt) throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src"))) {
            List<Path> sources = files.filter(file -> file.toString().endsWith(".java")).toList();
            assertThat(sources).anyMatch(source -> hasInOrder(source, excerpt));
        }
    }

    private static boolean hasInOrder(Path source, String excerpt) {
        try (Stream<String> lines = Files.lines(source)) {
            Iterator<String> code = lines.map(String::strip).iterator();
            return excerpt.lines().map(String::strip).allMatch(line -> goesTo(line, code));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static boolean goesTo(String line, Iterator<String> code) {
        while (code.hasNext()) {
            if (code.next().equals(line)) {
                return true;
            }
        }
        return false;
    }
}
