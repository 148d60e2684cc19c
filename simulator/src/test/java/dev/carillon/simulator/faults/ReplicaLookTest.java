package dev.carillon.simulator.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.carillon.admin.v1.Replica;
import dev.carillon.admin.v1.StatusReply;
import dev.carillon.ring.Assignment;
import dev.carillon.ring.Member;
import dev.carillon.ring.PartitionMap;
import dev.carillon.ring.PartitionMapCodec;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One partition on three nodes, of which node 1 leads unless a test says otherwise. */
class ReplicaLookTest {
    private static StatusReply node(int number, Replica replica) {
        return answer(number, replica, 1, 1, 1, 2, 3).build();
    }

    private static StatusReply.Builder answer(
            int number, Replica replica, long epoch, int generation, Integer... replicas) {
        PartitionMap map = new PartitionMap(
                epoch,
                3,
                List.of(Member.of(1), Member.of(2), Member.of(3), Member.of(4)),
                List.of(new Assignment(generation, List.of(replicas))));
        return StatusReply.newBuilder()
                .setNodeId(number)
                .setReady(true)
                .setConfirmed(true)
                .setMap(ByteString.copyFrom(PartitionMapCodec.encode(map)))
                .addReplicas(replica);
    }

    private static Replica at(long applied) {
        return Replica.newBuilder().setGeneration(1).setApplied(applied).build();
    }

    private static Replica leader(long applied) {
        return at(applied).toBuilder().setLeads(true).build();
    }

    private static ReplicaLook look(StatusReply... answers) {
        return new ReplicaLook(List.of(answers));
    }

    private static final ReplicaLook EARLIER = look(node(1, leader(10)), node(2, at(9)), node(3, at(3)));

    @Test
    void whoHasWhatTheFurthestHadAtTheEarlierLookIsNotBehind() {
        assertThat(look(node(1, leader(20)), node(2, at(12)), node(3, at(10))).behind(EARLIER))
                .isZero();
        assertThat(look(node(1, leader(20)), node(2, at(12)), node(3, at(9))).behind(EARLIER))
                .isEqualTo(1);
    }

    @Test
    void whoDoesNotAnswerOrIsNotReadyIsBehind() {
        assertThat(look(node(1, leader(20)), node(2, at(12))).behind(EARLIER)).isEqualTo(1);
        StatusReply unready = answer(3, at(20), 1, 1, 1, 2, 3).setReady(false).build();
        assertThat(look(node(1, leader(20)), node(2, at(12)), unready).behind(EARLIER))
                .isEqualTo(1);
        StatusReply unconfirmed =
                answer(3, at(20), 1, 1, 1, 2, 3).setConfirmed(false).build();
        assertThat(look(node(1, leader(20)), node(2, at(12)), unconfirmed).behind(EARLIER))
                .isEqualTo(1);
    }

    @Test
    void withoutALeaderNobodyKnowsHowFarItGoes() {
        ReplicaLook look = look(node(1, at(20)), node(2, at(20)), node(3, at(20)));

        assertThat(look.isWhole()).isFalse();
        assertThat(EARLIER.isWhole()).isTrue();
        assertThat(look.behind(EARLIER)).isEqualTo(3);
    }

    /** Node 4 takes the place of node 3: it counts only once it holds the new generation and serves it. */
    @Test
    void afterAMoveTheNewMembersCount() {
        Replica moved = Replica.newBuilder().setGeneration(2).setApplied(2).build();
        Replica leads = moved.toBuilder().setLeads(true).build();
        StatusReply one = answer(1, leads, 2, 2, 1, 2, 4).build();
        StatusReply two = answer(2, moved, 2, 2, 1, 2, 4).build();
        StatusReply old = node(3, at(30));

        assertThat(look(one, two, old, node(4, moved)).behind(EARLIER)).isZero();
        assertThat(look(
                                one,
                                two,
                                old,
                                node(4, moved.toBuilder().setFollowing(true).build()))
                        .behind(EARLIER))
                .isEqualTo(1);
        assertThat(look(one, two, old, node(4, at(30))).behind(EARLIER)).isEqualTo(1);
    }

    @Test
    void nothingIsKnownWithoutAnAnswer() {
        assertThat(look().isWhole()).isFalse();
        assertThat(look().behind(EARLIER)).isPositive();
    }
}
