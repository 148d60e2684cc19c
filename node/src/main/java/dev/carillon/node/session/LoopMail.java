package dev.carillon.node.session;

import static java.nio.ByteOrder.BIG_ENDIAN;

import dev.carillon.node.delivery.RelayReceiver;
import dev.carillon.node.runtime.MailKind;
import dev.carillon.protocol.ErrorCode;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/** Reads a loop's mail: what it says goes to a session, a partition, or the shutdown. Runs on the loop. */
final class LoopMail implements RelayReceiver {
    private final LoopSessions sessions;
    private final PartitionSet partitions;
    private final LoopShutdown shutdown;

    LoopMail(LoopSessions sessions, PartitionSet partitions, LoopShutdown shutdown) {
        this.sessions = sessions;
        this.partitions = partitions;
        this.shutdown = shutdown;
    }

    void hear(int kind, DirectBuffer b, int offset, int length) {
        switch (kind) {
            case MailKind.OPEN -> open(b, offset, length);
            case MailKind.FRAMES -> {
                Session session = session(b, offset);
                if (session != null) {
                    session.onFrames(b, offset + Long.BYTES, length - Long.BYTES);
                }
            }
            case MailKind.CLOSED -> {
                Session session = session(b, offset);
                if (session != null) {
                    session.onLinkClosed();
                }
            }
            case MailKind.WRITABLE -> {
                Session session = session(b, offset);
                if (session != null) {
                    session.onWritable(b.getByte(offset + Long.BYTES) == 1);
                }
            }
            case MailKind.RELAY, MailKind.RELAY_ACK -> LocalRelay.hear(kind, b, offset, length, this);
            case MailKind.COMMAND ->
                shutdown.begin(
                        b.getLong(offset, BIG_ENDIAN), b.getLong(offset + Long.BYTES, BIG_ENDIAN), sessions.nowNs());
            default -> {
                // WAKE
            }
        }
    }

    private @Nullable Session session(DirectBuffer b, int offset) {
        return sessions.table().find(b.getLong(offset, BIG_ENDIAN));
    }

    private void open(DirectBuffer b, int offset, int length) {
        long connection = b.getLong(offset, BIG_ENDIAN);
        byte[] user = new byte[b.getByte(offset + Long.BYTES)];
        b.getBytes(offset + 9, user);
        Session session =
                new Session(sessions, partitions.get(sessions.partitions().ofUser(user)), connection, user);
        sessions.table().add(session);
        if (shutdown.isBegun()) {
            session.fail(
                    ErrorCode.SHUTTING_DOWN,
                    "the node is going away",
                    sessions.limits().retryAfterMs());
            return;
        }
        int hello = offset + 9 + user.length;
        session.onFrames(b, hello, offset + length - hello);
    }

    @Override
    public void onRelay(int from, int to, long firstXseq, int count, DirectBuffer items, int offset, int length) {
        partitions.get(to).onRelay(from, firstXseq, count, items, offset, length);
    }

    @Override
    public void onRelayAnswer(int from, int to, long xseq, boolean resend) {
        partitions.get(to).onRelayAnswer(from, xseq, resend, sessions.nowNs());
    }
}
