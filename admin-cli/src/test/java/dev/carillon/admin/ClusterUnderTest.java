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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Five nodes that are processes of their own, users of theirs, and an operator. */
final class ClusterUnderTest implements AutoCloseable {
    static final int NODES = 5;
    static final int PARTITIONS = 8;
    static final Duration LONG = Duration.ofMinutes(1);
    private static final int USERS = 12;
    private static final Pattern APPLIED = Pattern.compile("\"applied\":([0-9]+)");

    private final Path folder;
    private final List<Integer> ports;
    private final Path file;
    private final List<NodeUnderTest> nodes = new ArrayList<>();
    private final List<CarillonClient> clients = new ArrayList<>();
    private final Map<Integer, List<String>> heard = new ConcurrentHashMap<>();
    private String servers = "";

    /** Starts them; every partition has three copies, and the first three nodes hold the meta group. */
    ClusterUnderTest(Path folder) throws IOException {
        this.folder = folder;
        this.ports = FreePorts.find(2 * NODES);
        this.file = folder.resolve("cluster.yaml");
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
            nodes.add(launch(i));
        }
        name();
    }

    private NodeUnderTest launch(int number) throws IOException {
        return NodeUnderTest.start(
                folder.resolve("n" + number),
                List.of(
                        "--insecure-dev",
                        "--cluster=" + file,
                        "--node=" + number,
                        "--port=" + ports.get(2 * number - 2)));
    }

    private void name() {
        servers = String.join(",", nodes.stream().map(NodeUnderTest::admin).toList());
    }

    /** Where a node keeps its data. */
    Path data(int number) {
        return folder.resolve("n" + number).resolve("data");
    }

    /** As kill -9 does. */
    void kill(int number) {
        nodes.get(number - 1).close();
    }

    /** Starts one again, with the data that it has. */
    void startAgain(int number) throws IOException {
        nodes.set(number - 1, launch(number));
        name();
    }

    /** All users, on new devices, at a node: what is there from before is not theirs to know. */
    void connect(int node) {
        clients.forEach(CarillonClient::close);
        clients.clear();
        for (int user = 0; user < USERS; user++) {
            clients.add(client(user, ports.get(2 * node - 2)));
        }
    }

    private CarillonClient client(int number, int port) {
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
    void sendAll(int first, int last) {
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

    /** An operator's command, to all nodes. */
    CommandRun run(String... arguments) {
        return runAt(servers, arguments);
    }

    /** The same, to one. */
    CommandRun runAt(int node, String... arguments) {
        return runAt(nodes.get(node - 1).admin(), arguments);
    }

    private static CommandRun runAt(String servers, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--insecure-dev");
        return CommandRun.of(servers, all.toArray(new String[0]));
    }

    boolean replicasAgree() {
        for (int p = 0; p < PARTITIONS; p++) {
            Matcher applied =
                    APPLIED.matcher(run("partition", "show", "" + p, "--json").out());
            if (applied.results().map(each -> each.group(1)).distinct().count() != 1) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() {
        clients.forEach(CarillonClient::close);
        nodes.forEach(NodeUnderTest::close);
    }
}
