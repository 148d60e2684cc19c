package dev.carillon.client;

import static dev.carillon.client.ClientBench.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.client.runtime.ServerAddress;
import dev.carillon.protocol.Tlv;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Where clients go when a node says that it does not own their user (PROTOCOL.md, section 6.4). */
class MoveTest {
    private final ClientBench bench = new ClientBench(1);

    /** @param owner null: not known */
    private static byte[] move(@Nullable String owner, long generation, long term, long afterMs, long jitterMs) {
        UnsafeBuffer b = new UnsafeBuffer(new byte[300]);
        int end = owner == null ? 0 : Tlv.putMoveAddress(b, 0, 7400, owner.getBytes(StandardCharsets.UTF_8));
        end = term == 0 ? end : Tlv.putMoveOwnership(b, end, 1, generation, term);
        end = Tlv.putMoveWait(b, end, afterMs, jitterMs);
        return Arrays.copyOf(b.byteArray(), end);
    }

    private List<String> hosts() {
        return bench.network.attempts.stream().map(ServerAddress::host).toList();
    }

    private void moves(Map<String, byte[]> byHost) {
        bench.node.moves = byHost::get;
    }

    @Test
    void aWrongNodeIsLeftForTheOwnerAndNextTimeTheOwnerIsFirst() {
        moves(Map.of("node", move("owner", 1, 4, 0, 0)));
        CarillonClient client = bench.start(builder -> builder);
        bench.run(100);
        assertThat(bench.state()).isInstanceOf(ConnectionState.Online.class);
        assertThat(hosts()).containsExactly("node", "owner");
        assertThat(outcome(client.send("bob", "hello"))).isNotNull();
        bench.network.pipe().cut(null);
        bench.run(5_000);
        assertThat(hosts()).containsExactly("node", "owner", "owner");
    }

    @Test
    void theWaitIsKept() {
        moves(Map.of("node", move("owner", 1, 4, 3_000, 1_000)));
        bench.start(builder -> builder);
        bench.run(2_900);
        assertThat(hosts()).containsExactly("node");
        bench.run(1_200);
        assertThat(hosts()).containsExactly("node", "owner");
    }

    @Test
    void anOwnerThatDoesNotAnswerIsForgotten() {
        bench.network.dead.add("owner");
        moves(Map.of("node", move("owner", 1, 4, 0, 0)));
        bench.start(builder -> builder.server("second", 7400));
        bench.run(1);
        bench.until(() -> bench.state() instanceof ConnectionState.Online);
        assertThat(hosts()).containsExactly("node", "owner", "second");
    }

    @Test
    void whatIsNotNewerIsNotFollowed() {
        bench.network.dead.add("owner");
        byte[] stale = move("owner", 1, 4, 0, 0);
        moves(Map.of("node", stale, "second", stale));
        bench.start(builder -> builder.server("second", 7400).server("third", 7400));
        bench.run(1);
        bench.until(() -> bench.state() instanceof ConnectionState.Online);
        assertThat(hosts()).containsExactly("node", "owner", "second", "third");
    }

    @Test
    void aHigherTermIsFollowedAndAHigherGenerationMore() {
        moves(Map.of("node", move("a", 1, 4, 0, 0), "a", move("b", 1, 5, 0, 0), "b", move("c", 2, 1, 0, 0)));
        bench.start(builder -> builder);
        bench.run(100);
        assertThat(hosts()).containsExactly("node", "a", "b", "c");
        assertThat(bench.state()).isInstanceOf(ConnectionState.Online.class);
    }

    @Test
    void afterThreeInARowItBacksOffAndBeginsAnew() {
        moves(Map.of(
                "node", move("a", 1, 4, 0, 0),
                "a", move("b", 1, 5, 0, 0),
                "b", move("c", 1, 6, 0, 0),
                "c", move("d", 1, 7, 0, 0)));
        bench.start(builder -> builder.server("second", 7400));
        bench.run(1);
        bench.until(() -> bench.state() instanceof ConnectionState.Online);
        assertThat(hosts()).containsExactly("node", "a", "b", "c", "second");
        assertThat(bench.states.toString()).contains("sent from node to node");
    }

    private List<Boolean> stays() {
        return bench.node.hellos.stream().map(hello -> hello.endsWith(" stay")).toList();
    }

    @Test
    void whoWasSentOnThreeTimesAsksToStayAndFollowsAgainOnceWelcomed() {
        bench.node.servesWhoStays = true;
        byte[] round = move("node", 1, 4, 0, 0);
        moves(Map.of("node", round, "second", round));
        bench.start(builder -> builder.server("second", 7400));
        bench.run(1);
        bench.until(() -> bench.state() instanceof ConnectionState.Online);
        assertThat(hosts()).hasSize(5);
        assertThat(stays()).containsExactly(false, false, false, false, true);
        String where = hosts().get(4);
        moves(Map.of(where, move("owner", 1, 5, 0, 0)));
        bench.network.pipe().server().move(move("owner", 1, 5, 0, 0));
        bench.run(1_000);
        assertThat(hosts()).hasSize(6).endsWith("owner");
        assertThat(stays()).endsWith(false);
    }

    @Test
    void whereStayingIsNotKnownItIsNotTriedForEver() {
        byte[] round = move("owner", 1, 4, 0, 0);
        moves(Map.of("node", round));
        bench.network.dead.add("owner");
        bench.start(builder -> builder);
        bench.until(() -> stays().contains(true));
        bench.until(() -> !stays().get(stays().size() - 1));
        assertThat(stays().stream().filter(each -> each)).hasSize(4);
    }

    @Test
    void whoMayNotBeRedirectedStaysAndComesBackToTheSamePlace() {
        bench.node.servesWhoStays = true;
        moves(Map.of("node", move("owner", 1, 4, 0, 0)));
        CarillonClient client = bench.start(builder -> builder.redirects(false).server("second", 7400));
        bench.run(100);
        assertThat(bench.state()).isInstanceOf(ConnectionState.Online.class);
        bench.node.ackless = true;
        CompletableFuture<SendResult> sent = client.send("bob", "1");
        bench.run(10);
        bench.node.ackless = false;
        bench.network.pipe().server().move(move("owner", 1, 5, 100, 0));
        bench.run(90);
        assertThat(hosts()).containsExactly("node");
        bench.run(1_000);
        assertThat(hosts()).containsExactly("node", "node");
        assertThat(stays()).containsExactly(true, true);
        assertThat(outcome(sent)).isEqualTo("stored 1");
        assertThat(bench.node.stored).hasSize(1);
    }

    @Test
    void whoMayNotBeRedirectedBacksOffAfterThreeAndTriesAnotherServer() {
        byte[] away = move("owner", 1, 4, 0, 0);
        moves(Map.of("node", away));
        bench.start(builder -> builder.redirects(false).server("second", 7400));
        bench.run(1);
        bench.until(() -> bench.state() instanceof ConnectionState.Online);
        assertThat(hosts()).containsExactly("node", "node", "node", "node", "second");
        assertThat(bench.states.toString()).contains("does not reach the one that owns the user");
    }

    @Test
    void whereNobodyKnowsTheOwnerTheOthersAreAsked() {
        moves(Map.of("node", move(null, 0, 0, 100, 0)));
        bench.start(builder -> builder.server("second", 7400));
        bench.run(90);
        assertThat(hosts()).containsExactly("node");
        bench.run(100);
        assertThat(hosts()).containsExactly("node", "second");
        assertThat(bench.state()).isInstanceOf(ConnectionState.Online.class);
    }

    @Test
    void whatWasNotAckedIsSentToTheNewOwnerOnce() {
        CarillonClient client = bench.online();
        bench.node.ackless = true;
        CompletableFuture<SendResult> sent = client.send("bob", "1");
        bench.run(10);
        bench.node.ackless = false;
        bench.network.pipe().server().move(move("owner", 1, 4, 0, 0));
        bench.run(1_000);
        assertThat(hosts()).containsExactly("node", "owner");
        assertThat(outcome(sent)).isEqualTo("stored 1");
        assertThat(bench.node.stored).hasSize(1);
        assertThat(bench.node.complaints).isEmpty();
    }
}
