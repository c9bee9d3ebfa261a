package dev.sluice.client;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import java.util.Set;

import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.LocationProvider;
import com.tngtech.archunit.lang.ArchRule;

/** What may know what. */
@AnalyzeClasses(locations = ArchitectureTest.ThisModule.class)
class ArchitectureTest {

    /** The main classes alone. */
    static final class ThisModule implements LocationProvider {

        @Override
        public Set<Location> get(Class<?> test) {
            return Set.of(Location.of(SluiceClient.class.getProtectionDomain().getCodeSource().getLocation()));
        }
    }

    @ArchTest
    static final ArchRule OF_SLUICE_THE_PUBLIC_PACKAGE_ALONE_IS_KNOWN = classes().should().onlyDependOnClassesThat()
            .resideInAnyPackage("dev.sluice", "dev.sluice.client..", "java..", "org.jspecify..");

    @ArchTest
    static final ArchRule FORMATS_KNOW_NO_CONNECTION = noClasses().that()
            .resideInAPackage("dev.sluice.client.internal.wire").should().dependOnClassesThat()
            .resideInAnyPackage("dev.sluice.client.internal.carrier", "dev.sluice.client.internal.stream",
                    "java.net..", "java.util.concurrent..");

    @ArchTest
    static final ArchRule CONNECTIONS_KNOW_NO_STREAM = noClasses().that()
            .resideInAPackage("dev.sluice.client.internal.carrier").should().dependOnClassesThat()
            .resideInAPackage("dev.sluice.client.internal.stream");

    @ArchTest
    static final ArchRule INTERNAL_PACKAGES_HAVE_NO_CYCLES = slices().matching("dev.sluice.client.internal.(*)..")
            .should().beFreeOfCycles();
}
