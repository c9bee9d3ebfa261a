package dev.sluice.samples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Looks into the class files of all modules, and into their jars where the build has made them already. */
@DisplayName("Wiring is explicit: no ServiceLoader and no service of ours")
class NoServiceLoaderTest {

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"api", "helidon-adapter", "undertow-adapter", "tck", "clients/java", "samples"})
    void noneInTheModule(String module) throws IOException {
        Path target = Path.of("..", module, "target");
        Path classes = target.resolve("classes");
        assertThat(classes).isDirectory();
        assertThat(offences(classes)).isEmpty();
        for (Path jar : jars(target)) {
            try (FileSystem contents = FileSystems.newFileSystem(jar)) {
                assertThat(offences(contents.getPath("/"))).as(jar.toString()).isEmpty();
            }
        }
    }

    @Test
    void aUseOfItWouldBeFound() throws IOException {
        try (InputStream user = NoServiceLoaderTest.class.getResourceAsStream("NoServiceLoaderTest$User.class")) {
            assertThat(mentionsServiceLoader(user.readAllBytes())).isTrue();
        }
    }

    private static List<Path> jars(Path target) throws IOException {
        try (Stream<Path> files = Files.list(target)) {
            return files.filter(file -> file.toString().endsWith(".jar")).toList();
        }
    }

    private static List<String> offences(Path root) throws IOException {
        List<String> offences = new ArrayList<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = root.relativize(file).toString();
                if (name.startsWith("META-INF/services")) {
                    offences.add(name);
                } else if (name.endsWith(".class") && mentionsServiceLoader(Files.readAllBytes(file))) {
                    offences.add(name);
                }
            }
        }
        return offences;
    }

    /** Every class that is used stands by its name in the constant pool. */
    private static boolean mentionsServiceLoader(byte[] classFile) {
        return new String(classFile, StandardCharsets.ISO_8859_1).contains("java/util/ServiceLoader");
    }

    /** Uses it, so that the test can fail. */
    static final class User {

        private User() {}

        static Object use() {
            return java.util.ServiceLoader.load(Runnable.class);
        }
    }
}
