package dev.carillon.client;

import dev.carillon.protocol.ErrorCode;
import dev.carillon.protocol.FailureReason;
import dev.carillon.protocol.ReceiptKind;
import dev.carillon.protocol.SkipReason;
import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/** Inbox items of one connection on their way to the application (PROTOCOL.md, section 9). */
final class InboxArrivals {
    private final DeviceSession session;
    private final Connection connection;
    private final DeliverStream stream;
    private final AckStream acks;
    private final InboxCursor cursor;
    private final HeadWatch headWatch = new HeadWatch();

    InboxArrivals(DeviceSession session, Connection connection, DeliverStream stream, AckStream acks) {
        this.session = session;
        this.connection = connection;
        this.stream = stream;
        this.acks = acks;
        this.cursor = session.cursor();
    }

    void deliver(
            boolean own,
            boolean receipt,
            int alias,
            DirectBuffer buffer,
            int name,
            int nameLength,
            long install,
            long cseqDelta,
            boolean stamped,
            long stampDeltaMs,
            int payload,
            int payloadLength) {
        long cseq = cseqDelta;
        if (nameLength > 0) {
            stream.define(alias, buffer, name, nameLength, install, cseqDelta);
        } else if (!stream.known(alias)) {
            connection.breach(ErrorCode.BAD_ALIAS, "DELIVER under an alias without a meaning");
            return;
        } else {
            cseq = stream.advanceCseq(alias, cseqDelta);
        }
        if (cseq < 0) {
            connection.breach(ErrorCode.BAD_SEQUENCE, "DELIVER beyond the last sequence there is");
            return;
        }
        if (stamped) {
            stream.stampDelta(stampDeltaMs);
        }
        if (isNew(payloadLength)) {
            byte[] copy = new byte[payloadLength];
            buffer.getBytes(payload, copy);
            handOver(own, receipt, alias, cseq, copy);
        }
    }

    private void handOver(boolean own, boolean receipt, int alias, long cseq, byte[] payload) {
        String peer = stream.name(alias);
        long install = stream.install(alias);
        long seq = stream.position();
        long timeMs = stream.stampMs();
        Deliveries app = session.deliveries();
        if (own) {
            app.own(new OwnMessage(peer, new MessageId(session.user(), install, cseq), seq, timeMs, payload));
        } else {
            app.message(new Message(peer, install, cseq, seq, timeMs, receipt, payload, app.acks()));
        }
    }

    /** The next item of the inbox is here; whether it was within the window, and the application has not had it yet. */
    private boolean isNew(int bytes) {
        long seq = stream.advance(1);
        if (!acks.item(seq, bytes)) {
            connection.breach(ErrorCode.WINDOW_EXCEEDED, "more is under way than the deliver window allows");
            return false;
        }
        return seq > cursor.highest();
    }

    void receipt(
            ReceiptKind kind,
            DirectBuffer buffer,
            int name,
            int nameLength,
            long install,
            long cseq,
            @Nullable FailureReason reason) {
        if (isNew(0)) {
            byte[] peer = new byte[nameLength];
            buffer.getBytes(name, peer);
            String text = new String(peer, StandardCharsets.UTF_8);
            session.deliveries().receipt(new Receipt(kind, text, install, cseq, stream.position(), reason));
        }
    }

    /** The next items are copies of what this device sent, and has. */
    void ownCopies(long count) {
        cursor.pass(stream.advance(count));
    }

    void skip(SkipReason reason, long nextSeq) {
        long from = stream.position() + 1;
        if (nextSeq <= from) {
            connection.breach(ErrorCode.BAD_SEQUENCE, "SKIP to " + nextSeq + ", which is not ahead");
            return;
        }
        stream.advance(nextSeq - from);
        long unseen = Math.max(from, cursor.highest() + 1);
        if (unseen < nextSeq) {
            session.deliveries().skip(new Skip(reason, unseen, nextSeq));
        }
    }

    void pong(int headLow) {
        session.readMarks().confirmed();
        long position = stream.position();
        if (headWatch.stuck(headLow, position, cursor.acked() >= position)) {
            connection.end(Ending.of("the node has messages that it does not deliver"));
        }
    }
}
