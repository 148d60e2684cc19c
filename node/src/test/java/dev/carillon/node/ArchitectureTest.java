package dev.carillon.node;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.elements.ClassesShould;
import org.junit.jupiter.api.Test;

/**
 * Arrows point downward only, in the order of the table in ARCHITECTURE.md: boot, config, edge, admin, session, tunnel, peer, delivery,
 * cluster, replication, runtime; below them the ports of storage, the ring and the protocol. One rule per package, from top to
 * bottom. What a package may touch besides the JDK is what its rule lists. Which module may know which is the
 * simulator's {@code RepositoryTest}.
 */
class ArchitectureTest {
    private static final String NODE = "dev.carillon.node.";
    private static final String OURS = "dev.carillon.node..";
    private static final String PROTOCOL = "dev.carillon.protocol..";
    private static final String RING = "dev.carillon.ring..";

    /** The ports, without the packages below. */
    private static final String STORAGE = "dev.carillon.storage";

    /** Hands the engine the kinds of chance and time that it asks for. */
    private static final String ENGINE = NODE + "replication.raft..";

    /** In the place of boot on virtual time. */
    private static final String SIMULATED = NODE + "simulated..";

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
    void nothingTouchesTheSimulation() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage(SIMULATED)
                .and()
                .resideInAPackage(OURS)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(SIMULATED));
    }

    @Test
    void configTouchesOnlyTheYamlParser() {
        check(onlyTouches(NODE + "config..", "org.snakeyaml.."));
    }

    @Test
    void edgeTouchesNettyProtocolAndSession() {
        check(onlyTouches(NODE + "edge..", "io.netty..", PROTOCOL, NODE + "session..", NODE + "runtime.."));
    }

    @Test
    void adminTouchesGrpcAndWhatItTells() {
        check(onlyTouches(
                NODE + "admin..",
                "io.grpc",
                "io.grpc.stub..",
                "com.google.protobuf..",
                "dev.carillon.admin.v1..",
                PROTOCOL,
                STORAGE,
                RING,
                NODE + "session..",
                NODE + "peer..",
                NODE + "cluster.."));
    }

    @Test
    void peerTouchesGrpcAndThePortsItImplements() {
        check(onlyTouches(
                NODE + "peer..",
                "io.grpc",
                "io.grpc.stub..",
                "com.google.protobuf..",
                "dev.carillon.peer.v1..",
                "dev.carillon.protocol.peer..",
                "javax.net.ssl..",
                "javax.security.auth.x500..",
                STORAGE,
                NODE + "delivery..",
                NODE + "cluster..",
                NODE + "replication..",
                NODE + "runtime.."));
    }

    @Test
    void sessionTouchesProtocolAndDelivery() {
        check(onlyTouches(
                NODE + "session..",
                PROTOCOL,
                RING,
                STORAGE,
                STORAGE + ".overlay..",
                NODE + "tunnel..",
                NODE + "delivery..",
                NODE + "cluster..",
                NODE + "replication..",
                NODE + "runtime.."));
    }

    @Test
    void tunnelTouchesLinksOwnersAndCounters() {
        check(onlyTouches(NODE + "tunnel..", NODE + "delivery..", NODE + "cluster.."));
    }

    @Test
    void deliveryTouchesStoragePortsAndReplication() {
        check(onlyTouches(
                NODE + "delivery..",
                PROTOCOL,
                RING,
                STORAGE,
                STORAGE + ".overlay..",
                NODE + "cluster..",
                NODE + "replication..",
                NODE + "runtime.."));
    }

    @Test
    void clusterTouchesTheRingAndReplication() {
        check(onlyTouches(
                NODE + "cluster..", RING, STORAGE, STORAGE + ".overlay..", NODE + "replication..", NODE + "runtime.."));
    }

    @Test
    void replicationTouchesStoragePorts() {
        check(onlyTouches(NODE + "replication..", STORAGE, "io.microraft..", NODE + "runtime.."));
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
        check(onlyTouches(NODE + "runtime.."));
    }

    @Test
    void packagesHaveNoCycles() {
        check(slices().matching(NODE + "(*)..").should().beFreeOfCycles());
    }

    @Test
    void protocolAndRingTouchNothingOfOurs() {
        check(onlyTouches(PROTOCOL, "javax.crypto.."));
        check(onlyTouches(RING));
    }

    @Test
    void storagePortsTouchNothingOfOurs() {
        check(onlyTouches(STORAGE));
    }

    @Test
    void whatImplementsStorageTouchesItsPortsAndNotEachOther() {
        check(onlyTouches(STORAGE + ".overlay..", STORAGE));
        check(onlyTouches(STORAGE + ".copy..", STORAGE));
        check(onlyTouches(STORAGE + ".memory..", STORAGE, STORAGE + ".copy.."));
        check(onlyTouches(STORAGE + ".disk..", STORAGE));
        check(onlyTouches(STORAGE + ".log..", STORAGE, STORAGE + ".disk.."));
        check(onlyTouches(STORAGE + ".rocksdb..", STORAGE, STORAGE + ".copy..", "org.rocksdb.."));
    }

    @Test
    void onlyOnePackageKnowsRocksDb() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage(STORAGE + ".rocksdb..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.rocksdb.."));
    }

    @Test
    void onlyBootAndItsSimulationChooseTheStorageEngineAndTheDisk() {
        check(noClasses()
                .that()
                .resideInAPackage(OURS)
                .and()
                .resideOutsideOfPackages(NODE + "boot..", SIMULATED)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        STORAGE + ".rocksdb..",
                        STORAGE + ".log..",
                        STORAGE + ".disk..",
                        STORAGE + ".memory..",
                        STORAGE + ".copy.."));
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
    void onlyPeerAdminAndBootKnowGrpc() {
        check(noClasses()
                .that()
                .resideInAPackage(OURS)
                .and()
                .resideOutsideOfPackages(NODE + "peer..", NODE + "admin..", NODE + "boot..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.grpc..", "com.google.protobuf..", "dev.carillon.peer..", "dev.carillon.admin.."));
    }

    @Test
    void onlyBootNamesTheServersOfGrpc() {
        check(noClasses()
                .that()
                .resideInAPackage(OURS)
                .and()
                .resideOutsideOfPackage(NODE + "boot..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.grpc.netty.."));
    }

    @Test
    void onlyBootKnowsCommandLinesMetricsAndWhereLogsGo() {
        check(belowBoot().dependOnClassesThat().resideInAnyPackage("picocli..", "io.micrometer..", "ch.qos.logback.."));
    }

    @Test
    void onlyBootKnowsTheSystemsClock() {
        check(belowBoot()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(java.time.Instant.class, "now"));
    }

    @Test
    void onlyBootKnowsChance() {
        check(belowBoot()
                .callMethod(Math.class, "random")
                .orShould()
                .callMethod(java.util.UUID.class, "randomUUID")
                .orShould()
                .dependOnClassesThat(named("chance", java.util.random.RandomGeneratorFactory.class))
                .orShould()
                .dependOnClassesThat(named("chance", java.util.SplittableRandom.class))
                .orShould()
                .dependOnClassesThat(named("chance", java.util.concurrent.ThreadLocalRandom.class))
                .orShould()
                .dependOnClassesThat(named("chance", java.security.SecureRandom.class)));
    }

    @Test
    void onlyBootMakesThreads() {
        check(belowBoot()
                .callConstructorWhere(target(owner(type(Thread.class))))
                .orShould()
                .callMethod(Thread.class, "sleep", long.class)
                .orShould()
                .dependOnClassesThat(named("threads", java.util.Timer.class))
                .orShould()
                .dependOnClassesThat(named("threads", java.util.concurrent.ForkJoinPool.class))
                .orShould()
                .dependOnClassesThat(named("threads", java.util.concurrent.Executors.class)));
    }

    @Test
    void onlyBootKnowsFilesAndSockets() {
        check(belowBoot()
                .dependOnClassesThat()
                .resideInAnyPackage("java.nio.file..", "java.nio.channels..", "java.net.http..")
                .orShould()
                .dependOnClassesThat(named("files", java.io.File.class))
                .orShould()
                .dependOnClassesThat(named("files", java.io.RandomAccessFile.class))
                .orShould()
                .callConstructorWhere(target(owner(type(java.net.Socket.class))))
                .orShould()
                .dependOnClassesThat(named("sockets", java.net.ServerSocket.class)));
    }

    private static ClassesShould belowBoot() {
        return noClasses()
                .that()
                .resideInAPackage(OURS)
                .and()
                .resideOutsideOfPackage(NODE + "boot..")
                .should();
    }

    @Test
    void onlyBootAndTheReplicationEngineKnowTheKindsOfChanceTimeAndFutureOfTheJdk() {
        check(noClasses()
                .that()
                .resideInAPackage(OURS)
                .and()
                .resideOutsideOfPackages(NODE + "boot..", SIMULATED, ENGINE)
                .should()
                .dependOnClassesThat(named("chance or threads of their own", java.util.Random.class))
                .orShould()
                .dependOnClassesThat(named("time", java.time.Clock.class))
                .orShould()
                .dependOnClassesThat(named("threads", java.util.concurrent.CompletableFuture.class)));
    }

    private static DescribedPredicate<JavaClass> named(String what, Class<?> type) {
        return JavaClass.Predicates.equivalentTo(type).as(what + " (" + type.getSimpleName() + ")");
    }

    private static ArchRule onlyTouches(String own, String... others) {
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
