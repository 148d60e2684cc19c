package dev.carillon.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.carillon.admin.v1.Moving;
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

/** From whom a partition may be recovered. */
class SurvivorsTest {
    private static final PartitionMap MAP = Placement.initial(
            8, 5, IntStream.rangeClosed(1, 5).mapToObj(Member::of).toList());

    private static StatusReply.Builder node(int number, Integer... down) {
        StatusReply.Builder reply = StatusReply.newBuilder()
                .setClusterId("bells")
                .setNodeId(number)
                .setClusterVersion(7)
                .setMap(ByteString.copyFrom(PartitionMapCodec.encode(MAP)));
        for (int other = 1; other <= 5; other++) {
            if (other != number) {
                reply.addPeers(
                        Peer.newBuilder().setNodeId(other).setDown(Set.of(down).contains(other)));
            }
        }
        return reply;
    }

    private static Replica.Builder at(int term, long end) {
        return Replica.newBuilder()
                .setPartition(3)
                .setGeneration(1)
                .setLogTerm(term)
                .setLogEnd(end)
                .setApplied(end - 2);
    }

    private static Survivors of(StatusReply.Builder... nodes) {
        return Survivors.of(
                3, Stream.of(nodes).map(node -> new ClusterView(node.build())).toList());
    }

    @Test
    void theOneWhoseLogGoesFurthestIsChosenTheTermBeforeTheEntry() {
        StatusReply.Builder one = node(1, 3, 4, 5).addReplicas(at(4, 900));
        StatusReply.Builder two = node(2, 3, 4, 5).addReplicas(at(5, 100));
        Survivors found = of(one, two);
        assertThat(found.obstacle()).isNull();
        assertThat(found.survivor()).isEqualTo(2);
        assertThat(found.gone()).containsExactlyInAnyOrder(3, 4, 5);
        assertThat(found.words()).isEqualTo(List.of("3", "2", "1", "0"));
        assertThat(found.text())
                .contains("node 2    survivor", "node 1    behind", "its last 2 entries", "May be lost", "Given up");

        Survivors same = of(one, node(2, 3, 4, 5).addReplicas(at(4, 901)));
        assertThat(same.survivor()).isEqualTo(2);
    }

    @Test
    void whatIsUnderWayIsNamed() {
        StatusReply.Builder one = node(1, 2, 3, 4, 5)
                .addReplicas(at(4, 900))
                .addMoving(Moving.newBuilder().setPartition(2).setAttempt(8))
                .addMoving(Moving.newBuilder().setPartition(3).setAttempt(9));
        assertThat(of(one).words()).isEqualTo(List.of("3", "1", "1", "9"));
    }

    @Test
    void nothingIsGuessed() {
        StatusReply.Builder one = node(1, 3, 4, 5).addReplicas(at(4, 900));
        assertThat(of(one).obstacle()).as("node 2 was not asked").contains("[2]", "may have come further");
        assertThat(of(node(1, 4, 5).addReplicas(at(4, 900))).obstacle()).contains("majority");
        assertThat(of(node(1, 2, 3, 4, 5)).obstacle()).contains("No node that answers has a whole replica");
        assertThat(of(node(1, 2, 3, 4, 5).addReplicas(at(4, 900).setFollowing(true)))
                        .obstacle())
                .contains("No node that answers has a whole replica");
        assertThat(of(one, node(2, 3, 4, 5).addReplicas(at(1, 1).setGeneration(2)))
                        .obstacle())
                .contains("goes on to its next generation on nodes [2]");
        assertThat(of(one, node(2, 3, 4, 5).addReplicas(at(4, 901).setSealed(true)))
                        .obstacle())
                .contains("goes on to its next generation on nodes [2]");
        assertThat(of(one, node(2, 3, 4, 5), node(4, 3, 5)).obstacle())
                .as("node 4 answers here")
                .contains("majority");
    }
}
