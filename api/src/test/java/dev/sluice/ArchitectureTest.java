package dev.sluice;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import java.util.ServiceLoader;
import java.util.Set;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.LocationProvider;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

/** What may know what. */
@AnalyzeClasses(locations = ArchitectureTest.ThisModule.class)
class ArchitectureTest {

    /** The main classes alone, so that no other place of the class path is searched. */
    static final class ThisModule implements LocationProvider {

        @Override
        public Set<Location> get(Class<?> test) {
            return Set.of(Location.of(Endpoint.class.getProtectionDomain().getCodeSource().getLocation()));
        }
    }

    @ArchTest
    static final ArchRule SIGNATURES_OF_THE_API_AND_THE_SPI_EXPOSE_NO_INTERNAL_TYPE = classes()
            .that().resideInAnyPackage("dev.sluice", "dev.sluice.spi").and(areAccessible())
            .should(exposeNothingInternal());

    @ArchTest
    static final ArchRule NOBODY_USES_A_SERVICE_LOADER = noClasses().should().dependOnClassesThat()
            .belongToAnyOf(ServiceLoader.class);

    @ArchTest
    static final ArchRule JACKSON_IS_KNOWN_TO_THE_JSON_CODEC_AND_WHAT_IT_NEEDS_ALONE = noClasses().that()
            .doNotHaveFullyQualifiedName(JsonCodec.class.getName()).and()
            .resideOutsideOfPackage("dev.sluice.internal.jackson").should().dependOnClassesThat()
            .resideInAPackage("tools.jackson..");

    @ArchTest
    static final ArchRule ONLY_THE_JSON_CODEC_KNOWS_WHAT_NEEDS_JACKSON = noClasses().that()
            .doNotHaveFullyQualifiedName(JsonCodec.class.getName()).and()
            .resideOutsideOfPackage("dev.sluice.internal.jackson").should().dependOnClassesThat()
            .resideInAPackage("dev.sluice.internal.jackson");

    @ArchTest
    static final ArchRule ONLY_THE_JDK_JSPECIFY_AND_JACKSON_ARE_KNOWN = classes().should().onlyDependOnClassesThat()
            .resideInAnyPackage("dev.sluice..", "java..", "javax.net..", "org.jspecify..", "tools.jackson..",
                    "com.fasterxml.jackson.annotation..",
                    "io.micrometer.core..");

    @ArchTest
    static final ArchRule FORMATS_DO_NOT_KNOW_THE_ENGINE = noClasses().that()
            .resideInAnyPackage("dev.sluice.internal.websocket..", "dev.sluice.internal.sse..",
                    "dev.sluice.internal.http..", "dev.sluice.internal.codec..")
            .should().dependOnClassesThat().resideInAnyPackage("dev.sluice.internal.stream..",
                    "dev.sluice.internal.topic..", "dev.sluice.internal.engine..", "dev.sluice.internal.endpoint..");

    @ArchTest
    static final ArchRule STREAMS_AND_TOPICS_DO_NOT_KNOW_THE_ENGINE = noClasses().that()
            .resideInAnyPackage("dev.sluice.internal.stream..", "dev.sluice.internal.topic..",
                    "dev.sluice.internal.endpoint..")
            .should().dependOnClassesThat().resideInAPackage("dev.sluice.internal.engine..");

    @ArchTest
    static final ArchRule INTERNAL_PACKAGES_HAVE_NO_CYCLES = slices().matching("dev.sluice.internal.(*)..").should()
            .beFreeOfCycles();

    @ArchTest
    static final ArchRule THE_API_DOES_NOT_KNOW_THE_SPI = noClasses().that().resideInAPackage("dev.sluice").should()
            .dependOnClassesThat().resideInAPackage("dev.sluice.spi");

    private static DescribedPredicate<JavaClass> areAccessible() {
        return DescribedPredicate.describe("are public or protected", ArchitectureTest::isAccessible);
    }

    private static boolean isAccessible(JavaClass type) {
        boolean itself = type.getModifiers().contains(JavaModifier.PUBLIC)
                || type.getModifiers().contains(JavaModifier.PROTECTED);
        return itself && type.getEnclosingClass().map(ArchitectureTest::isAccessible).orElse(true);
    }

    private static ArchCondition<JavaClass> exposeNothingInternal() {
        return new ArchCondition<>("expose no type of dev.sluice.internal") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                type.getRawInterfaces().forEach(parent -> checkType(type, "implements", parent, events));
                type.getRawSuperclass().ifPresent(parent -> checkType(type, "extends", parent, events));
                type.getFields().stream().filter(field -> isAccessible(field.getModifiers()))
                        .forEach(field -> checkField(type, field, events));
                type.getCodeUnits().stream().filter(unit -> isAccessible(unit.getModifiers()))
                        .forEach(unit -> checkUnit(type, unit, events));
            }
        };
    }

    private static boolean isAccessible(Set<JavaModifier> modifiers) {
        return modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED);
    }

    private static void checkField(JavaClass type, JavaField field, ConditionEvents events) {
        checkType(type, field.getFullName(), field.getType(), events);
    }

    private static void checkUnit(JavaClass type, JavaCodeUnit unit, ConditionEvents events) {
        checkType(type, unit.getFullName(), unit.getReturnType(), events);
        unit.getParameterTypes().forEach(parameter -> checkType(type, unit.getFullName(), parameter, events));
        unit.getExceptionTypes().forEach(thrown -> checkType(type, unit.getFullName(), thrown, events));
    }

    private static void checkType(JavaClass owner, String where, JavaType exposed, ConditionEvents events) {
        for (JavaClass raw : exposed.getAllInvolvedRawTypes()) {
            if (raw.getPackageName().startsWith("dev.sluice.internal")) {
                events.add(SimpleConditionEvent.violated(owner, where + " exposes " + raw.getName()));
            }
        }
    }
}
