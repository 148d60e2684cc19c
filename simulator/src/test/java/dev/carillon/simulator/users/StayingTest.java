package dev.carillon.simulator.users;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.client.CarillonClient;
import dev.carillon.client.ConnectionState;
import dev.carillon.client.SendResult;
import dev.carillon.client.runtime.ClientRuntime;
import dev.carillon.node.boot.NodeMain;
import dev.carillon.protocol.token.TokenIssuer;
import dev.carillon.simulator.process.LocalCluster;
import dev.carillon.simulator.process.NodeProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients that may not be redirected, with three real node processes: every node serves them, whoever owns their user, and
 * goes on when the owner dies and when the partition goes back to it.
 */
@Timeout(value = 4, unit = TimeUnit.MINUTES)
class StayingTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int ROUND = 200;

    @TempDir
    private Path folder = Path.of("");

    private final ClientRuntime runtime = ClientRuntime.start(2);
    private final List<Device> devices = new ArrayList<>();
    private List<NodeProcess> nodes = List.of();

    /** A client that knows one node only, and what it has heard from whom. */
    private final class Device implements AutoCloseable {
        private final int node;
        private final CarillonClient client;
        private final List<CompletableFuture<SendResult>> sends = new ArrayList<>();
        private final Map<String, List<String>> heard = new ConcurrentHashMap<>();
        private final List<String> places = Collections.synchronizedList(new ArrayList<>());
        private volatile @Nullable ConnectionState state;
        private int sent;

        /** @param node from 1; @param redirects whether it may go elsewhere */
        Device(String user, int node, boolean redirects) {
            this.node = node;
            long expires = Instant.now().getEpochSecond() + 3_600;
            client = CarillonClient.builder(user)
                    .server("127.0.0.1", port(node))
                    .redirects(redirects)
                    .token(() -> TokenIssuer.issueUnsigned(user, expires))
                    .runtime(runtime)
                    .onMessage(message -> {
                        String text = message.text();
                        heard.computeIfAbsent(
                                        text.substring(0, text.indexOf(' ')),
                                        from -> Collections.synchronizedList(new ArrayList<>()))
                                .add(text);
                    })
                    .onState(now -> {
                        state = now;
                        if (now instanceof ConnectionState.Online online) {
                            places.add(online.address().toString());
                        }
                    })
                    .connect();
            devices.add(this);
        }

        String name() {
            return "n" + node;
        }

        boolean isOnline() {
            return state instanceof ConnectionState.Online;
        }

        void sendSome(String to, int count) {
            for (int i = 0; i < count; i++) {
                sends.add(client.send(to, name() + " " + sent++));
            }
        }

        /** All that was sent is stored. */
        void awaitStored() {
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(sends)
                            .allSatisfy(send -> assertThat(send)
                                    .isCompletedWithValueMatching(result -> result instanceof SendResult.Stored)));
        }

        /** Everything that another device has sent came once and in order. */
        void awaitAllOf(Device other) {
            List<String> expected = IntStream.range(0, other.sent)
                    .mapToObj(i -> other.name() + " " + i)
                    .toList();
            await().atMost(PATIENCE)
                    .until(() -> heard.getOrDefault(other.name(), List.of()).size() >= other.sent);
            assertThat(heard.get(other.name())).isEqualTo(expected);
        }

        @Override
        public void close() {
            client.close();
        }
    }

    @BeforeEach
    void startThree() throws Exception {
        LocalCluster cluster = LocalCluster.lay(
                NodeMain.class.getName(),
                folder.resolve("data"),
                Files.createDirectories(folder.resolve("files")),
                3,
                List.of("node", "--insecure-dev", "--http-port=0", "--admin-port=-1"));
        nodes = cluster.nodes();
        for (NodeProcess node : nodes) {
            node.start();
        }
    }

    @AfterEach
    void stop() {
        devices.forEach(Device::close);
        runtime.close();
        nodes.forEach(NodeProcess::destroy);
    }

    @Test
    void everyNodeServesThemAndGoesOnWhenOwnersDieComeBackAndStop() throws Exception {
        List<Device> alices = atEveryNode("alice");
        List<Device> bobs = atEveryNode("bob");
        await().atMost(PATIENCE)
                .until(() -> alices.stream().allMatch(Device::isOnline)
                        && bobs.stream().allMatch(Device::isOnline));
        // Of each user's three devices, one is where the user is.
        await().atMost(PATIENCE).until(() -> tunnels(1) + tunnels(2) + tunnels(3) == 4);
        exchange(alices, bobs);

        int dead = owner();
        List<Device> alicesLeft = besides(dead, alices);
        List<Device> bobsLeft = besides(dead, bobs);
        alicesLeft.forEach(each -> each.sendSome("bob", ROUND));
        bobsLeft.forEach(each -> each.sendSome("alice", ROUND));
        nodes.get(dead - 1).kill();
        exchange(alicesLeft, bobsLeft);
        assertThat(alicesLeft).allSatisfy(each -> assertThat(each.places).hasSizeGreaterThan(1));

        nodes.get(dead - 1).start();
        exchange(alices, bobs);

        int stopped = owner();
        nodes.get(stopped - 1).stop();
        exchange(besides(stopped, alices), besides(stopped, bobs));
        for (List<Device> user : List.of(alices, bobs)) {
            assertThat(user)
                    .allSatisfy(
                            each -> assertThat(each.places).allMatch(place -> place.endsWith(":" + port(each.node))));
        }
    }

    private List<Device> atEveryNode(String user) {
        return IntStream.rangeClosed(1, 3)
                .mapToObj(node -> new Device(user, node, false))
                .toList();
    }

    private static List<Device> besides(int node, List<Device> all) {
        return all.stream().filter(each -> each.node != node).toList();
    }

    /** Who owns alice: where one is sent who may be. */
    private int owner() {
        try (Device guide = new Device("alice", 1, true)) {
            await().atMost(PATIENCE).until(guide::isOnline);
            String place = guide.places.get(guide.places.size() - 1);
            return IntStream.rangeClosed(1, 3)
                    .filter(node -> place.endsWith(":" + port(node)))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private int port(int node) {
        return nodes.get(node - 1).port();
    }

    /** Sessions at a node whose clients are connected to another one. */
    private long tunnels(int node) {
        try {
            Matcher http = Pattern.compile("(http://[0-9.:]+/metrics)")
                    .matcher(Files.readString(nodes.get(node - 1).log()));
            assertThat(http.find()).isTrue();
            HttpResponse<String> page = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(http.group(1))).build(),
                            HttpResponse.BodyHandlers.ofString());
            return Pattern.compile("(?m)^carillon_sessions_tunnelled\\{[^}]*} ([0-9.]+)$")
                    .matcher(page.body())
                    .results()
                    .mapToLong(found -> (long) Double.parseDouble(found.group(1)))
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void exchange(List<Device> alices, List<Device> bobs) {
        alices.forEach(each -> each.sendSome("bob", ROUND));
        bobs.forEach(each -> each.sendSome("alice", ROUND));
        alices.forEach(Device::awaitStored);
        bobs.forEach(Device::awaitStored);
        for (Device alice : alices) {
            for (Device bob : bobs) {
                alice.awaitAllOf(bob);
                bob.awaitAllOf(alice);
            }
        }
    }
}
