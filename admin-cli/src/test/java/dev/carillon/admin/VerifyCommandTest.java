package dev.carillon.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.client.CarillonClient;
import dev.carillon.client.SendResult;
import dev.carillon.protocol.token.TokenIssuer;
import dev.carillon.storage.Marker;
import dev.carillon.storage.StateBatch;
import dev.carillon.storage.rocksdb.EngineLimits;
import dev.carillon.storage.rocksdb.RocksStateEngine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Replicas are compared: of a cluster that is written to, with a node down, and with one whose state was changed. */
@Timeout(value = 4, unit = TimeUnit.MINUTES)
@Tag("clusters")
class VerifyCommandTest {
    private static final int SENDERS = 24;
    private static final int FIRST = 500;
    private static final byte[] USERS = {'u'};

    @TempDir
    private Path folder = Path.of("");

    private final List<NodeUnderTest> nodes = new ArrayList<>();
    private final List<CarillonClient> clients = new ArrayList<>();
    private final AtomicBoolean enough = new AtomicBoolean();
    private List<Integer> ports = List.of();
    private Path file = Path.of("");

    @AfterEach
    void stop() {
        enough.set(true);
        clients.forEach(CarillonClient::close);
        nodes.forEach(NodeUnderTest::close);
    }

    private void startAll() throws IOException {
        ports = FreePorts.find(6);
        file = folder.resolve("cluster.yaml");
        List<String> init = new ArrayList<>(List.of(
                "cluster", "init", "--name", "three", "--partitions", "8", "--replicas", "3", "--out", "" + file));
        for (int i = 0; i < 3; i++) {
            init.add("127.0.0.1:" + ports.get(2 * i) + "/" + ports.get(2 * i + 1));
        }
        CommandRun made = CommandRun.of("", init.toArray(new String[0]));
        assertThat(made.exitCode()).as(made.err()).isZero();
        for (int i = 1; i <= 3; i++) {
            nodes.add(start(i));
        }
    }

    private NodeUnderTest start(int number) throws IOException {
        Files.deleteIfExists(folder.resolve("n" + number).resolve("ready"));
        return NodeUnderTest.start(
                folder.resolve("n" + number),
                List.of(
                        "--insecure-dev",
                        "--cluster=" + file,
                        "--node=" + number,
                        "--port=" + ports.get(2 * number - 2)));
    }

    private CommandRun verify(String... more) {
        List<String> arguments = new ArrayList<>(List.of("partition", "verify", "--insecure-dev"));
        arguments.addAll(List.of(more));
        return CommandRun.of(
                String.join(",", nodes.stream().map(NodeUnderTest::admin).toList()), arguments.toArray(new String[0]));
    }

    /** Each to the next one, as fast as the acks come, until it is enough. */
    private void send() throws InterruptedException {
        CountDownLatch acked = new CountDownLatch(FIRST);
        for (int i = 0; i < SENDERS; i++) {
            String user = "user" + i;
            CarillonClient client = CarillonClient.builder(user)
                    .server("127.0.0.1", ports.get(0))
                    .token(() -> TokenIssuer.issueUnsigned(user, Long.MAX_VALUE >> 32))
                    .onMessage(message -> {})
                    .connect();
            clients.add(client);
            next(client, "user" + (i + 1) % SENDERS, new AtomicInteger(), acked);
        }
        acked.await();
    }

    private void next(CarillonClient client, String to, AtomicInteger count, CountDownLatch acked) {
        client.send(to, "m" + count.incrementAndGet()).whenComplete((result, trouble) -> {
            if (result instanceof SendResult.Stored) {
                acked.countDown();
            }
            if (trouble == null && !enough.get()) {
                next(client, to, count, acked);
            }
        });
    }

    @Test
    void replicasAgreeUnderLoadAndOneThatWasChangedIsFound() throws IOException, InterruptedException {
        startAll();
        send();

        CommandRun loaded = verify("--all", "--json");
        assertThat(loaded.exitCode()).as(loaded.out() + loaded.err()).isZero();
        assertThat(loaded.out())
                .startsWith("{\"partitions\":8,\"agree\":8,\"differ\":0,\"not_comparable\":0,")
                .contains("\"name\":\"users, version ", "\"name\":\"inbox items\"");
        enough.set(true);
        assertThat(verify("3", "5").out()).contains("2 partitions: of 2 all replicas agree, of 0 they differ");

        nodes.get(2).stopCleanly();
        CommandRun two = verify("2", "--within", "1");
        assertThat(two.exitCode()).as(two.out() + two.err()).isEqualTo(ExitCode.NOT_NOW);
        assertThat(two.out()).contains("Partition 2 could not be compared: Nodes [3] do not answer");

        int partition = plant(folder.resolve("n3").resolve("data").resolve("state"));
        nodes.set(2, start(3));
        CommandRun changed = verify("--all");
        assertThat(changed.exitCode()).as(changed.out() + changed.err()).isEqualTo(ExitCode.TROUBLE);
        assertThat(changed.out())
                .contains("Partition " + partition + " DIFFERS at entry ")
                .contains("  users, version ")
                .contains("Nodes [1, 2] agree, so [3] is probably wrong")
                .contains("of 7 all replicas agree, of 1 they differ, 0 could not be compared");
        assertThat(verify("" + partition, "--json").out())
                .contains("\"result\":\"differ\"", "\"differing\":[\"users, version ");
    }

    /** A copy of a user's record under a name that nobody has. @return in which partition */
    private static int plant(Path state) {
        try (RocksStateEngine engine = RocksStateEngine.open(state, EngineLimits.DEFAULT)) {
            for (int partition = 0; partition < 8; partition++) {
                byte[][] user = new byte[1][];
                engine.scanRecords(partition, USERS, (key, value) -> {
                    user[0] = value;
                    return false;
                });
                if (user[0] != null) {
                    engine.write(new OneRecord(partition, engine.marker(partition), user[0]));
                    engine.flush();
                    return partition;
                }
            }
        }
        throw new AssertionError("no user is in any partition");
    }

    private record OneRecord(int partition, Marker marker, byte[] value) implements StateBatch {
        @Override
        public long bytes() {
            return value.length;
        }

        @Override
        public void forEach(Changes changes) {
            changes.putRecord("unobody".getBytes(StandardCharsets.UTF_8), value);
        }
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        assertThat(CommandRun.of("127.0.0.1:9", "partition", "verify", "--insecure-dev"))
                .extracting(CommandRun::exitCode)
                .isEqualTo(ExitCode.USAGE);
        assertThat(CommandRun.of("127.0.0.1:9", "partition", "verify", "3", "--all", "--insecure-dev")
                        .err())
                .contains("either which partitions or --all");
        assertThat(CommandRun.of("127.0.0.1:9", "partition", "verify", "--all", "--within", "0", "--insecure-dev")
                        .err())
                .contains("--within is 1 to 3600 seconds");
        assertThat(CommandRun.of("127.0.0.1:9", "partition", "verify", "--all", "--insecure-dev"))
                .extracting(CommandRun::exitCode)
                .isEqualTo(ExitCode.NOT_REACHED);
    }
}
