package dev.sluice.tck;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.DynamicTestInvocationContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.jupiter.api.extension.TestInstancePostProcessor;
import org.junit.jupiter.api.extension.TestWatcher;

/**
 * Writes a {@link ConformanceReport} when the last chapter of a kit has ended. That of a run which left rules out, such as a single
 * test, has a name of its own, so that it takes no whole run's place.
 */
final class ConformanceRecorder
        implements
            BeforeAllCallback,
            TestInstancePostProcessor,
            TestWatcher,
            InvocationInterceptor,
            AfterAllCallback {

    /** Where reports go: a folder below the working directory. */
    static final String FOLDER_PROPERTY = "sluice.tck.reports";

    /** What the names of partial reports end with. */
    static final String PARTIAL = "-partial";

    private static final Namespace HERE = Namespace.create(ConformanceRecorder.class);

    @Override
    public void beforeAll(ExtensionContext context) {
        if (isKit(context)) {
            context.getStore(HERE).put(Conformance.class, new Conformance());
        }
    }

    @Override
    public void postProcessTestInstance(Object instance, ExtensionContext context) {
        if (instance instanceof TransportTck kit) {
            kitContext(context).getStore(HERE).put(TransportTck.class, kit);
        }
    }

    @Override
    public void testSuccessful(ExtensionContext context) {
        conformance(context).passed(RuleInFailure.rules(context));
    }

    @Override
    public void testFailed(ExtensionContext context, Throwable cause) {
        conformance(context).failed(test(context), RuleInFailure.rules(context));
    }

    @Override
    public void testAborted(ExtensionContext context, Throwable cause) {
        conformance(context).leftOut(String.valueOf(cause.getMessage()), RuleInFailure.rules(context));
    }

    @Override
    public void testDisabled(ExtensionContext context, Optional<String> reason) {
        conformance(context).leftOut(reason.orElse("left out"), RuleInFailure.rules(context));
    }

    // Watchers are not told of factories and of what they make.

    @Override
    public <T> T interceptTestFactoryMethod(Invocation<T> invocation, ReflectiveInvocationContext<Method> of,
            ExtensionContext context) throws Throwable {
        return watched(invocation, context);
    }

    @Override
    public void interceptDynamicTest(Invocation<Void> invocation, DynamicTestInvocationContext of,
            ExtensionContext context) throws Throwable {
        watched(invocation, context);
        testSuccessful(context);
    }

    private <T extends @Nullable Object> T watched(Invocation<T> invocation, ExtensionContext context)
            throws Throwable {
        try {
            return invocation.proceed();
        } catch (AssertionError | Exception failure) {
            testFailed(context, failure);
            throw failure;
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        TransportTck kit = context.getStore(HERE).get(TransportTck.class, TransportTck.class);
        if (isKit(context) && kit != null && kit.isReported()) {
            ConformanceReport report = new ConformanceReport(kit.subject(), conformance(context).verdicts());
            String name = context.getRequiredTestClass().getSimpleName();
            write(report.isPartial() ? name + PARTIAL : name, report);
        }
    }

    private static void write(String name, ConformanceReport report) {
        Path folder = Path.of(System.getProperty(FOLDER_PROPERTY, "target/sluice-tck"));
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve(name + ".txt"), report.text());
            Files.writeString(folder.resolve(name + ".json"), report.json());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the conformance report into " + folder.toAbsolutePath(), e);
        }
    }

    private static boolean isKit(ExtensionContext context) {
        return context.getTestClass().filter(TransportTck.class::isAssignableFrom).isPresent();
    }

    /** That of the class that extends the kit, which lasts as long as all chapters. */
    private static ExtensionContext kitContext(ExtensionContext context) {
        ExtensionContext kit = context;
        while (!(isKit(kit) && kit.getTestMethod().isEmpty())) {
            kit = kit.getParent().orElseThrow();
        }
        return kit;
    }

    private static Conformance conformance(ExtensionContext context) {
        return context.getStore(HERE).get(Conformance.class, Conformance.class);
    }

    private static String test(ExtensionContext context) {
        return context.getParent().map(ExtensionContext::getDisplayName).orElse("") + ": " + context.getDisplayName();
    }
}
