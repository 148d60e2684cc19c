package dev.carillon.node.replication.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.microraft.model.message.RaftMessage;
import io.microraft.model.message.TriggerLeaderElectionRequest;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A leader asks another member to lead: soon, with nothing lost and nobody kept waiting for long. */
class HandingOverTest {
    private final LoneReplica lone = new LoneReplica();

    /** What was sent is answered by member 1. */
    private void answer() {
        List<RaftMessage> asked = List.copyOf(lone.sent);
        lone.sent.clear();
        asked.forEach(lone::answer);
    }

    /** What the engine refuses meanwhile could be overtaken by what it takes when it has given up. */
    @Test
    void whileLeadershipIsHandedOnNothingIsProposed() {
        lone.elect();
        assertThat(lone.propose(1)).isTrue();
        assertThat(lone.replica.transferLeadership(1)).isTrue();
        assertThat(lone.propose(2)).isFalse();
        assertThat(lone.replica.transferLeadership(2)).isFalse();
        lone.loop.pass();
        assertThat(lone.propose(3)).isFalse();
    }

    /** Asked with something in flight, the engine would look again a second later, and give up then. */
    @Test
    void theOtherIsAskedAsSoonAsNothingIsInFlight() {
        lone.elect();
        assertThat(lone.propose(1)).isTrue();
        assertThat(lone.replica.transferLeadership(1)).isTrue();
        lone.loop.pass();
        assertThat(lone.count(TriggerLeaderElectionRequest.class)).isZero();
        answer();
        lone.pass(100);
        assertThat(lone.count(TriggerLeaderElectionRequest.class)).isPositive();
    }

    @Test
    void whatIsInFlightForTooLongEndsIt() {
        lone.elect();
        assertThat(lone.propose(1)).isTrue();
        assertThat(lone.replica.transferLeadership(1)).isTrue();
        lone.pass(150);
        assertThat(lone.propose(2)).isFalse();
        lone.pass(700);
        assertThat(lone.propose(2)).isTrue();
    }

    /** The engine would wait for a second, in which nobody is served. */
    @Test
    void whoDoesNotTakeItUpIsNotWaitedForLong() {
        lone.elect();
        assertThat(lone.propose(1)).isTrue();
        assertThat(lone.replica.transferLeadership(1)).isTrue();
        lone.loop.pass();
        answer();
        lone.pass(100);
        assertThat(lone.count(TriggerLeaderElectionRequest.class)).isPositive();
        assertThat(lone.propose(2)).isFalse();
        lone.pass(250);
        assertThat(lone.propose(2)).isTrue();
    }

    /** It would lead only when it has what it lacks, and nobody else until then. */
    @Test
    void nobodyIsAskedWhoLacksMuch() {
        lone.elect();
        for (int i = 0; i < 80; i++) {
            lone.propose(i);
            lone.loop.pass();
            answer();
        }
        assertThat(lone.replica.applied().index()).isGreaterThan(70);
        assertThat(lone.replica.transferLeadership(2)).isFalse();
        assertThat(lone.replica.transferLeadership(1)).isTrue();
    }
}
