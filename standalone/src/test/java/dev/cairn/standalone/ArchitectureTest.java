package dev.cairn.standalone;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.util.Random;

/** The rules of the module map: who may know whom, and what a core may not touch. */
@AnalyzeClasses(packages = "dev.cairn", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String[] LIBRARIES = {
        "dev.cairn.kernel..",
        "dev.cairn.btree..",
        "dev.cairn.log..",
        "dev.cairn.coordination..",
        "dev.cairn.replica..",
        "dev.cairn.api..",
        "dev.cairn.rpc.."
    };
    private static final String[] SERVICES = {
        "dev.cairn.metadata..", "dev.cairn.lock..", "dev.cairn.block..", "dev.cairn.gateway.."
    };
    /** The Boot shells around the cores. */
    private static final String SHELLS = "dev.cairn.*.app..";

    @ArchTest
    static final ArchRule LIBRARIES_KNOW_NO_SERVICE = noClasses()
            .that()
            .resideInAnyPackage(LIBRARIES)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(SERVICES);

    @ArchTest
    static final ArchRule LIBRARIES_KNOW_NO_SPRING = noClasses()
            .that()
            .resideInAnyPackage(LIBRARIES)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.springframework..");

    @ArchTest
    static final ArchRule SERVICES_KNOW_EACH_OTHER_BY_THEIR_INTERFACES_ONLY = slices().matching(
                    "dev.cairn.(metadata|lock|block|gateway)..")
            .should()
            .notDependOnEachOther();

    /** B6.5 No change outside of a transaction: whoever has no tree cannot change it but by a command of its replica. */
    @ArchTest
    static final ArchRule ONLY_REPLICAS_CHANGE_TREES = noClasses()
            .that()
            .resideInAnyPackage(SERVICES)
            .or()
            .resideInAnyPackage("dev.cairn.api..", "dev.cairn.rpc..", "dev.cairn.standalone..")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("dev.cairn.btree.Tree")
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("dev.cairn.btree.TreeLoader");

    @ArchTest
    static final ArchRule NOTHING_KNOWS_THE_STANDALONE = noClasses()
            .that()
            .resideOutsideOfPackage("dev.cairn.standalone..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.cairn.standalone..");

    @ArchTest
    static final ArchRule CORES_KNOW_NO_FRAMEWORK = noClasses()
            .that()
            .resideInAnyPackage("dev.cairn.metadata..", "dev.cairn.lock..", "dev.cairn.block..")
            .and()
            .resideOutsideOfPackage(SHELLS)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.springframework..", "jakarta.servlet..", "io.micrometer..", "io.grpc..");

    @ArchTest
    static final ArchRule CORES_ARE_GIVEN_TIME_AND_CHANCE = noClasses()
            .that()
            .resideInAnyPackage(
                    "dev.cairn.metadata..",
                    "dev.cairn.lock..",
                    "dev.cairn.block..",
                    "dev.cairn.btree..",
                    "dev.cairn.log..",
                    "dev.cairn.replica..")
            .and()
            .resideOutsideOfPackage(SHELLS)
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(Clock.class, "systemUTC")
            .orShould()
            .callMethod(Thread.class, "sleep", long.class)
            .orShould()
            .callConstructor(Random.class);

    @ArchTest
    static final ArchRule KERNEL_KNOWS_NOTHING = noClasses()
            .that()
            .resideInAPackage("dev.cairn.kernel..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.cairn.btree..",
                    "dev.cairn.log..",
                    "dev.cairn.coordination..",
                    "dev.cairn.replica..",
                    "dev.cairn.api..");
}
