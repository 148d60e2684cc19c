package dev.carillon.node.replication.raft;

/**
 * Lets the loop's log go where a group needs it no more: what the state engine has for good need not be kept, and records that
 * are needed and old are written again, so that the log is short. One per replica; on the loop.
 */
final class LogRelease {
    private final RaftLoop loop;
    private final RaftGroup group;
    private final GroupLog log;
    private final GroupRecords records;
    private long releasable;

    LogRelease(RaftLoop loop, RaftGroup group, GroupLog log, GroupRecords records) {
        this.loop = loop;
        this.group = group;
        this.log = log;
        this.records = records;
    }

    /** The state engine has everything up to here for good. */
    void flushed(long index) {
        log.flushed(index);
        loop.release(group.logNumber(), log.durablyNeededFrom(loop.sync().durable()));
        long place = log.neededFrom(records.next());
        if (place > releasable) {
            if (log.headPlace() < place) {
                renewHead();
            }
            releasable = place;
            loop.sync().release(group.logNumber(), place);
        }
    }

    /** Writes again what it has voted, so that the log need not keep older records for its sake. */
    void renewHead() {
        if (!log.isFresh()) {
            log.head(log.term(), log.votedFor(), records.head(log.term(), log.votedFor()));
        }
    }

    /**
     * If the log is long for this group's sake, what it needs is written again.
     *
     * @param bytesMax that may be written now
     * @return bytes written
     */
    long keepShort(long bytesMax) {
        if (log.isFresh()
                || loop.log().bytesSince(group.logNumber()) <= loop.options().logBytesPerGroup()) {
            return 0;
        }
        long bytes = log.bytes();
        if (bytes > bytesMax) {
            return 0;
        }
        log.writeAgain(records);
        releasable = Math.min(log.headPlace(), log.neededFrom(records.next()));
        loop.sync().release(group.logNumber(), releasable);
        loop.counters().writtenAgain++;
        return bytes;
    }
}
