package dev.sluice.tck;

import static org.junit.jupiter.api.extension.ConditionEvaluationResult.disabled;
import static org.junit.jupiter.api.extension.ConditionEvaluationResult.enabled;

import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Leaves out the tests that a transport with what it {@linkplain TransportTck#lacks() lacks} is not held to. */
final class Applicability implements ExecutionCondition {

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return context.getTestInstances().flatMap(instances -> instances.findInstance(TransportTck.class))
                .map(kit -> evaluate(context, kit.lacks()))
                .orElse(enabled("a container"));
    }

    private static ConditionEvaluationResult evaluate(ExtensionContext context, Set<Capability> lacks) {
        Set<Capability> missing = needs(context);
        missing.retainAll(lacks);
        if (!missing.isEmpty()) {
            Capability first = missing.iterator().next();
            return disabled(
                    "the transport lacks " + first + ", and " + first.weakerRule() + " applies");
        }
        Optional<Capability> lacking = lacking(context);
        return lacking.isPresent() && !lacks.contains(lacking.get())
                ? disabled("the transport does not lack " + lacking.get())
                : enabled("applies");
    }

    private static Set<Capability> needs(ExtensionContext context) {
        Set<Capability> needs = EnumSet.noneOf(Capability.class);
        AnnotationSupport.findAnnotation(context.getTestMethod(), Needs.class)
                .ifPresent(n -> needs.addAll(Set.of(n.value())));
        context.getTestClass().stream().flatMap(Applicability::withEnclosing)
                .flatMap(chapter -> AnnotationSupport.findAnnotation(chapter, Needs.class).stream())
                .forEach(n -> needs.addAll(Set.of(n.value())));
        return needs;
    }

    /** Chapters may be parts of one. */
    private static Stream<Class<?>> withEnclosing(Class<?> chapter) {
        return Stream.<Class<?>>iterate(chapter, Objects::nonNull, Class::getEnclosingClass);
    }

    private static Optional<Capability> lacking(ExtensionContext context) {
        return AnnotationSupport.findAnnotation(context.getTestMethod(), Lacking.class).map(Lacking::value);
    }
}
