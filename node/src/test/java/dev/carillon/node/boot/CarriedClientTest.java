package dev.carillon.node.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.protocol.ErrorCode;
import dev.carillon.protocol.token.TokenIssuer;
import dev.carillon.protocol.token.TokenKey;
import dev.carillon.protocol.token.TokenKeys;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clients that stay at one of two nodes in one process, and what becomes of them at the owner. */
@Timeout(120)
class CarriedClientTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final List<String> USERS =
            IntStream.range(0, 16).mapToObj(i -> "user" + i).toList();

    @TempDir
    private Path folder = Path.of("");

    private final List<TestNode> nodes = new ArrayList<>();

    @AfterEach
    void stop() {
        nodes.forEach(TestNode::close);
    }

    private void start(TokenKey... keys) throws IOException {
        StringBuilder cluster = new StringBuilder("cluster: two\npartitions: 8\nreplicas: 1\nnodes:\n");
        int id = 1;
        for (int port : freePorts(keys.length)) {
            cluster.append("  - { id: " + id++ + ", clients: \"127.0.0.1:1\", peers: \"127.0.0.1:" + port + "\" }\n");
        }
        Path file = Files.writeString(folder.resolve("cluster.yaml"), cluster.toString());
        for (int i = 0; i < keys.length; i++) {
            Path own = Files.createDirectories(folder.resolve("n" + (i + 1)));
            Path keyFile = Files.writeString(own.resolve("own-keys"), keys[i].line() + "\n");
            nodes.add(new TestNode(
                    own,
                    "cluster.file",
                    file.toString(),
                    "cluster.node",
                    Integer.toString(i + 1),
                    "auth.key-file",
                    keyFile.toString()));
        }
    }

    private static List<Integer> freePorts(int count) throws IOException {
        List<ServerSocket> held = new ArrayList<>();
        try {
            // Below those that systems give to outgoing connections, which may come between.
            for (int port = 15_000 + new Random().nextInt(15_000); held.size() < count; port++) {
                try {
                    held.add(new ServerSocket(port, 1, InetAddress.getLoopbackAddress()));
                } catch (BindException e) {
                    // Somebody has it.
                }
            }
            return held.stream().map(ServerSocket::getLocalPort).toList();
        } finally {
            for (ServerSocket socket : held) {
                socket.close();
            }
        }
    }

    private static TokenKey key(int filler) {
        byte[] secret = new byte[TokenKey.LENGTH];
        Arrays.fill(secret, (byte) filler);
        return new TokenKey(1, secret);
    }

    private static byte[] token(String user, TokenKey key) {
        return new TokenIssuer(TokenKeys.of(key)).issue(user, 0xFFFF_FFFFL);
    }

    /** What a client hears that stays at the first node: welcome, or the error. */
    private String answer(String user, TokenKey key) throws IOException {
        List<String> answers = new ArrayList<>();
        try (TestDevice device = new TestDevice(user, 1, token(user, key))) {
            device.stays = true;
            await().atMost(PATIENCE).until(() -> {
                device.connectWithoutWaiting(nodes.get(0).port());
                try {
                    device.await(() -> device.welcomed || device.error != null);
                } catch (IOException e) {
                    // MOVE: the owner is not known yet.
                    return false;
                }
                answers.add(device.welcomed ? "welcome" : String.valueOf(device.error));
                return true;
            });
        }
        return answers.get(0);
    }

    @Test
    void whoComesThroughAnotherNodeIsAskedForAGoodTokenByTheOwner() throws IOException {
        start(key(1), key(2));
        Map<String, String> answers = new TreeMap<>();
        for (String user : USERS) {
            answers.put(user, answer(user, key(1)));
        }
        Map<String, Long> sum =
                answers.values().stream().collect(Collectors.groupingBy(each -> each, Collectors.counting()));
        assertThat(sum).containsOnlyKeys("welcome", ErrorCode.BAD_TOKEN.name());
    }

    @Test
    void withOneKeyEverybodyIsServed() throws IOException {
        start(key(1), key(1));
        for (String user : USERS) {
            assertThat(answer(user, key(1))).isEqualTo("welcome");
        }
    }

    @Test
    void aSlowReaderHoldsUpNobodyAndMissesNothing() throws IOException {
        start(key(1), key(1));
        List<String> elsewhere = new ArrayList<>();
        for (String user : USERS) {
            answer(user, key(1));
            try (TestDevice device = new TestDevice(user, 2, token(user, key(1)))) {
                device.connectWithoutWaiting(nodes.get(0).port());
                device.awaitEndOr(() -> device.welcomed);
                if (device.moves > 0) {
                    elsewhere.add(user);
                }
            }
        }
        String to = elsewhere.get(0);
        try (TestDevice reader = new TestDevice(to, 1, token(to, key(1)));
                TestDevice writer = new TestDevice(elsewhere.get(1), 1, token(elsewhere.get(1), key(1)))) {
            reader.stays = true;
            reader.receiveBuffer = 4_096;
            reader.windowBytes = 64 << 20;
            writer.stays = true;
            reader.connect(nodes.get(0).port());
            writer.connect(nodes.get(0).port());
            String text = "x".repeat(50_000);
            // Far more than sockets and windows hold; nothing of it is read until all is acked.
            for (int i = 0; i < 300; i++) {
                writer.send(to, text + i);
                writer.await(() -> writer.unackedCount() < 10);
            }
            writer.await(() -> writer.unackedCount() == 0);
            reader.await(() -> reader.received.size() == 300);
            assertThat(reader.texts())
                    .isEqualTo(IntStream.range(0, 300).mapToObj(i -> text + i).toList());
        }
    }
}
