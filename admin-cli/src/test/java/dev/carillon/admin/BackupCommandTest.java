package dev.carillon.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.client.CarillonClient;
import dev.carillon.client.SendResult;
import dev.carillon.protocol.token.TokenIssuer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A cluster is backed up while it is sent to, and one with other nodes begins with the backup: real processes, real disks. */
@Timeout(value = 4, unit = TimeUnit.MINUTES)
@Tag("clusters")
class BackupCommandTest {
    private static final int SENDERS = 6;
    private static final int RECIPIENTS = 3;
    private static final int FIRST = 50;
    private static final String LAST = "last";

    @TempDir
    private Path folder = Path.of("");

    private final List<NodeUnderTest> nodes = new ArrayList<>();
    private final List<CarillonClient> clients = new ArrayList<>();

    @AfterEach
    void stop() {
        clients.forEach(CarillonClient::close);
        nodes.forEach(NodeUnderTest::close);
    }

    /** A cluster's file, and where clients reach its nodes. */
    private record Layout(Path file, List<Integer> ports) {}

    private Layout layOut(String name, int count, int replicas, String... more) throws IOException {
        List<Integer> ports = FreePorts.find(2 * count);
        Path file = folder.resolve(name + ".yaml");
        List<String> init = new ArrayList<>(List.of(
                "cluster",
                "init",
                "--name",
                name,
                "--partitions",
                "8",
                "--replicas",
                "" + replicas,
                "--out",
                "" + file));
        init.addAll(List.of(more));
        for (int i = 0; i < count; i++) {
            init.add("127.0.0.1:" + ports.get(2 * i) + "/" + ports.get(2 * i + 1));
        }
        CommandRun made = CommandRun.of("", init.toArray(new String[0]));
        assertThat(made.exitCode()).as(made.err()).isZero();
        return new Layout(file, ports);
    }

    private NodeUnderTest start(Layout layout, String name, int number) throws IOException {
        NodeUnderTest node = NodeUnderTest.start(
                folder.resolve(name + number),
                List.of(
                        "--insecure-dev",
                        "--cluster=" + layout.file(),
                        "--node=" + number,
                        "--port=" + layout.ports().get(2 * number - 2)));
        nodes.add(node);
        return node;
    }

    private CarillonClient client(String user, Layout layout, Map<String, List<String>> heard) {
        CarillonClient client = CarillonClient.builder(user)
                .server("127.0.0.1", layout.ports().get(0))
                .token(() -> TokenIssuer.issueUnsigned(user, Long.MAX_VALUE >> 32))
                .onMessage(message -> heard.computeIfAbsent(message.from(), from -> new CopyOnWriteArrayList<>())
                        .add(message.text()))
                .connect();
        clients.add(client);
        return client;
    }

    private static String recipient(int sender) {
        return "rita" + sender % RECIPIENTS;
    }

    @Test
    void whatWasAckedBeforeIsThereAfterwardsOnceAndInOrder() throws IOException, InterruptedException {
        Layout old = layOut("old", 3, 3);
        StringBuilder servers = new StringBuilder();
        for (int i = 1; i <= 3; i++) {
            servers.append(i == 1 ? "" : ",").append(start(old, "old", i).admin());
        }
        AtomicBoolean enough = new AtomicBoolean();
        CountDownLatch firstAcked = new CountDownLatch(SENDERS * FIRST);
        List<AtomicInteger> sent = sendOn(old, enough, firstAcked);
        firstAcked.await();

        Path backup = folder.resolve("backup");
        CommandRun taken =
                CommandRun.of(servers.toString(), "backup", "create", backup.toString(), "--insecure-dev", "--json");
        assertThat(taken.exitCode()).as(taken.out() + taken.err()).isZero();
        String id = taken.out().replaceAll(".*\"backup\":\"([0-9a-f]+)\".*\\s*", "$1");
        enough.set(true);
        assertThat(CommandRun.of(servers.toString(), "backup", "create", backup.toString(), "--insecure-dev")
                        .err())
                .contains("is not empty");
        stop();
        nodes.clear();
        clients.clear();

        CommandRun verified = NodeUnderTest.run(folder, "backup", "verify", backup.toString());
        assertThat(verified.out()).as(verified.err()).contains("Whole: backup " + id + " of cluster old");
        Layout fresh = layOut("new", 2, 1, "--backup", id);
        for (int i = 1; i <= 2; i++) {
            CommandRun restored = NodeUnderTest.run(
                    folder,
                    "backup",
                    "restore",
                    backup.toString(),
                    "--data="
                            + Files.createDirectories(folder.resolve("new" + i)).resolve("data"),
                    "--cluster=" + fresh.file(),
                    "--node=" + i);
            assertThat(restored.exitCode()).as(restored.err()).isZero();
            start(fresh, "new", i);
        }
        checkInboxes(fresh, sent);
    }

    /** Every sender goes on until it is told to stop. @return how many each has sent at least */
    private List<AtomicInteger> sendOn(Layout layout, AtomicBoolean enough, CountDownLatch firstAcked) {
        List<AtomicInteger> sent = new ArrayList<>();
        for (int s = 0; s < SENDERS; s++) {
            AtomicInteger count = new AtomicInteger();
            sent.add(count);
            CarillonClient client = client("sam" + s, layout, new ConcurrentHashMap<>());
            next(client, recipient(s), count, enough, firstAcked);
        }
        return sent;
    }

    /** One after the other, so that acks come in the order of sending. */
    private static void next(
            CarillonClient client, String to, AtomicInteger count, AtomicBoolean enough, CountDownLatch firstAcked) {
        client.send(to, "m" + count.incrementAndGet()).whenComplete((result, trouble) -> {
            if (result instanceof SendResult.Stored) {
                firstAcked.countDown();
            }
            if (trouble == null && !enough.get()) {
                next(client, to, count, enough, firstAcked);
            }
        });
    }

    private void checkInboxes(Layout layout, List<AtomicInteger> sent) throws InterruptedException {
        Map<String, Map<String, List<String>>> heard = new LinkedHashMap<>();
        for (int r = 0; r < RECIPIENTS; r++) {
            Map<String, List<String>> inbox = new ConcurrentHashMap<>();
            heard.put("rita" + r, inbox);
            client("rita" + r, layout, inbox);
        }
        for (int s = 0; s < SENDERS; s++) {
            // It takes the way that all before it take, and comes behind them.
            client("sam" + s, layout, new ConcurrentHashMap<>()).send(recipient(s), LAST);
        }
        for (int s = 0; s < SENDERS; s++) {
            Map<String, List<String>> inbox = heard.get(recipient(s));
            String sender = "sam" + s;
            org.awaitility.Awaitility.await()
                    .atMost(java.time.Duration.ofMinutes(1))
                    .until(() -> inbox != null
                            && inbox.getOrDefault(sender, List.of()).contains(LAST));
            List<String> texts = new ArrayList<>(inbox == null ? List.of() : inbox.get(sender));
            texts.remove(LAST);
            assertThat(texts.size())
                    .as("of " + sender)
                    .isBetween(FIRST, sent.get(s).get());
            for (int i = 0; i < texts.size(); i++) {
                assertThat(texts.get(i)).as("place " + i + " of " + sender).isEqualTo("m" + (i + 1));
            }
        }
    }

    @Test
    void aNodeThatWasNotRestoredDoesNotStart() throws IOException, InterruptedException {
        Layout layout = layOut("odd", 2, 1, "--backup", "abc");
        CommandRun started = NodeUnderTest.run(
                folder,
                "node",
                "--insecure-dev",
                "--cluster=" + layout.file(),
                "--node=1",
                "--data=" + folder.resolve("empty"));
        assertThat(started.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(started.err()).contains("begins with backup abc", "was not restored", "Nothing was touched");
        assertThat(CommandRun.of("", "cluster", "init", "--backup", "XYZ", "a:1/2")
                        .err())
                .contains("is no backup's ID");
    }
}
