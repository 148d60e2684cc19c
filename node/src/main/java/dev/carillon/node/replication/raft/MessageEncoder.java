package dev.carillon.node.replication.raft;

import static dev.carillon.node.replication.raft.MessageFormat.LE;

import io.microraft.model.log.LogEntry;
import io.microraft.model.message.AppendEntriesFailureResponse;
import io.microraft.model.message.AppendEntriesRequest;
import io.microraft.model.message.AppendEntriesSuccessResponse;
import io.microraft.model.message.InstallSnapshotRequest;
import io.microraft.model.message.PreVoteRequest;
import io.microraft.model.message.PreVoteResponse;
import io.microraft.model.message.RaftMessage;
import io.microraft.model.message.TriggerLeaderElectionRequest;
import io.microraft.model.message.VoteRequest;
import io.microraft.model.message.VoteResponse;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;

/** Writes the engine's messages as {@link MessageFormat} says, into one buffer that is used again. Runs on the loop. */
final class MessageEncoder {
    /** Bytes of entries in one message, unless the first one alone is longer. */
    static final int APPEND_BYTES_MAX = 512 * 1024;

    private static final int ENTRY_HEADER = 9;

    private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(4096);
    private int at;

    /** What was encoded last; valid until the next call. */
    DirectBuffer buffer() {
        return buffer;
    }

    /** @return the length */
    int encode(int group, RaftMember target, RaftMessage message) {
        RaftMember sender = (RaftMember) message.getSender();
        at = 0;
        putByte(MessageFormat.VERSION);
        putByte(type(message));
        putInt(group);
        putLong(sender.generation());
        putInt(sender.node());
        putLong(sender.incarnation());
        putInt(target.node());
        putLong(target.incarnation());
        putInt(message.getTerm());
        body(message);
        return at;
    }

    private static int type(RaftMessage message) {
        if (message instanceof AppendEntriesRequest) {
            return MessageFormat.APPEND;
        } else if (message instanceof AppendEntriesSuccessResponse) {
            return MessageFormat.APPENDED;
        } else if (message instanceof AppendEntriesFailureResponse) {
            return MessageFormat.NOT_APPENDED;
        } else if (message instanceof InstallSnapshotRequest) {
            return MessageFormat.SNAPSHOT;
        } else if (message instanceof PreVoteRequest) {
            return MessageFormat.PRE_VOTE;
        } else if (message instanceof VoteRequest) {
            return MessageFormat.VOTE;
        } else if (message instanceof PreVoteResponse) {
            return MessageFormat.PRE_VOTED;
        } else if (message instanceof VoteResponse) {
            return MessageFormat.VOTED;
        } else if (message instanceof TriggerLeaderElectionRequest) {
            return MessageFormat.TAKE_OVER;
        }
        throw new IllegalArgumentException("No such message: " + message);
    }

    private void body(RaftMessage message) {
        if (message instanceof AppendEntriesRequest m) {
            append(m);
        } else if (message instanceof AppendEntriesSuccessResponse m) {
            numbers(m.getLastLogIndex(), m.getQuerySequenceNumber(), m.getFlowControlSequenceNumber());
        } else if (message instanceof AppendEntriesFailureResponse m) {
            numbers(m.getExpectedNextIndex(), m.getQuerySequenceNumber(), m.getFlowControlSequenceNumber());
        } else if (message instanceof InstallSnapshotRequest m) {
            putInt(m.getSnapshotTerm());
            numbers(m.getSnapshotIndex(), m.getQuerySequenceNumber(), m.getFlowControlSequenceNumber());
        } else if (message instanceof PreVoteRequest m) {
            last(m.getLastLogTerm(), m.getLastLogIndex());
        } else if (message instanceof VoteRequest m) {
            last(m.getLastLogTerm(), m.getLastLogIndex());
            putByte(m.isSticky() ? 1 : 0);
        } else if (message instanceof PreVoteResponse m) {
            putByte(m.isGranted() ? 1 : 0);
        } else if (message instanceof VoteResponse m) {
            putByte(m.isGranted() ? 1 : 0);
        } else if (message instanceof TriggerLeaderElectionRequest m) {
            last(m.getLastLogTerm(), m.getLastLogIndex());
        }
    }

    private void append(AppendEntriesRequest message) {
        putInt(message.getPreviousLogTerm());
        numbers(message.getPreviousLogIndex(), message.getCommitIndex(), message.getQuerySequenceNumber());
        putLong(message.getFlowControlSequenceNumber());
        List<LogEntry> entries = message.getLogEntries();
        int count = fitting(entries);
        putInt(count);
        for (int i = 0; i < count; i++) {
            LogEntry entry = entries.get(i);
            RaftEntry operation = (RaftEntry) entry.getOperation();
            putInt(entry.getTerm());
            putByte(operation.kind());
            putInt(operation.length());
            buffer.putBytes(at, operation.bytes());
            at += operation.length();
        }
    }

    /** The engine counts entries, links count bytes. What does not fit now is asked for by the answer to what does. */
    private static int fitting(List<LogEntry> entries) {
        long bytes = 0;
        for (int i = 0; i < entries.size(); i++) {
            bytes += ENTRY_HEADER + ((RaftEntry) entries.get(i).getOperation()).length();
            if (bytes > APPEND_BYTES_MAX && i > 0) {
                return i;
            }
        }
        return entries.size();
    }

    private void numbers(long first, long second, long third) {
        putLong(first);
        putLong(second);
        putLong(third);
    }

    private void last(int term, long index) {
        putInt(term);
        putLong(index);
    }

    private void putByte(int value) {
        buffer.putByte(at++, (byte) value);
    }

    private void putInt(int value) {
        buffer.putInt(at, value, LE);
        at += 4;
    }

    private void putLong(long value) {
        buffer.putLong(at, value, LE);
        at += 8;
    }
}
