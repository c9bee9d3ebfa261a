package dev.sluice.samples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The runtime")
class OneLineTest {

    @Test
    @DisplayName("is named by the server package and by Main, and by no other file of the samples")
    void named() throws IOException {
        Path main = Path.of("src", "main");
        try (Stream<Path> files = Files.walk(main)) {
            assertThat(files.filter(Files::isRegularFile).filter(OneLineTest::namesRuntime)
                    .filter(file -> !file.getParent().endsWith("server")).map(Path::getFileName))
                    .containsExactly(Path.of("Main.java"));
        }
    }

    private static boolean namesRuntime(Path file) {
        try {
            String text = Files.readString(file).toLowerCase(Locale.ROOT);
            return text.contains("helidon") || text.contains("undertow");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
