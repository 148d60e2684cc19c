package dev.carillon.node.replication.raft;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.storage.Marker;
import io.microraft.model.message.AppendEntriesFailureResponse;
import io.microraft.model.message.AppendEntriesRequest;
import io.microraft.model.message.RaftMessage;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who comes back is asked at once what it lacks, not when the engine would ask again. */
class PresenceTest {
    private static final int TERM = 3;

    private final LoneReplica lone = new LoneReplica();

    @Test
    void whoStartsTellsTheOthersWhereItsLogEnds() {
        lone.receive(lone.append(LoneReplica.ONE, TERM, 0, 0, 0, LoneReplica.entries(1, 5, TERM)));
        lone.sent.clear();
        lone.restart(Marker.NONE);
        assertThat(told()).hasSize(2).allSatisfy(said -> {
            assertThat(said.getExpectedNextIndex()).isEqualTo(7);
            assertThat(said.getTerm()).isEqualTo(TERM);
            assertThat(said.getFlowControlSequenceNumber()).isZero();
        });
    }

    @Test
    void whoKnowsNoLeaderSaysSoOverANewConnection() {
        lone.sent.clear();
        lone.loop.nodeConnected(2);
        lone.loop.pass();
        assertThat(told()).hasSize(1);
        lone.receive(lone.append(LoneReplica.ONE, TERM, 0, 0, 0));
        lone.sent.clear();
        lone.loop.nodeConnected(2);
        lone.loop.pass();
        assertThat(told()).as("a leader is known").isEmpty();
    }

    @Test
    void aLeaderAsksAtOnceWhoSaysThatItIsThere() {
        leadWhileTwoIsAway();
        lone.receive(presence(lone.replica.term(), 0));
        assertThat(askedOfTwo()).hasSize(1);
    }

    /** Its term is older than the leader's: it has not heard of it yet. */
    @Test
    void soItDoesInALaterTerm() {
        leadWhileTwoIsAway();
        lone.receive(presence(lone.replica.term() - 1, 0));
        assertThat(askedOfTwo()).hasSize(1);
    }

    @Test
    void aLeaderAsksAtOnceOverANewConnection() {
        leadWhileTwoIsAway();
        lone.loop.nodeConnected(2);
        lone.loop.pass();
        assertThat(askedOfTwo()).hasSize(1);
    }

    @Test
    void aLeaderGoesBackToWhereItsLogEnds() {
        lone.receive(lone.append(LoneReplica.TWO, TERM, 0, 0, 0, LoneReplica.entries(1, 4, TERM)));
        leadWhileTwoIsAway();
        lone.receive(presence(lone.replica.term(), 2));
        assertThat(askedOfTwo())
                .hasSize(1)
                .first()
                .satisfies(append -> assertThat(append.getPreviousLogIndex()).isEqualTo(2));
    }

    @Test
    void aLaterTermStillEndsTheLeaders() {
        leadWhileTwoIsAway();
        lone.receive(presence(lone.replica.term() + 1, 0));
        assertThat(lone.replica.isLeading()).isFalse();
    }

    /** It leads, and has just asked the other one again in vain: the engine would wait for two seconds now. */
    private void leadWhileTwoIsAway() {
        lone.elect();
        assertThat(lone.replica.isLeading()).isTrue();
        for (int i = 0; i < 60 && askedOfTwo().isEmpty(); i++) {
            List<RaftMessage> heartbeats = List.copyOf(lone.sent);
            lone.sent.clear();
            heartbeats.forEach(lone::answer);
            lone.sent.clear();
            lone.pass(50);
        }
        assertThat(askedOfTwo()).as("the last attempt is just over").isNotEmpty();
        lone.sent.clear();
        lone.pass(100);
        assertThat(askedOfTwo()).isEmpty();
    }

    private AppendEntriesFailureResponse presence(int term, long last) {
        return lone.models
                .createAppendEntriesFailureResponseBuilder()
                .setGroupId(0)
                .setSender(LoneReplica.TWO)
                .setTerm(term)
                .setExpectedNextIndex(last + 2)
                .setQuerySequenceNumber(0)
                .setFlowControlSequenceNumber(0)
                .build();
    }

    private List<AppendEntriesFailureResponse> told() {
        return lone.sent.stream()
                .filter(AppendEntriesFailureResponse.class::isInstance)
                .map(AppendEntriesFailureResponse.class::cast)
                .toList();
    }

    /** The other one is not waited for. */
    private List<AppendEntriesRequest> askedOfTwo() {
        return lone.sent.stream()
                .filter(PresenceTest::isWaitedFor)
                .map(AppendEntriesRequest.class::cast)
                .toList();
    }

    private static boolean isWaitedFor(RaftMessage message) {
        return message instanceof AppendEntriesRequest append && append.getFlowControlSequenceNumber() > 0;
    }
}
