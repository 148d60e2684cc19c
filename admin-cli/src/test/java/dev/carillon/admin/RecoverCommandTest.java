package dev.carillon.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.client.CarillonClient;
import dev.carillon.client.SendResult;
import dev.carillon.protocol.token.TokenIssuer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two of five nodes are gone for good; the partitions that they had a majority of go on: real processes, real disks. */
@Timeout(value = 4, unit = TimeUnit.MINUTES)
class RecoverCommandTest {
    private static final int NODES = 5;
    private static final int PARTITIONS = 8;
    private static final int USERS = 12;
    private static final Pattern APPLIED = Pattern.compile("\"applied\":([0-9]+)");
    private static final Duration LONG = Duration.ofMinutes(1);

    @TempDir
    private Path folder = Path.of("");

    private final List<NodeUnderTest> nodes = new ArrayList<>();
    private final List<CarillonClient> clients = new ArrayList<>();
    private final Map<Integer, List<String>> heard = new ConcurrentHashMap<>();
    private String servers = "";
    private int port;

    @AfterEach
    void stop() {
        clients.forEach(CarillonClient::close);
        nodes.forEach(NodeUnderTest::close);
    }

    private void start() throws IOException {
        List<Integer> ports = FreePorts.find(2 * NODES);
        Path file = folder.resolve("cluster.yaml");
        List<String> init = new ArrayList<>(List.of(
                "cluster",
                "init",
                "--name",
                "five",
                "--partitions",
                "" + PARTITIONS,
                "--replicas",
                "3",
                "--out",
                file.toString()));
        for (int i = 0; i < NODES; i++) {
            init.add("127.0.0.1:" + ports.get(2 * i) + "/" + ports.get(2 * i + 1));
        }
        CommandRun made = CommandRun.of("", init.toArray(new String[0]));
        assertThat(made.exitCode()).as(made.err()).isZero();
        for (int i = 1; i <= NODES; i++) {
            nodes.add(NodeUnderTest.start(
                    folder.resolve("n" + i),
                    List.of("--insecure-dev", "--cluster=" + file, "--node=" + i, "--port=" + ports.get(2 * i - 2))));
        }
        servers = String.join(",", nodes.stream().map(NodeUnderTest::admin).toList());
        port = ports.get(0);
    }

    /** All users, on new devices: what is there from before is not theirs to know. */
    private void connect() {
        clients.forEach(CarillonClient::close);
        clients.clear();
        for (int user = 0; user < USERS; user++) {
            clients.add(client(user));
        }
    }

    private CarillonClient client(int number) {
        String user = "user" + number;
        List<String> texts = new CopyOnWriteArrayList<>();
        heard.put(number, texts);
        return CarillonClient.builder(user)
                .server("127.0.0.1", port)
                .token(() -> TokenIssuer.issueUnsigned(user, Long.MAX_VALUE >> 32))
                .onMessage(message -> texts.add(message.text()))
                .connect();
    }

    /** Each sends to the next one, and all of it is acked and delivered. */
    private void sendAll(int first, int last) {
        List<CompletableFuture<SendResult>> acks = new ArrayList<>();
        for (int i = first; i <= last; i++) {
            for (int user = 0; user < USERS; user++) {
                acks.add(clients.get(user).send("user" + (user + 1) % USERS, "m" + i));
            }
        }
        acks.forEach(CompletableFuture::join);
        List<String> all =
                IntStream.rangeClosed(first, last).mapToObj(i -> "m" + i).toList();
        for (List<String> texts : heard.values()) {
            await().atMost(LONG)
                    .untilAsserted(() ->
                            assertThat(texts.stream().filter(all::contains)).containsExactlyElementsOf(all));
        }
    }

    private CommandRun run(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--insecure-dev");
        return CommandRun.of(servers, all.toArray(new String[0]));
    }

    private boolean replicasAgree() {
        for (int p = 0; p < PARTITIONS; p++) {
            Matcher applied =
                    APPLIED.matcher(run("partition", "show", "" + p, "--json").out());
            if (applied.results().map(each -> each.group(1)).distinct().count() != 1) {
                return false;
            }
        }
        return true;
    }

    @Test
    void partitionsGoOnWithTheirSurvivors() throws IOException {
        start();
        connect();
        sendAll(1, 10);
        assertThat(run("partition", "recover", "0").exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run("partition", "recover", "0", "--from-survivor", "--yes").err())
                .contains("a majority of those that hold partition 0", "Nothing was changed");
        assertThat(run("partition", "recover", "--all-stuck", "--from-survivor").out())
                .contains("Every partition has a majority");
        await().atMost(LONG).until(this::replicasAgree);

        nodes.get(3).close();
        nodes.get(4).close();
        String[] stuck = {"partition", "recover", "--all-stuck", "--from-survivor", "--dry-run"};
        await().atMost(LONG)
                .until(
                        () -> run(stuck).out(),
                        out -> out.contains("May be lost") && out.contains("Nothing was changed"));
        CommandRun facts = run("partition", "recover", "--all-stuck", "--from-survivor", "--dry-run", "--json");
        assertThat(facts.out()).contains("\"done\":false,\"dry_run\":true", "\"obstacle\":null");

        CommandRun done = run("partition", "recover", "--all-stuck", "--from-survivor", "--yes");
        assertThat(done.exitCode()).as(done.out() + done.err()).isZero();
        assertThat(done.out()).contains("again, in generation 2", "one copy each until a plan");

        connect();
        sendAll(11, 20);
    }
}
