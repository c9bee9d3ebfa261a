package dev.sluice.tck;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;

/** The threads of this JVM, the virtual ones among them, which only a thread dump shows. */
final class Threads {

    private static final Pattern HEAD = Pattern.compile("#[0-9]+ \"[^\"]*\"( virtual)?");

    /** The JDK's own pools, and those of clients in the kit, come and go. */
    private static final Pattern FOREIGN = Pattern.compile("#[0-9]+ \"(ForkJoinPool.*|CompletableFutureDelay.*"
            + "|VirtualThread-.*|HttpClient-.*|.*-Poller.*|Cleaner-.*|awaitility.*|surefire.*|process reaper.*)\".*");

    private Threads() {}

    /** Their numbers and names, without those that belong to the JDK. */
    static Set<String> now() {
        try {
            Path directory = Files.createTempDirectory("threads");
            Path dump = directory.resolve("dump.txt");
            ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class).dumpThreads(dump.toString(),
                    ThreadDumpFormat.TEXT_PLAIN);
            try (Stream<String> lines = Files.lines(dump)) {
                return lines.map(HEAD::matcher).filter(matcher -> matcher.lookingAt()).map(matcher -> matcher.group())
                        .filter(thread -> !FOREIGN.matcher(thread).matches()).collect(Collectors.toSet());
            } finally {
                Files.delete(dump);
                Files.delete(directory);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Those that have come since. */
    static Set<String> since(Set<String> before) {
        Set<String> now = now();
        now.removeAll(before);
        return now;
    }
}
