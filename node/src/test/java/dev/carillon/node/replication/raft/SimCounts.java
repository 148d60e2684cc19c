package dev.carillon.node.replication.raft;

import dev.carillon.storage.disk.SimulatedDisk;

/** What a run has seen; a run that has seen nothing has shown nothing. */
final class SimCounts {
    long elections;
    long crashes;
    long sectorsDropped;
    long tornFiles;
    long recreations;
    long snapshotsTaken;
    long snapshotsInstalled;
    long statesFetched;
    long resyncs;
    long stuckFollowers;
    long stalePreVotes;
    long termsAdopted;
    long proposalsReturned;
    long hastened;
    long refusals;
    long refusedIncarnations;
    long acks;
    long commits;
    long lost;
    long repeated;
    long confirmedReads;
    int lastAckNode;

    void add(RaftLoop[] loops) {
        for (RaftLoop loop : loops) {
            RaftCounters counters = loop.counters();
            elections += counters.elections();
            recreations += counters.recreations();
            snapshotsTaken += counters.snapshotsTaken();
            snapshotsInstalled += counters.snapshotsInstalled();
            resyncs += counters.resyncs();
            stuckFollowers += counters.stuckFollowers();
            stalePreVotes += counters.stalePreVotes();
            termsAdopted += counters.termsAdopted();
            proposalsReturned += counters.proposalsReturned();
            hastened += counters.hastened();
            refusals += counters.refusals();
            commits += counters.commits();
        }
    }

    void addDisk(SimulatedDisk disk) {
        sectorsDropped += disk.counts().sectorsDropped();
        tornFiles += disk.counts().tornFiles();
    }

    void add(SimCounts other) {
        elections += other.elections;
        crashes += other.crashes;
        sectorsDropped += other.sectorsDropped;
        tornFiles += other.tornFiles;
        recreations += other.recreations;
        snapshotsTaken += other.snapshotsTaken;
        snapshotsInstalled += other.snapshotsInstalled;
        statesFetched += other.statesFetched;
        resyncs += other.resyncs;
        stuckFollowers += other.stuckFollowers;
        stalePreVotes += other.stalePreVotes;
        termsAdopted += other.termsAdopted;
        proposalsReturned += other.proposalsReturned;
        hastened += other.hastened;
        refusals += other.refusals;
        refusedIncarnations += other.refusedIncarnations;
        acks += other.acks;
        commits += other.commits;
        lost += other.lost;
        repeated += other.repeated;
        confirmedReads += other.confirmedReads;
    }

    @Override
    public String toString() {
        return "acks " + acks + ", commits " + commits + ", elections " + elections + " (hastened " + hastened
                + "), crashes " + crashes + ", unsynced sectors dropped " + sectorsDropped + ", torn files " + tornFiles
                + ", recreations " + recreations + " (stuck " + stuckFollowers + "), stale pre-votes " + stalePreVotes
                + ", snapshots taken " + snapshotsTaken + " installed " + snapshotsInstalled + ", states fetched "
                + statesFetched + ", resyncs " + resyncs + ", proposals returned " + proposalsReturned
                + ", reads confirmed " + confirmedReads + ", messages lost " + lost + " repeated " + repeated
                + " refused " + refusals + ", incarnations refused " + refusedIncarnations;
    }
}
