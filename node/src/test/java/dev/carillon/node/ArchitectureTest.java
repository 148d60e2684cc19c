package dev.carillon.node;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;

/**
 * Arrows point downward only, in the order of the table in ARCHITECTURE.md: boot, config, edge, session, delivery,
 * replication, runtime; below them the ports of storage, the ring and the protocol. One rule per package, from top to
 * bottom. What a package may touch besides the JDK is what its rule lists.
 */
class ArchitectureTest {
    private static final String NODE = "dev.carillon.node.";
    private static final String OURS = "dev.carillon.node..";
    /** Hands the engine the kinds of chance and time that it asks for. */
    private static final String ENGINE = NODE + "replication.raft..";

    private static final String[] EVERYWHERE = {"java..", "org.jspecify..", "org.agrona..", "org.slf4j.."};

    /** Ours, without tests. */
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.carillon");

    @Test
    void nothingTouchesBoot() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage(NODE + "boot..")
                .and()
                .resideInAPackage(OURS)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(NODE + "boot.."));
    }

    @Test
    void configTouchesOnlyTheYamlParser() {
        check(onlyTouches("config", "org.snakeyaml.."));
    }

    @Test
    void edgeTouchesNettyProtocolAndSession() {
        check(onlyTouches("edge", "io.netty..", "dev.carillon.protocol..", NODE + "session..", NODE + "runtime.."));
    }

    @Test
    void sessionTouchesProtocolAndDelivery() {
        check(onlyTouches(
                "session",
                "dev.carillon.protocol..",
                "dev.carillon.ring..",
                "dev.carillon.storage",
                "dev.carillon.storage.overlay..",
                NODE + "delivery..",
                NODE + "replication..",
                NODE + "runtime.."));
    }

    @Test
    void deliveryTouchesStoragePortsAndReplication() {
        check(onlyTouches(
                "delivery",
                "dev.carillon.protocol..",
                "dev.carillon.ring..",
                "dev.carillon.storage",
                "dev.carillon.storage.overlay..",
                NODE + "replication..",
                NODE + "runtime.."));
    }

    @Test
    void replicationTouchesStoragePorts() {
        check(onlyTouches("replication", "dev.carillon.storage", "io.microraft..", NODE + "runtime.."));
    }

    @Test
    void onlyOnePackageKnowsTheReplicationEngine() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage(ENGINE)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.microraft.."));
    }

    @Test
    void theReplicationEngineIsGivenItsTimeAndChance() {
        check(noClasses()
                .that()
                .resideInAPackage(ENGINE)
                .should()
                .callConstructor(java.util.Random.class)
                .orShould()
                .callMethod(java.time.Clock.class, "systemUTC")
                .orShould()
                .callMethod(java.time.Clock.class, "systemDefaultZone"));
    }

    @Test
    void runtimeTouchesNothingOfOurs() {
        check(onlyTouches("runtime"));
    }

    @Test
    void packagesHaveNoCycles() {
        check(slices().matching(NODE + "(*)..").should().beFreeOfCycles());
    }

    @Test
    void onlyOnePackageKnowsRocksDb() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage("dev.carillon.storage.rocksdb..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.rocksdb.."));
    }

    @Test
    void onlyBootChoosesTheStorageEngineAndTheDisk() {
        check(noClasses()
                .that()
                .resideInAPackage(OURS)
                .and()
                .resideOutsideOfPackage(NODE + "boot..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.carillon.storage.rocksdb..",
                        "dev.carillon.storage.log..",
                        "dev.carillon.storage.disk..",
                        "dev.carillon.storage.memory.."));
    }

    @Test
    void onlyEdgeAndBootKnowNetty() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages(NODE + "edge..", NODE + "boot..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.netty.."));
    }

    @Test
    void onlyBootKnowsTheSystemsClockThreadsAndChance() {
        check(noClasses()
                .that()
                .resideInAPackage(OURS)
                .and()
                .resideOutsideOfPackage(NODE + "boot..")
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .dependOnClassesThat(named("chance", java.util.concurrent.ThreadLocalRandom.class))
                .orShould()
                .dependOnClassesThat(named("chance", java.security.SecureRandom.class))
                .orShould()
                .dependOnClassesThat(named("threads", java.util.concurrent.Executors.class))
                .orShould()
                .callConstructor(Thread.class, Runnable.class)
                .orShould()
                .callConstructor(Thread.class, Runnable.class, String.class));
    }

    @Test
    void onlyBootAndTheReplicationEngineKnowTheKindsOfChanceAndTimeOfTheJdk() {
        check(noClasses()
                .that()
                .resideInAPackage(OURS)
                .and()
                .resideOutsideOfPackages(NODE + "boot..", ENGINE)
                .should()
                .dependOnClassesThat(named("chance or threads of their own", java.util.Random.class))
                .orShould()
                .dependOnClassesThat(named("time", java.time.Clock.class)));
    }

    private static DescribedPredicate<JavaClass> named(String what, Class<?> type) {
        return JavaClass.Predicates.equivalentTo(type).as(what + " (" + type.getSimpleName() + ")");
    }

    private static ArchRule onlyTouches(String name, String... others) {
        String own = NODE + name + "..";
        return classes()
                .that()
                .resideInAPackage(own)
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(EVERYWHERE)
                        .or(resideInAnyPackage(own))
                        .or(resideInAnyPackage(others))
                        .as("belong to the JDK, Agrona, SLF4J, itself or " + String.join(", ", others)));
    }

    private static void check(ArchRule rule) {
        rule.check(CLASSES);
    }
}
