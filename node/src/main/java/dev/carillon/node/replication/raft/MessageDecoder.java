package dev.carillon.node.replication.raft;

import static dev.carillon.node.replication.raft.MessageFormat.LE;

import io.microraft.model.RaftModelFactory;
import io.microraft.model.log.LogEntry;
import io.microraft.model.message.RaftMessage;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads messages for one replica. Whatever the bytes are, the answer is a message that a member may have written or a
 * {@link Refusal}; never an exception. Runs on the loop.
 */
final class MessageDecoder {
    private static final int ENTRIES_MAX = 1 << 16;

    private final RaftModelFactory models;
    private final Memberships memberships;
    private final UnsafeBuffer buffer = new UnsafeBuffer(0, 0);
    private int at;
    private @Nullable Refusal refusal;

    MessageDecoder(RaftModelFactory models, RaftGroup group, RaftMember self) {
        this.models = models;
        this.memberships = new Memberships(group, self);
    }

    /** The number in the log of the group that the message names, or -1 if it names none. */
    static int logNumber(DirectBuffer bytes, int offset, int length) {
        if (length < MessageFormat.HEADER) {
            return -1;
        }
        return RaftGroup.logNumber(
                bytes.getInt(offset + MessageFormat.GROUP, LE), bytes.getLong(offset + MessageFormat.GENERATION, LE));
    }

    /** Why the last call returned null. */
    Refusal refusal() {
        return refusal == null ? Refusal.BAD_VALUE : refusal;
    }

    @Nullable
    RaftMessage decode(DirectBuffer bytes, int offset, int length) {
        buffer.wrap(bytes, offset, length);
        refusal = length < MessageFormat.HEADER
                ? Refusal.TRUNCATED
                : buffer.getByte(0) != MessageFormat.VERSION ? Refusal.UNKNOWN_VERSION : memberships.check(buffer);
        if (refusal != null) {
            return null;
        }
        at = MessageFormat.TERM;
        int term = getInt();
        RaftMember sender = memberships.sender();
        int type = buffer.getByte(MessageFormat.TYPE);
        RaftMessage message = switch (type) {
            case MessageFormat.APPEND -> append(sender, term);
            case MessageFormat.APPENDED ->
                models.createAppendEntriesSuccessResponseBuilder()
                        .setGroupId(memberships.groupId())
                        .setSender(sender)
                        .setTerm(term)
                        .setLastLogIndex(getLong())
                        .setQuerySequenceNumber(getLong())
                        .setFlowControlSequenceNumber(getLong())
                        .build();
            case MessageFormat.NOT_APPENDED ->
                models.createAppendEntriesFailureResponseBuilder()
                        .setGroupId(memberships.groupId())
                        .setSender(sender)
                        .setTerm(term)
                        .setExpectedNextIndex(getLong())
                        .setQuerySequenceNumber(getLong())
                        .setFlowControlSequenceNumber(getLong())
                        .build();
            case MessageFormat.SNAPSHOT -> snapshot(sender, term);
            case MessageFormat.PRE_VOTE ->
                models.createPreVoteRequestBuilder()
                        .setGroupId(memberships.groupId())
                        .setSender(sender)
                        .setTerm(term)
                        .setLastLogTerm(getInt())
                        .setLastLogIndex(getLong())
                        .build();
            case MessageFormat.VOTE ->
                models.createVoteRequestBuilder()
                        .setGroupId(memberships.groupId())
                        .setSender(sender)
                        .setTerm(term)
                        .setLastLogTerm(getInt())
                        .setLastLogIndex(getLong())
                        .setSticky(getFlag())
                        .build();
            case MessageFormat.PRE_VOTED ->
                models.createPreVoteResponseBuilder()
                        .setGroupId(memberships.groupId())
                        .setSender(sender)
                        .setTerm(term)
                        .setGranted(getFlag())
                        .build();
            case MessageFormat.VOTED ->
                models.createVoteResponseBuilder()
                        .setGroupId(memberships.groupId())
                        .setSender(sender)
                        .setTerm(term)
                        .setGranted(getFlag())
                        .build();
            case MessageFormat.TAKE_OVER ->
                models.createTriggerLeaderElectionRequestBuilder()
                        .setGroupId(memberships.groupId())
                        .setSender(sender)
                        .setTerm(term)
                        .setLastLogTerm(getInt())
                        .setLastLogIndex(getLong())
                        .build();
            default -> {
                refuse(Refusal.UNKNOWN_TYPE);
                yield null;
            }
        };
        if (refusal == null && at < length) {
            refuse(Refusal.TRAILING_BYTES);
        }
        return refusal == null ? message : null;
    }

    private @Nullable RaftMessage append(RaftMember sender, int term) {
        int previousTerm = getInt();
        long previousIndex = getLong();
        long commit = getLong();
        long query = getLong();
        long flow = getLong();
        int count = getInt();
        if (refusal != null || count > ENTRIES_MAX || previousTerm > term || previousIndex > Long.MAX_VALUE / 2) {
            refuse(Refusal.BAD_VALUE);
            return null;
        }
        if ((long) count * MessageFormat.ENTRY > buffer.capacity() - at) {
            refuse(Refusal.TRUNCATED);
            return null;
        }
        List<LogEntry> entries = new ArrayList<>(count);
        int lastTerm = previousTerm;
        for (int i = 0; i < count && refusal == null; i++) {
            LogEntry entry = entry(previousIndex + 1 + i);
            if (entry == null || entry.getTerm() < lastTerm || entry.getTerm() > term) {
                refuse(Refusal.BAD_VALUE);
                return null;
            }
            lastTerm = entry.getTerm();
            entries.add(entry);
        }
        return models.createAppendEntriesRequestBuilder()
                .setGroupId(memberships.groupId())
                .setSender(sender)
                .setTerm(term)
                .setPreviousLogTerm(previousTerm)
                .setPreviousLogIndex(previousIndex)
                .setCommitIndex(commit)
                .setLogEntries(entries)
                .setQuerySequenceNumber(query)
                .setFlowControlSequenceNumber(flow)
                .build();
    }

    private @Nullable LogEntry entry(long index) {
        int term = getInt();
        int kind = getByte();
        int length = getInt();
        if (refusal != null) {
            return null;
        }
        if (kind != RaftEntry.KIND_DATA && (kind != RaftEntry.KIND_TERM || length != 0)) {
            refuse(Refusal.BAD_VALUE);
            return null;
        }
        if (length > buffer.capacity() - at) {
            refuse(Refusal.TRUNCATED);
            return null;
        }
        RaftEntry operation =
                kind == RaftEntry.KIND_TERM ? RaftEntry.termStart() : RaftEntry.copyOf(kind, buffer, at, length);
        at += length;
        return GroupLog.entry(index, term, operation);
    }

    private @Nullable RaftMessage snapshot(RaftMember sender, int term) {
        int snapshotTerm = getInt();
        long index = getLong();
        long query = getLong();
        long flow = getLong();
        if (refusal != null) {
            return null;
        }
        if (index == 0 || snapshotTerm == 0 || snapshotTerm > term) {
            refuse(Refusal.BAD_VALUE);
            return null;
        }
        return memberships.snapshot(models, sender, term, snapshotTerm, index, query, flow);
    }

    private void refuse(Refusal reason) {
        if (refusal == null) {
            refusal = reason;
        }
    }

    private boolean has(int bytes) {
        if (refusal == null && buffer.capacity() - at < bytes) {
            refuse(Refusal.TRUNCATED);
        }
        return refusal == null;
    }

    private int getByte() {
        return has(1) ? buffer.getByte(at++) : 0;
    }

    private boolean getFlag() {
        int value = getByte();
        if (value != 0 && value != 1) {
            refuse(Refusal.BAD_VALUE);
        }
        return value == 1;
    }

    /** All numbers of the engine are positive or zero. */
    private int getInt() {
        int value = has(4) ? buffer.getInt(at, LE) : 0;
        at += 4;
        if (value < 0) {
            refuse(Refusal.BAD_VALUE);
        }
        return Math.max(0, value);
    }

    private long getLong() {
        long value = has(8) ? buffer.getLong(at, LE) : 0;
        at += 8;
        if (value < 0) {
            refuse(Refusal.BAD_VALUE);
        }
        return Math.max(0, value);
    }
}
