package dev.carillon.node.replication.raft;

/** What happened on a loop since it began, for figures. Read on the loop. */
public final class RaftCounters {
    long commits;
    long elections;
    long recreations;
    long snapshotsTaken;
    long snapshotsInstalled;
    long resyncs;
    long stuckFollowers;
    long stalePreVotes;
    long termsAdopted;
    long refusals;
    long engineFaults;
    long proposalsReturned;
    long hastened;
    long writtenAgain;

    /** Entries heard by listeners. */
    public long commits() {
        return commits;
    }

    /** Terms that a replica of this loop began to lead. */
    public long elections() {
        return elections;
    }

    /** Replicas made anew from their store. */
    public long recreations() {
        return recreations;
    }

    public long snapshotsTaken() {
        return snapshotsTaken;
    }

    public long snapshotsInstalled() {
        return snapshotsInstalled;
    }

    /** Requests that the engine could not have placed in a log that begins at its snapshot. */
    public long resyncs() {
        return resyncs;
    }

    public long stuckFollowers() {
        return stuckFollowers;
    }

    public long stalePreVotes() {
        return stalePreVotes;
    }

    /** Later terms learned from a refused pre-vote. */
    public long termsAdopted() {
        return termsAdopted;
    }

    /** Messages not taken. */
    public long refusals() {
        return refusals;
    }

    public long proposalsReturned() {
        return proposalsReturned;
    }

    /** Elections that a report of a dead node has hastened. */
    public long hastened() {
        return hastened;
    }

    /** Exceptions that the engine let out; its replica was made anew. */
    public long engineFaults() {
        return engineFaults;
    }
}
