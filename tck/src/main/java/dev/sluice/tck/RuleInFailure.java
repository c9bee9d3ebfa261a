package dev.sluice.tck;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

import org.junit.jupiter.api.extension.DynamicTestInvocationContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.junit.platform.commons.support.AnnotationSupport;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

/** Begins the message of each failure with the rule that was broken and with where to look. */
final class RuleInFailure
        implements
            TestExecutionExceptionHandler,
            LifecycleMethodExecutionExceptionHandler,
            InvocationInterceptor {

    /** The rules of a test, or of the factory that made it. */
    static String[] rules(ExtensionContext context) {
        for (Optional<ExtensionContext> c = Optional.of(context); c.isPresent(); c = c.get().getParent()) {
            Optional<Rule> rule = AnnotationSupport.findAnnotation(c.get().getTestMethod(), Rule.class);
            if (rule.isPresent()) {
                return rule.get().value();
            }
        }
        return new String[0];
    }

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        throw explained(context, failure);
    }

    @Override
    public void handleAfterEachMethodExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        throw explained(context, failure);
    }

    @Override
    public void interceptDynamicTest(Invocation<Void> invocation, DynamicTestInvocationContext of,
            ExtensionContext context) throws Throwable {
        try {
            invocation.proceed();
        } catch (AssertionError | Exception failure) {
            throw explained(context, failure);
        }
    }

    private static Throwable explained(ExtensionContext context, Throwable failure) {
        if (failure instanceof TestAbortedException) {
            return failure;
        }
        String rules = Arrays.stream(rules(context)).map(RuleText::of).collect(Collectors.joining("\n"));
        String message = "\n" + rules + "\n    seen: " + said(failure).strip().replace("\n", "\n    ");
        AssertionFailedError explained = failure instanceof AssertionFailedError e && e.isExpectedDefined()
                ? new AssertionFailedError(message, e.getExpected(), e.getActual(), e.getCause())
                : new AssertionFailedError(message, failure instanceof AssertionError ? failure.getCause() : failure);
        explained.setStackTrace(failure.getStackTrace());
        Arrays.stream(failure.getSuppressed()).forEach(explained::addSuppressed);
        return explained;
    }

    private static String said(Throwable failure) {
        return failure instanceof AssertionError && failure.getMessage() != null
                ? failure.getMessage()
                : failure.toString();
    }
}
