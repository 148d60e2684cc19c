package dev.carillon.node.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.node.cluster.PartitionReplica;
import dev.carillon.node.delivery.DeliveryPartition;
import dev.carillon.node.simulated.SimulatedNode;
import dev.carillon.node.simulated.SimulatedWorld;
import dev.carillon.storage.Marker;
import dev.carillon.storage.StateExport;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** States of several replicas, taken at the same entry while they apply on. */
class StateStopsTest {
    private static final long FAR = 10_000;

    /** Some seconds of traffic: a batch that is under way is written by then, however slow the writer is. */
    private static final long AHEAD = 1_500;

    private SurvivorScene scene = new SurvivorScene(1);
    private int partition;
    private final Map<Integer, StateAt> answers = new TreeMap<>();
    private final Map<Integer, String> states = new TreeMap<>();
    private int sent;

    /** Two users of one partition talk to each other, if they are to. */
    private void begin(long seed, boolean traffic) {
        scene = new SurvivorScene(seed);
        partition = scene.stuck;
        TestClient one = scene.device(partition, 1);
        TestClient other = scene.neighbour(partition, 2);
        scene.await("all are welcome", () -> one.isWelcomed() && other.isWelcomed());
        scene.send(one, other, "first");
        scene.await("it is there", () -> scene.heard(other).size() == 1);
        if (traffic) {
            talk(one, other);
        }
        scene.pass(2_000);
    }

    private void talk(TestClient one, TestClient other) {
        scene.send(one, other, "text " + sent++);
        one.flush();
        scene.world.after(scene.world.between(1, 9) * SimulatedWorld.MS, () -> talk(other, one));
    }

    private List<SimulatedNode> holders() {
        return scene.nodes.stream()
                .filter(node -> node.replica(partition) != null)
                .toList();
    }

    private DeliveryPartition replica(SimulatedNode node) {
        return Objects.requireNonNull(node.replica(partition));
    }

    private long furthest() {
        return holders().stream()
                .mapToLong(node -> replica(node).applied().index())
                .max()
                .orElseThrow();
    }

    private Marker at(long index) {
        return new Marker(replica(holders().get(0)).generation(), index);
    }

    private void ask(SimulatedNode node, Marker at, long waitMs) {
        Objects.requireNonNull(node.core()).stateAt(partition, at, waitMs, new Answer<>() {
            @Override
            public void known(StateAt answer) {
                answers.put(node.number(), answer);
                if (answer.kind() == StateAt.Kind.READY) {
                    // As another thread would, a little later.
                    scene.world.after(scene.world.between(0, 100) * SimulatedWorld.MS, () -> open(node, at));
                }
            }

            @Override
            public void failed(String why) {
                throw new AssertionError(why);
            }
        });
        node.woken(partition);
    }

    private void open(SimulatedNode node, Marker at) {
        try (StateExport export = Objects.requireNonNull(node.export(partition, at))) {
            states.put(node.number(), export.marker() + " " + content(export));
        }
        Objects.requireNonNull(node.core()).stateTaken(partition);
        node.woken(partition);
    }

    private static String content(StateExport export) {
        byte[] chunk = new byte[StateExport.CHUNK_BYTES];
        StringBuilder all = new StringBuilder();
        for (int length = export.read(new UnsafeBuffer(chunk), 0, chunk.length);
                length > 0;
                length = export.read(new UnsafeBuffer(chunk), 0, chunk.length)) {
            all.append(HexFormat.of().formatHex(chunk, 0, length));
        }
        return all.toString();
    }

    private StateAt onlyAnswer() {
        scene.await("an answer", () -> !answers.isEmpty());
        return answers.values().iterator().next();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void underLoadEveryReplicaGivesTheSameStateAtTheSameEntry(long seed) {
        begin(seed, true);
        Marker at = at(furthest() + AHEAD);
        for (SimulatedNode node : holders()) {
            ask(node, at, NodeQuestions.STATE_WAIT_MS_MAX);
            scene.pass(scene.world.between(0, 20));
        }

        scene.await("all answers", () -> answers.size() == 3);
        assertThat(answers.values()).extracting(StateAt::kind).containsOnly(StateAt.Kind.READY);
        scene.await("all states", () -> states.size() == 3);

        assertThat(states.values()).allSatisfy(state -> assertThat(state).startsWith(at + " "));
        assertThat(states.values().stream().distinct()).hasSize(1);
        assertThat(holders())
                .allSatisfy(node -> assertThat(replica(node).applied().isAbove(at))
                        .as("it goes on meanwhile")
                        .isTrue());
        scene.await(
                "the engines go on",
                () -> holders().stream().allMatch(node -> replica(node).frozen().isAbove(at)));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void ofAQuietPartitionItIsTheLastEntry(long seed) {
        begin(seed, false);
        Marker at = at(furthest());
        holders().forEach(node -> ask(node, at, 0));

        scene.await("all states", () -> states.size() == 3);

        assertThat(states.values().stream().distinct()).hasSize(1);
        assertThat(states.get(holders().get(0).number())).startsWith(at + " ");
    }

    @Test
    void anEntryThatHasPassedIsSaidToHavePassed() {
        begin(1, true);
        SimulatedNode node = holders().get(0);
        Marker at = at(replica(node).applied().index() - 1);
        ask(node, at, 1_000);

        assertThat(onlyAnswer().kind()).isEqualTo(StateAt.Kind.PASSED);
        assertThat(onlyAnswer().applied()).isGreaterThan(at.index());
        scene.await("the engine goes on", () -> replica(node).frozen().isAbove(at(at.index() + 30)));
    }

    @Test
    void anEntryThatDoesNotComeHoldsTheStateBackOnlyForAWhile() {
        begin(1, true);
        SimulatedNode node = holders().get(0);
        long from = replica(node).applied().index();
        ask(node, at(from + FAR), 2_000);
        scene.pass(1_500);
        assertThat(replica(node).frozen().index()).as("held back").isLessThanOrEqualTo(from);

        assertThat(onlyAnswer().kind()).isEqualTo(StateAt.Kind.LATE);
        scene.await("the engine goes on", () -> replica(node).frozen().index() > from);
    }

    @Test
    void whoWasToldAndDoesNotComeIsNotWaitedForLong() {
        begin(1, true);
        SimulatedNode node = holders().get(0);
        Marker at = at(furthest() + AHEAD);
        List<StateAt> heard = new ArrayList<>();
        Objects.requireNonNull(node.core()).stateAt(partition, at, 5_000, new Answer<>() {
            @Override
            public void known(StateAt answer) {
                heard.add(answer);
            }

            @Override
            public void failed(String why) {
                throw new AssertionError(why);
            }
        });
        node.woken(partition);
        scene.await("it is there", () -> !heard.isEmpty());
        assertThat(heard.get(0).kind()).isEqualTo(StateAt.Kind.READY);
        scene.pass(1_000);
        assertThat(replica(node).frozen()).isEqualTo(at);

        scene.await("the engine goes on", () -> replica(node).frozen().isAbove(at));
    }

    @Test
    void oneAtATimeOfAPartitionThatIsHereInItsGeneration() {
        begin(1, false);
        SimulatedNode node = holders().get(0);
        ask(node, at(furthest() + FAR), 2_000);
        scene.pass(100);
        ask(node, at(furthest()), 0);
        assertThat(onlyAnswer().kind()).isEqualTo(StateAt.Kind.BUSY);
        scene.pass(3_000);

        answers.clear();
        ask(node, new Marker(replica(node).generation() + 1, 5), 2_000);
        assertThat(onlyAnswer().kind()).isEqualTo(StateAt.Kind.MOVING);

        answers.clear();
        SimulatedNode other = scene.nodes.stream()
                .filter(each -> each.replica(partition) == null)
                .findFirst()
                .orElseThrow();
        ask(other, at(furthest()), 0);
        assertThat(onlyAnswer().kind()).isEqualTo(StateAt.Kind.ELSEWHERE);
    }

    @Test
    void aCleanStopWritesWhatIsHeldBack() {
        begin(1, false);
        SimulatedNode node = scene.survivor;
        ask(node, at(furthest() + FAR), NodeQuestions.STATE_WAIT_MS_MAX);
        TestClient one = scene.clients.get(0);
        scene.send(one, scene.clients.get(1), "last");
        scene.pass(500);
        PartitionReplica before = replica(node);
        Marker applied = before.applied();
        assertThat(applied.isAbove(before.frozen()))
                .as("something is held back")
                .isTrue();
        node.stop();
        scene.await("it has stopped", () -> !node.isUp());

        assertThat(node.describe(partition)).contains("engine is at " + before.applied());
    }
}
