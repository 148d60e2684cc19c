package dev.carillon.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.node.cluster.Rebalance.Phase;
import dev.carillon.ring.Assignment;
import dev.carillon.ring.Member;
import dev.carillon.ring.placement.Placement;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a state is made of, and that a change of one thing changes no other. */
class ClusterStateTest {
    private static final ClusterMap MAP = new ClusterMap(
            "test",
            Placement.initial(
                    16, 3, IntStream.rangeClosed(1, 3).mapToObj(Member::of).toList()),
            nodes(3));

    /** No two of its numbers are alike. */
    private static final ClusterState STATE = new ClusterState(
            5,
            MAP,
            new Assignment(2, List.of(1, 2, 3)),
            List.of(new Handover(4, 7, List.of(2, 3, 1), false, false)),
            8,
            plan(9),
            List.of(plan(6)),
            List.of(receipt(10)),
            List.of(new MetaRecovery(11, 1, 12, 13)),
            3);

    private static List<ClusterNode> nodes(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(id -> new ClusterNode(id, 1, "127.0.0.1", id, "127.0.0.1", 10 + id))
                .toList();
    }

    private static Rebalance plan(int number) {
        return new Rebalance(number, "", List.of(), List.of(), 1, 2, Phase.RUNNING, 3, 4, 5, 6, 7);
    }

    private static MoveReceipt receipt(int attempt) {
        return new MoveReceipt(1, 2, attempt, 4, 5, 6, 7, 8, 9);
    }

    private static Map<String, Object> parts(ClusterState state) throws ReflectiveOperationException {
        Map<String, Object> parts = new TreeMap<>();
        for (RecordComponent part : ClusterState.class.getRecordComponents()) {
            Object value = part.getAccessor().invoke(state);
            parts.put(part.getName(), value == null ? "none" : value);
        }
        return parts;
    }

    @Test
    void aChangeOfOneThingChangesNoOther() throws ReflectiveOperationException {
        Map<String, ClusterState> changed = new TreeMap<>(Map.of(
                "version", STATE.next(),
                "map", STATE.withNodes(nodes(4)),
                "meta", STATE.withMeta(new Assignment(3, List.of(1))),
                "handovers", STATE.withHandovers(List.of()),
                "attempts", STATE.withAttempts(21),
                "rebalance", STATE.withRebalance(plan(22)),
                "past", STATE.withPast(List.of()),
                "receipts", STATE.withReceipts(List.of()),
                "recoveries", STATE.withRecoveries(List.of()),
                "format", STATE.withFormat(23)));
        Map<String, Object> before = parts(STATE);
        assertThat(changed.keySet()).as("everything can be changed").isEqualTo(before.keySet());
        for (Map.Entry<String, ClusterState> each : changed.entrySet()) {
            Map<String, Object> after = parts(each.getValue());
            assertThat(after.get(each.getKey())).isNotEqualTo(before.get(each.getKey()));
            after.put(each.getKey(), before.get(each.getKey()));
            assertThat(after).as(each.getKey()).isEqualTo(before);
        }
        assertThat(STATE.next().version()).isEqualTo(6);
        assertThat(STATE.withRing(MAP.ring().withAssignment(0, new Assignment(9, List.of(1, 2, 3))))
                        .map()
                        .nodes())
                .isEqualTo(MAP.nodes());
    }

    @Test
    void ofWhatIsOverTheNewestIsKept() {
        List<Rebalance> plans = new ArrayList<>();
        List<MoveReceipt> receipts = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            plans.add(plan(i));
            receipts.add(receipt(i));
        }
        assertThat(STATE.withPast(plans).past()).isEqualTo(plans.subList(1_000 - ClusterState.PAST_MAX, 1_000));
        assertThat(STATE.withReceipts(receipts).receipts())
                .isEqualTo(receipts.subList(1_000 - ClusterState.RECEIPTS_MAX, 1_000));
    }
}
