package dev.carillon.node.replication.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.microraft.model.message.AppendEntriesFailureResponse;
import io.microraft.model.message.AppendEntriesRequest;
import io.microraft.model.message.InstallSnapshotRequest;
import io.microraft.model.message.RaftMessage;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A follower that was away is found out about in a few round trips, however much it lacks. */
class MatchSearchTest {
    private static final int TERM = 3;

    private final LoneReplica lone = new LoneReplica();

    @Test
    void aFollowerSaysWhereItsLogEnds() {
        lone.receive(lone.append(LoneReplica.ONE, TERM, 0, 0, 0, LoneReplica.entries(1, 10, TERM)));
        lone.sent.clear();
        lone.receive(lone.append(LoneReplica.ONE, TERM, TERM, 1_000, 0));
        assertThat(lone.sent)
                .hasSize(1)
                .first()
                .isInstanceOfSatisfying(
                        AppendEntriesFailureResponse.class,
                        answer -> assertThat(answer.getExpectedNextIndex()).isEqualTo(12));
    }

    @Test
    void aFollowerThatDiffersWithinItsLogSaysSoOneByOne() {
        lone.receive(lone.append(LoneReplica.ONE, TERM, 0, 0, 0, LoneReplica.entries(1, 10, TERM)));
        lone.sent.clear();
        lone.receive(lone.append(LoneReplica.ONE, TERM, TERM - 1, 10, 0));
        assertThat(lone.sent)
                .hasSize(1)
                .first()
                .isInstanceOfSatisfying(
                        AppendEntriesFailureResponse.class,
                        answer -> assertThat(answer.getExpectedNextIndex()).isEqualTo(11));
    }

    @Test
    void aNewLeaderGoesBackThereAtOnce() {
        lone.receive(lone.append(LoneReplica.TWO, TERM, 0, 0, 0, LoneReplica.entries(1, 90, TERM)));
        lone.elect();
        assertThat(lone.replica.isLeading()).isTrue();
        lone.pass(1_100);
        List<AppendEntriesRequest> asked = toTwo();
        assertThat(asked).isNotEmpty();
        AppendEntriesRequest last = asked.get(asked.size() - 1);
        assertThat(last.getPreviousLogIndex()).isGreaterThan(80);
        lone.sent.clear();
        lone.receive(lone.models
                .createAppendEntriesFailureResponseBuilder()
                .setGroupId(0)
                .setSender(LoneReplica.TWO)
                .setTerm(last.getTerm())
                .setExpectedNextIndex(12)
                .setQuerySequenceNumber(0)
                .setFlowControlSequenceNumber(last.getFlowControlSequenceNumber())
                .build());
        assertThat(lone.sent)
                .as("what it lacks is not in the log any more")
                .hasSize(1)
                .first()
                .isInstanceOf(InstallSnapshotRequest.class);
    }

    /** What was sent to the member of which the leader does not know how far it matches. */
    private List<AppendEntriesRequest> toTwo() {
        List<AppendEntriesRequest> found = new ArrayList<>();
        for (RaftMessage message : lone.sent) {
            // Who matches is not waited for.
            if (message instanceof AppendEntriesRequest append && append.getFlowControlSequenceNumber() > 0) {
                found.add(append);
            }
        }
        return found;
    }
}
