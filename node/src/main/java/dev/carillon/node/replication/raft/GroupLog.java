package dev.carillon.node.replication.raft;

import dev.carillon.node.replication.EntryVisitor;
import dev.carillon.node.replication.LogEnd;
import dev.carillon.storage.CorruptStorageException;
import io.microraft.model.impl.log.DefaultLogEntryOrBuilder;
import io.microraft.model.log.LogEntry;
import java.util.ArrayList;
import java.util.List;
import org.agrona.collections.LongArrayList;
import org.jspecify.annotations.Nullable;

/**
 * What the records of a group amount to: what a start would find, and what a replica is made anew from. Records go through
 * here when they are written and when they are read, so that both agree. Keeps the entries since the marker before the last
 * one, or since what the state has for good, whichever is older. Runs on the loop.
 */
final class GroupLog {
    /** What a record needs beside its entry's bytes. */
    private static final int RECORD_BYTES = 64;

    private final int group;
    private int term;
    private @Nullable RaftMember votedFor;
    private long headPlace;

    /** Contiguous; the first one's index is {@link #first}. */
    private final List<LogEntry> entries = new ArrayList<>();

    private final LongArrayList places = new LongArrayList();
    private long first = 1;

    private long markerIndex;
    private int markerTerm;
    private long markerPlace;
    private long previousMarker;
    private long flushed;

    /** The last entry of the generation that counts; 0 as long as it goes on. */
    private long sealed;

    /** Whose records these are; null as long as none says so. */
    private @Nullable RaftMember writer;

    /** The place of the next record. */
    private long next = 1;

    /** Records from here on may not be durable yet, unless {@link #writtenIn} is. */
    private long unsynced = 1;

    /** The loop's batch that has the last record. */
    private long writtenIn;

    /** Of a head that is durable while {@link #headPlace} may not be. */
    private long olderHeadPlace;

    /** @param group as people know it */
    GroupLog(int group) {
        this.group = group;
    }

    long next() {
        return next;
    }

    /**
     * @param batch that gets the record
     * @param durable the newest batch that is
     */
    long take(long batch, long durable) {
        if (writtenIn <= durable) {
            unsynced = next;
            olderHeadPlace = headPlace;
        }
        writtenIn = batch;
        return next++;
    }

    /** There is a record at this place. */
    void seen(long place) {
        next = Math.max(next, place + 1);
    }

    @Nullable
    RaftMember writer() {
        return writer;
    }

    void writtenBy(RaftMember member) {
        writer = member;
    }

    /** All records up to here are of an earlier generation, and mean nothing any more. */
    void forget() {
        writer = null;
        term = 0;
        votedFor = null;
        headPlace = 0;
        olderHeadPlace = 0;
        entries.clear();
        places.clear();
        first = 1;
        markerIndex = 0;
        markerTerm = 0;
        markerPlace = 0;
        previousMarker = 0;
        flushed = 0;
        sealed = 0;
    }

    void head(int newTerm, @Nullable RaftMember newVote, long place) {
        term = newTerm;
        votedFor = newVote;
        headPlace = place;
    }

    void append(LogEntry entry, long place) {
        if (entry.getIndex() != last() + 1) {
            throw new CorruptStorageException("The log of group " + group + " goes on with entry " + entry.getIndex()
                    + " after " + last() + ". Nothing was changed. Restore the data folder from a copy.");
        }
        entries.add(entry);
        places.addLong(place);
    }

    /** An entry of an earlier start; what lies before a gap is left over from before the log was cut. */
    void replayed(long index, int entryTerm, RaftEntry operation, long place) {
        if (index > last() + 1) {
            entries.clear();
            places.clear();
            first = index;
        }
        append(entry(index, entryTerm, operation), place);
    }

    static LogEntry entry(long index, int term, RaftEntry operation) {
        return new DefaultLogEntryOrBuilder()
                .setIndex(index)
                .setTerm(term)
                .setOperation(operation)
                .build();
    }

    void truncateFrom(long index) {
        int keep = (int) Math.max(0, index - first);
        if (keep < entries.size()) {
            entries.subList(keep, entries.size()).clear();
            cutPlaces(keep);
        }
        // Below what is kept only in a replay, of records from before the log was cut.
        first = Math.min(first, index);
    }

    void marker(long index, int newTerm, long place) {
        LogEntry entry = get(index);
        if (entry != null && entry.getTerm() == newTerm) {
            previousMarker = markerIndex;
        } else {
            // Installed: nothing before it is known to be what was committed.
            dropBefore(index + 1);
            previousMarker = index;
        }
        markerIndex = index;
        markerTerm = newTerm;
        markerPlace = place;
        trim();
    }

    /** Both markers as they stood when they were written again. */
    void markers(long previous, long index, int newTerm, long place) {
        if (last() < index) {
            // Installed, and nothing has come since: entries begin behind it.
            dropBefore(index + 1);
        }
        previousMarker = previous;
        markerIndex = index;
        markerTerm = newTerm;
        markerPlace = place;
        trim();
    }

    /** Of the entries that are kept, about. */
    long bytes() {
        long sum = 0;
        for (LogEntry entry : entries) {
            sum += RECORD_BYTES + ((RaftEntry) entry.getOperation()).length();
        }
        return sum;
    }

    /**
     * Writes again, at the log's end, all that is kept: a group in which little happens would otherwise keep the log of all
     * others from being cut.
     */
    void writeAgain(GroupRecords records) {
        headPlace = records.head(term, votedFor);
        records.truncate(first);
        for (int i = 0; i < entries.size(); i++) {
            places.setLong(i, records.entry(entries.get(i)));
        }
        if (markerIndex > 0) {
            markerPlace = records.markers(previousMarker, markerIndex, markerTerm);
        }
        if (sealed > 0) {
            records.sealed(sealed);
        }
    }

    /** The generation ends with this entry, which is committed. */
    void sealed(long index) {
        sealed = index;
    }

    long sealed() {
        return sealed;
    }

    /** The state has everything up to here for good. */
    void flushed(long index) {
        flushed = Math.max(flushed, index);
        trim();
    }

    /** The entry at the base stays: the one after it is checked against its term. */
    private void trim() {
        dropBefore(Math.min(flushed, previousMarker));
    }

    private void dropBefore(long index) {
        if (index <= first) {
            return;
        }
        int drop = (int) Math.min(entries.size(), index - first);
        entries.subList(0, drop).clear();
        for (int i = drop; i < places.size(); i++) {
            places.setLong(i - drop, places.getLong(i));
        }
        cutPlaces(entries.size());
        first = index;
    }

    private void cutPlaces(int size) {
        while (places.size() > size) {
            places.removeAt(places.size() - 1);
        }
    }

    int term() {
        return term;
    }

    @Nullable
    RaftMember votedFor() {
        return votedFor;
    }

    boolean isFresh() {
        return headPlace == 0;
    }

    long headPlace() {
        return headPlace;
    }

    long last() {
        return first + entries.size() - 1;
    }

    LogEnd end() {
        LogEntry entry = get(last());
        return new LogEnd(last(), entry != null ? entry.getTerm() : last() == markerIndex ? markerTerm : 0);
    }

    long markerIndex() {
        return markerIndex;
    }

    /** The entry, if it is kept. */
    @Nullable
    LogEntry get(long index) {
        long at = index - first;
        return at < 0 || at >= entries.size() ? null : entries.get((int) at);
    }

    /**
     * Reads entries; which of them are committed the caller knows.
     *
     * @param to the last one
     * @return the index after the last one read; -1 if one is not kept
     */
    long read(long from, long to, long bytesMax, EntryVisitor visitor) {
        long bytes = 0;
        long index = from;
        if (from <= to && get(from) == null) {
            return -1;
        }
        for (; index <= to && bytes < bytesMax; index++) {
            LogEntry entry = get(index);
            if (entry == null) {
                return -1;
            }
            RaftEntry operation = (RaftEntry) entry.getOperation();
            visitor.onEntry(index, operation.kind() == RaftEntry.KIND_TERM, operation.view(), 0, operation.length());
            bytes += operation.length();
        }
        return index;
    }

    /** The first place whose record a start needs, {@link #headPlace} aside; {@code next} if none. */
    long neededFrom(long next) {
        long entryPlace = entries.isEmpty() ? next : places.getLong(0);
        return markerIndex == 0 ? entryPlace : Math.min(markerPlace, entryPlace);
    }

    /**
     * The place before which nothing is needed of what is durable, whatever becomes of the records that are not: where the
     * log is full, these wait for what goes by this.
     *
     * @param durable the newest batch that is
     */
    long durablyNeededFrom(long durable) {
        long from = neededFrom(next);
        if (writtenIn <= durable) {
            return Math.min(from, headPlace);
        }
        return from < unsynced ? Math.min(from, olderHeadPlace) : 0;
    }

    /**
     * Where a replica begins whose state has come to {@code applied}: at the marker before the last one if the log since
     * is whole, for a log that begins exactly at its snapshot cannot be matched with the leader's.
     */
    Base base(long applied) {
        long lowest = first == 1 || markerIndex == first - 1 ? first - 1 : first;
        long index = Math.max(lowest, Math.min(previousMarker, applied));
        if (index > applied) {
            throw new CorruptStorageException("The state of group " + group + " ends at entry " + applied
                    + ", its log begins at " + index + ": entries are missing. Nothing was changed. Restore the data"
                    + " folder from a copy.");
        }
        LogEntry at = get(index);
        int baseTerm = index == 0 ? 0 : at != null ? at.getTerm() : markerTerm;
        int from = (int) Math.max(0, index + 1 - first);
        return new Base(index, baseTerm, List.copyOf(entries.subList(Math.min(from, entries.size()), entries.size())));
    }

    /**
     * @param index of the last entry that is not among the entries; 0 for none
     * @param entries all after it
     */
    record Base(long index, int term, List<LogEntry> entries) {}
}
