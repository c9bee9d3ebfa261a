package dev.sluice.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("The client's README is true")
class ReadmeTest {

    private static final Pattern JAVA = Pattern.compile("^```java\\n(.*?)^```", Pattern.DOTALL | Pattern.MULTILINE);

    static Stream<String> javaBlocks() throws IOException {
        List<String> blocks = JAVA.matcher(Files.readString(Path.of("README.md"))).results()
                .map(block -> block.group(1)).toList();
        assertThat(blocks).isNotEmpty();
        return blocks.stream();
    }

    @ParameterizedTest(name = "block {index}")
    @MethodSource("javaBlocks")
    void itsCodeCompiles(String code, @TempDir Path classes) {
        DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
        List<String> options = List.of("--release", "21", "-proc:none", "-d", classes.toString());
        ToolProvider.getSystemJavaCompiler().getTask(null, null, problems, options, null, List.of(new Block(code)))
                .call();
        assertThat(problems.getDiagnostics()).filteredOn(problem -> problem.getKind() == Diagnostic.Kind.ERROR)
                .isEmpty();
    }

    /** Source that is in no file. */
    private static final class Block extends SimpleJavaFileObject {

        private final String code;

        Block(String code) {
            super(URI.create("string:///Block.java"), Kind.SOURCE);
            this.code = code;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return code;
        }
    }
}
