package dev.carillon.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.carillon.admin.v1.MetaRecovery;
import dev.carillon.admin.v1.Moving;
import dev.carillon.admin.v1.NodeAddress;
import dev.carillon.admin.v1.Peer;
import dev.carillon.admin.v1.Replica;
import dev.carillon.admin.v1.StatusReply;
import dev.carillon.ring.Member;
import dev.carillon.ring.PartitionMap;
import dev.carillon.ring.PartitionMapCodec;
import dev.carillon.ring.placement.Placement;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** On whom a meta group may begin anew that has lost its majority. */
class MetaSurvivorsTest {
    private static final PartitionMap MAP = Placement.initial(
            8, 3, IntStream.rangeClosed(1, 5).mapToObj(Member::of).toList());

    private static StatusReply.Builder node(int number, long knows, Integer... down) {
        StatusReply.Builder reply = StatusReply.newBuilder()
                .setClusterId("bells")
                .setNodeId(number)
                .setClusterVersion(knows)
                .setMetaReach(knows)
                .setMetaGeneration(4)
                .addAllMetaReplicas(List.of(1, 2, 3))
                .setMap(ByteString.copyFrom(PartitionMapCodec.encode(MAP)));
        if (number <= 3) {
            reply.setMetaReplica(Replica.newBuilder().setPartition(8).setGeneration(4));
        }
        for (int other = 1; other <= 6; other++) {
            reply.addNodes(NodeAddress.newBuilder().setNodeId(other));
            if (other != number) {
                reply.addPeers(
                        Peer.newBuilder().setNodeId(other).setDown(Set.of(down).contains(other)));
            }
        }
        return reply;
    }

    private static StatusReply.Builder left(int number, long knows) {
        return node(number, knows, 1, 2, 6);
    }

    private static MetaSurvivors of(StatusReply.Builder... nodes) {
        return MetaSurvivors.of(
                Stream.of(nodes).map(node -> new ClusterView(node.build())).toList());
    }

    @Test
    void theOneThatKnowsMostIsChosenAlsoOutsideTheGroup() {
        MetaSurvivors outside = of(left(3, 20), left(4, 21), left(5, 20));
        assertThat(outside.obstacle()).isNull();
        assertThat(outside.survivor()).isEqualTo(4);
        assertThat(outside.silent()).containsExactly(1, 2);
        assertThat(outside.isSettled()).isFalse();
        assertThat(outside.text())
                .contains("node 4    survivor", "node 1    no answer", "May be lost", "after state 21", "Given up");

        assertThat(of(left(3, 20).setMetaReach(22), left(4, 21), left(5, 20)).survivor())
                .as("a proposal may have come to nothing")
                .isEqualTo(4);
        MetaSurvivors inside = of(left(3, 21).setMetaReach(22), left(4, 21), left(5, 21));
        assertThat(inside.isSettled()).isTrue();
        assertThat(inside.survivor()).isEqualTo(3);
        assertThat(inside.text()).contains("Kept: state 22", "the last 1 changes in its log");
        assertThat(of(left(3, 21), left(4, 21), left(5, 21)).survivor()).isEqualTo(3);
    }

    @Test
    void nothingIsGuessed() {
        assertThat(of(node(3, 20, 1, 6), node(4, 20, 1, 6), node(5, 20, 1, 6)).obstacle())
                .contains("[2, 3]", "nothing to recover");
        assertThat(of(left(3, 20), left(4, 20), node(5, 20, 1, 6)).obstacle())
                .as("one of them hears node 2")
                .contains("[2, 3]", "nothing to recover");
        assertThat(of(left(3, 20), left(4, 20)).obstacle()).contains("[5]", "may know more");
        assertThat(of(left(3, 20).setMetaReplica(Replica.newBuilder().setLeads(true)), left(4, 20), left(5, 20))
                        .obstacle())
                .contains("Node 3 leads the meta group");
        assertThat(of(node(6, 20, 1, 2, 3, 4, 5)).obstacle()).contains("is a member of the ring");
    }

    @Test
    void aGroupThatIsAboutToGoOnElsewhereIsLeftAlone() {
        Moving moving = Moving.newBuilder()
                .setPartition(8)
                .setAttempt(3)
                .addAllTo(List.of(3, 4, 1))
                .build();
        StatusReply.Builder sealed =
                left(3, 20).setMetaReplica(Replica.newBuilder().setGeneration(4).setSealed(true));
        assertThat(of(sealed.addMoving(moving), left(4, 20), left(5, 20)).obstacle())
                .contains("goes on to nodes [3, 4, 1]");
        assertThat(of(left(3, 20).addMoving(moving), left(4, 20), left(5, 20)).obstacle())
                .as("it cannot be sealed without its majority")
                .isNull();
    }

    @Test
    void recoveriesThatWereMadeApartAreNamed() {
        MetaRecovery one = MetaRecovery.newBuilder().setId(0xaa).setNodeId(3).build();
        MetaRecovery other = MetaRecovery.newBuilder().setId(0xbb).setNodeId(4).build();
        assertThat(of(left(3, 20).addMetaRecoveries(one), left(4, 20).addMetaRecoveries(other), left(5, 20))
                        .obstacle())
                .contains("twice, apart", "node 3 by aa on node 3, node 4 by bb on node 4, node 5 by none");
        MetaSurvivors told = of(left(3, 20).addMetaRecoveries(one), left(4, 90), left(5, 90));
        assertThat(told.obstacle()).isNull();
        assertThat(told.survivor()).as("who knows of the recovery knows more").isEqualTo(3);
    }
}
