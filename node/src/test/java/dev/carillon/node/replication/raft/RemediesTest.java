package dev.carillon.node.replication.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.node.replication.ReplicaFailedException;
import dev.carillon.node.simulated.SimulatedWorld;
import dev.carillon.storage.CorruptStorageException;
import dev.carillon.storage.Marker;
import dev.carillon.storage.NewerFormatException;
import dev.carillon.storage.log.MemoryLog;
import io.microraft.model.log.LogEntry;
import io.microraft.model.message.AppendEntriesFailureResponse;
import io.microraft.model.message.InstallSnapshotRequest;
import io.microraft.model.message.PreVoteRequest;
import io.microraft.model.message.PreVoteResponse;
import io.microraft.model.message.VoteResponse;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** One test for each way around a defect of the engine. */
class RemediesTest {
    private final LoneReplica lone = new LoneReplica();

    /** Whether or not the engine logs it; what has taken half of an entry must not be given it again. */
    @Test
    void anEntryThatCouldNotBeAppliedEndsTheLoop() {
        for (LoneReplica each : List.of(lone, new LoneReplica(() -> 0))) {
            each.trouble = new IllegalStateException("no");
            assertThatThrownBy(
                            () -> each.receive(each.append(LoneReplica.ONE, 1, 0, 0, 3, LoneReplica.entries(1, 3, 1))))
                    .isInstanceOf(ReplicaFailedException.class)
                    .hasMessageContaining("Entry 1 of partition 0")
                    .hasMessageContaining("no")
                    .hasMessageContaining("is safe")
                    .hasMessageContaining("start the build");
            each.pass(1_000);
            assertThat(each.heard).isEmpty();
            assertThat(each.loop.counters().recreations()).isZero();
        }
    }

    @Test
    void anEntryThatCannotBeReadEndsTheLoopWithItsWords() {
        for (RuntimeException words :
                List.of(new NewerFormatException("newer"), new CorruptStorageException("damaged"))) {
            LoneReplica each = new LoneReplica();
            each.trouble = words;
            assertThatThrownBy(
                            () -> each.receive(each.append(LoneReplica.ONE, 1, 0, 0, 3, LoneReplica.entries(1, 3, 1))))
                    .isSameAs(words);
            assertThat(each.replica.executor().isStopped()).isTrue();
        }
    }

    @Test
    void anEngineThatFailsAgainAndAgainEndsTheLoop() {
        for (int i = 1; i < Replica.FAULTS_MAX; i++) {
            engineFails();
            lone.pass(1_000);
        }
        lone.receive(lone.append(LoneReplica.ONE, 1, 0, 0, 1, LoneReplica.entries(1, 1, 1)));
        assertThat(lone.heard).as("it goes on").containsExactly("1");
        for (int i = 1; i < Replica.FAULTS_MAX; i++) {
            engineFails();
            lone.pass(1_000);
        }
        assertThatThrownBy(this::engineFails)
                .isInstanceOf(ReplicaFailedException.class)
                .hasMessageContaining("failed 32 times since entry 1")
                .hasMessageContaining("no such entry")
                .hasMessageContaining("is safe");
    }

    @Test
    void faultsThatAreFarApartAreNoneThatComesAgain() {
        for (int i = 0; i < 2 * Replica.FAULTS_MAX; i++) {
            engineFails();
            lone.pass(61_000);
        }
        assertThat(lone.replica.executor().isStopped()).isFalse();
    }

    private void engineFails() {
        lone.loop.tasks().add(lone.replica.executor(), () -> {
            throw new IllegalStateException("no such entry");
        });
        lone.loop.pass();
    }

    @Test
    void anErrorThatTheEngineOnlyLogsStopsIt() {
        lone.receive(lone.append(LoneReplica.ONE, 1, 0, 0, 1, LoneReplica.entries(1, 2, 1)));
        lone.loop
                .tasks()
                .add(
                        lone.replica.executor(),
                        () -> LoggerFactory.getLogger("io.microraft.RaftNode").error("swallowed"));
        lone.loop.pass();
        assertThat(lone.replica.executor().isStopped()).isTrue();
        lone.pass(1000);
        assertThat(lone.replica.executor().isStopped()).isFalse();
        lone.receive(lone.append(LoneReplica.ONE, 1, 1, 2, 2));
        assertThat(lone.heard).containsExactly("1", "2");
    }

    @Test
    void aSnapshotThatTheStateHasNotComeToStopsTheEngine() {
        EngineStateMachine state = new EngineStateMachine(lone.replica);
        assertThatThrownBy(() -> state.installSnapshot(20, List.of())).hasMessageContaining("the state ends at 0");
        assertThat(lone.replica.executor().isStopped()).isTrue();
    }

    @Test
    void whatTheEngineThrowsStopsItAndNothingOfItRunsAfterwards() {
        ReplicaExecutor own = lone.replica.executor();
        boolean[] ran = new boolean[1];
        lone.loop.tasks().add(own, () -> {
            throw new IllegalStateException("no such entry");
        });
        lone.loop.tasks().add(own, () -> ran[0] = true);
        lone.loop.pass();
        assertThat(own.isStopped()).isTrue();
        assertThat(ran[0]).isFalse();
        assertThat(lone.loop.counters().engineFaults()).isEqualTo(1);
    }

    @Test
    void anEngineThatIsStoppedInTheMiddleOfItsWorkWritesNothingMore() {
        Replica replica = lone.replica;
        GroupStore store = new GroupStore(replica.records(), replica.log(), replica.executor());
        replica.fail("a test says so");
        assertThatThrownBy(() -> store.persistLogEntries(List.of(LoneReplica.entry(1, 1))))
                .hasMessageContaining("was stopped");
        assertThat(lone.log.isDirty()).isFalse();
    }

    @Test
    void nothingOfTheEngineRunsWhileItIsHandedIn() {
        boolean[] ran = new boolean[1];
        lone.replica.executor().execute(() -> ran[0] = true);
        assertThat(ran[0]).isFalse();
        lone.loop.pass();
        assertThat(ran[0]).isTrue();
    }

    @Test
    void anAnswerToNobodyIsDropped() {
        lone.sent.clear();
        lone.loop.outbox().add(lone.replica.executor(), null, 0, lone.vote(1));
        lone.loop.pass();
        assertThat(lone.sent).isEmpty();
    }

    @Test
    void whatAStoppedEngineWroteLastIsNotSent() {
        lone.sent.clear();
        lone.trouble = new IllegalStateException("no");
        assertThatThrownBy(() -> lone.receive(lone.append(LoneReplica.ONE, 1, 0, 0, 3, LoneReplica.entries(1, 3, 1))))
                .hasMessageContaining("could not be applied");
        assertThat(lone.sent).isEmpty();
    }

    @Test
    void aRestartAtASnapshotStillMatchesALeaderThatTiesInThere() {
        lone.receive(lone.append(LoneReplica.ONE, 1, 0, 0, 9, LoneReplica.entries(1, 10, 1)));
        lone.restart(new Marker(1, 8));
        lone.sent.clear();
        lone.receive(lone.append(LoneReplica.ONE, 1, 1, 8, 9));
        assertThat(lone.lastMatch()).isEqualTo(8);
        assertThat(lone.loop.counters().resyncs()).isZero();
    }

    @Test
    void aLogThatBeginsAtAnInstalledSnapshotMatchesALeaderThatTiesInThere() {
        install(17);
        lone.receive(lone.append(LoneReplica.ONE, 1, 1, 17, 17, LoneReplica.entries(18, 20, 1)));
        lone.sent.clear();
        // Nothing but the snapshot is known to be equal.
        lone.receive(lone.append(LoneReplica.TWO, 2, 1, 17, 17));
        assertThat(lone.lastMatch()).isEqualTo(17);
        // A new leader's entries go on where ours end.
        lone.receive(lone.append(
                LoneReplica.TWO,
                2,
                1,
                17,
                21,
                LoneReplica.entry(18, 1),
                LoneReplica.entry(19, 1),
                LoneReplica.entry(20, 1),
                LoneReplica.entry(21, 2)));
        assertThat(lone.lastMatch()).isEqualTo(21);
        // Once committed, they are known to be equal.
        lone.receive(lone.append(LoneReplica.TWO, 2, 1, 17, 21));
        assertThat(lone.lastMatch()).isEqualTo(21);
        assertThat(lone.count(AppendEntriesFailureResponse.class)).isZero();
        assertThat(lone.heard).endsWith("18", "19", "20", "21");
        assertThat(lone.loop.counters().resyncs()).isEqualTo(3);
    }

    /** One that has all entries goes back to its first one, of which there is nothing here that could be compared. */
    @Test
    void aLogThatBeginsAtAnInstalledSnapshotMatchesALeaderThatBeginsBeforeIt() {
        install(17);
        lone.sent.clear();
        lone.receive(lone.append(LoneReplica.TWO, 2, 0, 0, 17, LoneReplica.entries(1, 3, 1)));
        assertThat(lone.lastMatch()).as("all of it is behind the snapshot").isEqualTo(17);
        lone.receive(lone.append(LoneReplica.TWO, 2, 1, 9, 20, LoneReplica.entries(10, 20, 1)));
        assertThat(lone.lastMatch()).isEqualTo(17);
        lone.receive(lone.append(LoneReplica.TWO, 2, 1, 17, 20, LoneReplica.entries(18, 20, 1)));
        assertThat(lone.lastMatch()).isEqualTo(20);
        lone.receive(lone.append(LoneReplica.TWO, 2, 0, 0, 22, LoneReplica.entries(1, 22, 1)));
        assertThat(lone.lastMatch()).isEqualTo(22);
        assertThat(lone.heard).endsWith("18", "19", "20", "21", "22");
        assertThat(lone.loop.counters().engineFaults()).isZero();
        assertThat(lone.count(AppendEntriesFailureResponse.class)).isZero();
        assertThat(lone.loop.counters().resyncs()).isEqualTo(3);
    }

    /** The engine would not answer, and the leader sends the same again for ever. */
    @Test
    void aSnapshotThatIsOlderThanWhatIsCommittedIsAnsweredWithThat() {
        install(17);
        lone.sent.clear();
        lone.receive(snapshot(7));
        assertThat(lone.lastMatch()).isEqualTo(17);
        lone.receive(lone.append(LoneReplica.ONE, 1, 1, 17, 19, LoneReplica.entries(18, 20, 1)));
        lone.receive(snapshot(7));
        assertThat(lone.lastMatch()).as("what is committed").isEqualTo(19);
    }

    @Test
    void anEntryBehindAnInstalledSnapshotIsOverwrittenByALaterLeader() {
        install(20);
        lone.receive(lone.append(LoneReplica.ONE, 1, 1, 20, 20, LoneReplica.entries(21, 23, 1)));
        lone.receive(lone.append(LoneReplica.TWO, 2, 1, 20, 20, LoneReplica.entry(21, 2)));
        lone.pass(1000);
        assertThat(lone.replica.log().last()).as("ours are gone").isEqualTo(20);
        lone.sent.clear();
        lone.receive(lone.append(LoneReplica.TWO, 2, 1, 20, 21, LoneReplica.entry(21, 2)));
        assertThat(lone.lastMatch()).isEqualTo(21);
        assertThat(Objects.requireNonNull(lone.replica.log().get(21)).getTerm()).isEqualTo(2);
        lone.restart(new Marker(1, 20));
        lone.receive(lone.append(LoneReplica.TWO, 2, 2, 21, 21));
        assertThat(lone.heard).endsWith("21");
    }

    @Test
    void anOfferThatWaitedForTheStateIsAnsweredAsSoonAsThatIsThere() {
        lone.receive(snapshot(17));
        lone.replica.holdStill();
        lone.replica.stateInstalled(new Marker(1, 19));
        lone.sent.clear();
        lone.loop.pass();
        assertThat(lone.lastMatch()).as("answered, without being asked again").isEqualTo(17);
        lone.sent.clear();
        lone.replica.stateInstalled(new Marker(1, 19));
        lone.loop.pass();
        assertThat(lone.lastMatch()).as("once").isEqualTo(-1);
    }

    @Test
    void anOfferBeyondTheStateGoesOnWaiting() {
        lone.receive(snapshot(17));
        lone.replica.stateInstalled(new Marker(1, 16));
        lone.sent.clear();
        lone.loop.pass();
        assertThat(lone.lastMatch()).isEqualTo(-1);
        assertThat(lone.heard).as("and is not asked for a second time").containsExactly("needs 17 from 1");
    }

    private void install(long index) {
        lone.receive(snapshot(index));
        lone.replica.stateInstalled(new Marker(1, index));
        lone.receive(snapshot(index));
    }

    private InstallSnapshotRequest snapshot(long index) {
        return new Memberships(lone.group, LoneReplica.SELF).snapshot(lone.models, LoneReplica.ONE, 1, 1, index, 0, 0);
    }

    @Test
    void aFollowerThatGetsNowhereIsMadeAnew() {
        for (int i = 0; i < 40; i++) {
            // Its previous entry is nowhere in this log.
            lone.receive(lone.append(LoneReplica.ONE, 1, 1, 50, 60));
            lone.pass(200);
        }
        assertThat(lone.loop.counters().stuckFollowers()).isEqualTo(1);
        assertThat(lone.loop.counters().recreations()).isEqualTo(1);
    }

    @Test
    void aFollowerThatHeardALeaderDuringItsPreVoteAsksAgainWhenThatOneIsLost() {
        lone.receive(lone.append(LoneReplica.ONE, 1, 0, 0, 0));
        lone.restart(Marker.NONE);
        lone.receive(lone.append(LoneReplica.ONE, 1, 0, 0, 0));
        lone.pass(1000);
        lone.sent.clear();
        lone.pass(5000);
        assertThat(lone.count(PreVoteRequest.class)).isPositive();
        assertThat(lone.loop.counters().stalePreVotes()).isPositive();
    }

    @Test
    void aPreVoteThatWasRefusedForItsTermIsAskedInALaterOne() {
        lone.sent.clear();
        lone.receive(lone.preVoteRefusal(9));
        lone.pass(2000);
        assertThat(lone.replica.term()).isEqualTo(9);
        assertThat(lone.sent).anyMatch(message -> message instanceof PreVoteRequest && message.getTerm() == 10);
    }

    /** The other member may not know yet that the leader is dead, and refuses; the engine would ask again half a second later. */
    @Test
    void whoMissesADeadLeaderAsksAgainSoon() {
        lone.receive(lone.append(LoneReplica.ONE, 1, 0, 0, 1, LoneReplica.entries(1, 2, 1)));
        lone.sent.clear();
        lone.loop.nodeDown(LoneReplica.ONE.node());
        lone.pass(300);
        assertThat(lone.count(PreVoteRequest.class)).isGreaterThanOrEqualTo(4);
    }

    @Test
    void votesThatTakeLongerThanARoundElectALeaderAllTheSame() {
        lone.electLate(14, 100);
        assertThat(lone.replica.isLeading()).isTrue();
        assertThat(lone.replica.term()).isLessThan(5);
    }

    @Test
    void aPreVoteThatWasRefusedForItsLogRaisesNoTerm() {
        lone.receive(lone.preVoteRefusal(1));
        lone.pass(2000);
        assertThat(lone.replica.term()).isZero();
    }

    @Test
    void aLeaderTakesNoMoreProposalsThanItsCap() {
        lone.elect();
        for (int i = 0; i < LoneReplica.OPTIONS.inFlightMax(); i++) {
            assertThat(lone.propose(i)).isTrue();
        }
        assertThat(lone.propose(99)).isFalse();
    }

    @Test
    void aReplicaThatHoldsStillHearsNothingUntilTheStateIsThere() {
        lone.replica.holdStill();
        lone.receive(lone.append(LoneReplica.ONE, 1, 0, 0, 3, LoneReplica.entries(1, 3, 1)));
        lone.pass(1000);
        assertThat(lone.heard).isEmpty();
        lone.replica.stateInstalled(new Marker(1, 2));
        lone.receive(lone.append(LoneReplica.ONE, 1, 0, 0, 3, LoneReplica.entries(1, 3, 1)));
        assertThat(lone.heard).containsExactly("3");
    }

    @Test
    void whatALeaderMayHaveBeforeACommitFitsIntoEveryLog() {
        RaftOptions options = LoneReplica.OPTIONS;
        int capacity = options.engine(0).getCommitCountToTakeSnapshot()
                + options.engine(0).getMaxPendingLogEntryCount();
        assertThat(capacity).isGreaterThan(2 * options.snapshotEntries() + options.inFlightMax() + 1);
        assertThat(options.engine(1000).getMaxPendingLogEntryCount()).isGreaterThan(1000);
    }

    /** What a member that is away would need is not kept for ever: it fetches the state instead. */
    @Test
    void whatIsKeptForAMemberThatIsAwayIsLimitedInBytes() {
        int length = 400_000;
        RaftEntry large = RaftEntry.copyOf(RaftEntry.KIND_DATA, new UnsafeBuffer(new byte[length]), 0, length);
        long index = 0;
        while (index < 40) {
            LogEntry entry = GroupLog.entry(index + 1, 1, large);
            lone.receive(lone.append(LoneReplica.ONE, 1, index == 0 ? 0 : 1, index, index + 1, entry));
            index++;
            lone.loop.pass();
            lone.replica.release(lone.replica.applied());
        }
        // Two snapshots' worth, and what came with the entry that asked for one.
        assertThat(lone.replica.log().bytes()).isLessThan(2 * LoneReplica.OPTIONS.snapshotBytes() + 4L * length);
        assertThat(lone.loop.counters().snapshotsTaken())
                .as("fewer entries than would ask for that")
                .isGreaterThan(index / LoneReplica.OPTIONS.snapshotEntries());
    }

    @Test
    void theEngineGetsNoPartsOfSnapshots() {
        assertThat(LoneReplica.OPTIONS.engine(0).isTransferSnapshotsFromFollowersEnabled())
                .isFalse();
    }

    @Test
    void aMassStartIsStaggered() {
        RaftLoop loop = new RaftLoop(
                new MemoryLog(),
                (target, number, buffer, offset, length) -> {},
                lone.world,
                new Random(1),
                EngineUnderTest.ERRORS,
                RaftOptions.DEFAULT,
                Runnable::run,
                () -> {});
        Set<Long> delays = new HashSet<>();
        for (int i = 0; i < 50; i++) {
            delays.add(loop.startDelayNs(true));
        }
        assertThat(delays).hasSizeGreaterThan(10);
        assertThat(delays).allMatch(delay -> delay < RaftOptions.DEFAULT.startSpreadMs() * SimulatedWorld.MS);
        assertThat(loop.startDelayNs(false)).isZero();
    }

    /** As after SIGSTOP: it believes that it leads, until it hears that somebody else does. */
    @Test
    void aLeaderThatWasPausedAcksAndConfirmsNothing() {
        lone.elect();
        int term = lone.replica.term();
        assertThat(lone.propose(6)).isTrue();
        lone.world.runUntil(lone.world.nanoTime() + 20_000 * SimulatedWorld.MS, () -> false);
        Boolean[] confirmed = new Boolean[1];
        lone.replica.confirmLeadership(leads -> confirmed[0] = leads);
        lone.propose(7);
        lone.loop.pass();
        assertThat(confirmed[0]).isNotEqualTo(true);
        lone.receive(lone.append(LoneReplica.TWO, term + 1, 0, 0, 0, LoneReplica.entry(1, term + 1)));
        lone.receive(lone.append(LoneReplica.TWO, term + 1, term + 1, 1, 1));
        assertThat(confirmed[0]).isEqualTo(false);
        assertThat(lone.heard).contains("lost", "returned 6?", "returned 7?").noneMatch(what -> what.endsWith("*"));
    }

    @Test
    void aLeaderThatIsCutOffConfirmsNothing() {
        lone.elect();
        boolean[] answers = new boolean[2];
        lone.replica.confirmLeadership(leads -> {
            answers[0] = true;
            answers[1] = leads;
        });
        lone.loop.pass();
        assertThat(answers[0]).isFalse();
        lone.pass(4000);
        assertThat(answers).containsExactly(true, false);
    }

    @Test
    void aSnapshotWaitsUntilTheStateHasCome() {
        lone.receive(snapshot(20));
        assertThat(lone.heard).containsExactly("needs 20 from 1");
        assertThat(lone.lastMatch()).isEqualTo(-1);
        lone.replica.stateInstalled(new Marker(1, 25));
        lone.receive(snapshot(20));
        assertThat(lone.lastMatch()).isEqualTo(20);
        lone.receive(lone.append(LoneReplica.ONE, 1, 1, 20, 27, LoneReplica.entries(21, 27, 1)));
        assertThat(lone.heard).containsExactly("needs 20 from 1", "26", "27");
    }

    @Test
    void aProposalThatAnElectionOvertookIsHandedBack() {
        lone.elect();
        assertThat(lone.propose(7)).isTrue();
        lone.loop.pass();
        int term = lone.replica.term();
        lone.receive(lone.append(LoneReplica.TWO, term + 1, 0, 0, 0));
        assertThat(lone.heard).endsWith("lost", "returned 7?");
    }

    @Test
    void whatAnEngineHadInFlightWhenItFailedIsHandedBack() {
        lone.elect();
        assertThat(lone.propose(7)).isTrue();
        lone.loop.pass();
        lone.replica.fail("a test says so");
        lone.pass(1000);
        assertThat(lone.heard).endsWith("lost", "returned 7?");
        assertThat(lone.propose(8)).isFalse();
    }

    /** What the log lets go of is replaced first, and that must be on disk. */
    @Test
    void aPowerCutRightAfterARelease() {
        assertThat(votesFor(LoneReplica.ONE)).isTrue();
        lone.receive(lone.append(LoneReplica.ONE, 3, 0, 0, 40, LoneReplica.entries(1, 40, 3)));
        lone.loop.pass();
        lone.replica.release(new Marker(1, 40));
        lone.restart(new Marker(1, 40));
        assertThat(lone.replica.term()).isEqualTo(3);
        assertThat(votesFor(LoneReplica.TWO)).isFalse();
    }

    @Test
    void aGroupOfOneCommitsWithinAPass() {
        MemoryLog log = new MemoryLog();
        RaftLoop loop = new RaftLoop(
                log,
                (target, number, buffer, offset, length) -> {},
                lone.world,
                new Random(1),
                EngineUnderTest.ERRORS,
                LoneReplica.OPTIONS,
                Runnable::run,
                () -> {});
        RaftGroup group = new RaftGroup(0, List.of(LoneReplica.SELF));
        lone.replica = loop.open(group, LoneReplica.SELF, Marker.NONE, lone, true);
        loop.start();
        loop.pass();
        loop.pass();
        assertThat(lone.propose(1)).isTrue();
        loop.pass();
        assertThat(lone.heard).endsWith("1t", "leads 1", "2*");
        assertThat(log.isDirty()).isFalse();
    }

    @Test
    void aReportThatTheLeadersNodeIsDeadHastensTheElection() {
        lone.receive(lone.append(LoneReplica.ONE, 1, 0, 0, 0));
        // Its first pre-vote is over.
        lone.pass(3000);
        lone.receive(lone.append(LoneReplica.ONE, 1, 0, 0, 0));
        lone.pass(1000);
        lone.sent.clear();
        lone.loop.nodeDown(2);
        lone.loop.pass();
        assertThat(lone.count(PreVoteRequest.class)).isZero();
        lone.loop.nodeDown(1);
        lone.loop.pass();
        assertThat(lone.count(PreVoteRequest.class)).isPositive();
    }

    /** The engine takes 0 for the time of a leader that it never heard. */
    @Test
    void whoNeverHeardALeaderLetsOthersCampaignAtOnce() {
        lone.sent.clear();
        lone.receive(lone.models
                .createPreVoteRequestBuilder()
                .setGroupId(0)
                .setSender(LoneReplica.TWO)
                .setTerm(2)
                .setLastLogTerm(1)
                .setLastLogIndex(5)
                .build());
        assertThat(lone.sent).anyMatch(message -> message instanceof PreVoteResponse response && response.isGranted());
    }

    /** One that is not in a round of pre-votes has only its heartbeat to find out by. */
    @Test
    void aReportOfADeadLeaderIsActedUponAtOnce() {
        lone.pass(3000);
        lone.receive(lone.append(LoneReplica.ONE, 7, 0, 0, 0));
        lone.pass(1000);
        lone.sent.clear();
        lone.loop.nodeDown(1);
        lone.loop.pass();
        assertThat(lone.count(PreVoteRequest.class)).isPositive();
    }

    @Test
    void aVoteSurvivesARestart() {
        assertThat(votesFor(LoneReplica.ONE)).isTrue();
        lone.restart(Marker.NONE);
        assertThat(votesFor(LoneReplica.TWO)).isFalse();
        assertThat(votesFor(LoneReplica.ONE)).isTrue();
    }

    private boolean votesFor(RaftMember candidate) {
        lone.sent.clear();
        lone.receive(lone.models
                .createVoteRequestBuilder()
                .setGroupId(0)
                .setSender(candidate)
                .setTerm(3)
                .setLastLogTerm(2)
                .setLastLogIndex(50)
                .setSticky(false)
                .build());
        return lone.sent.stream().anyMatch(message -> message instanceof VoteResponse vote && vote.isGranted());
    }
}
