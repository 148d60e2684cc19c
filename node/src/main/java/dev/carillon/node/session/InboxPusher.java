package dev.carillon.node.session;

import dev.carillon.node.delivery.InboxItem;
import dev.carillon.node.delivery.Meter;
import dev.carillon.node.delivery.Metric;
import dev.carillon.node.delivery.UserState;
import dev.carillon.protocol.AliasWriter;
import dev.carillon.protocol.FailureReason;
import dev.carillon.protocol.FrameEncoder;
import dev.carillon.protocol.Limits;
import dev.carillon.protocol.ReceiptKind;
import dev.carillon.protocol.SkipReason;
import dev.carillon.storage.QueueVisitor;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Turns inbox items into frames, from a session's position on, as far as its window and the chunk allow (PROTOCOL.md,
 * section 9). One per loop; it knows of a session only during {@link #push}.
 */
final class InboxPusher implements QueueVisitor {
    private final Chunk chunk;
    private final Meter meter;

    // Of this push.
    private @Nullable DeliverCursor cursor;
    private long install;
    private long said;
    private long ownRun;
    private int delivered;
    private int receipts;

    InboxPusher(Chunk chunk, Meter meter) {
        this.chunk = chunk;
        this.meter = meter;
    }

    /** Adds frames for at most {@code itemsMax} items. @return items passed over */
    int push(DeviceSeat seat, DeliverCursor inbox, UserState user, int itemsMax) {
        cursor = inbox;
        install = seat.install();
        said = seat.said();
        skip(inbox, user);
        int items = user.inbox().read(inbox.position() + 1, itemsMax, this);
        endOwnRun();
        meter.add(Metric.MESSAGES_DELIVERED, delivered);
        meter.add(Metric.RECEIPTS_SENT, receipts);
        delivered = 0;
        receipts = 0;
        cursor = null;
        return items;
    }

    /** What is no longer kept was given up, or is this device's own, or this or that device had it. */
    private void skip(DeliverCursor inbox, UserState user) {
        long first = user.inbox().first();
        long next = inbox.position() + 1;
        if (next >= first) {
            return;
        }
        long givenUp = Math.min(first - 1, Math.max(user.expired(), user.purged()));
        if (next <= givenUp) {
            skipTo(inbox, next <= user.expired() ? SkipReason.EXPIRED : SkipReason.PURGED, givenUp + 1);
        } else if (next > said) {
            ownRun = first - next;
            inbox.passOver(first - 1);
            endOwnRun();
        } else {
            skipTo(inbox, SkipReason.ACKED, Math.min(first, said + 1));
        }
        skip(inbox, user);
    }

    private void skipTo(DeliverCursor inbox, SkipReason reason, long nextSeq) {
        chunk.length(FrameEncoder.skip(chunk.buffer(), chunk.length(), reason, nextSeq));
        inbox.passOver(nextSeq - 1);
        meter.add(Metric.SKIPS_SENT, 1);
    }

    @Override
    public boolean onItem(long seq, DirectBuffer b, int item, int length) {
        DeliverCursor to = java.util.Objects.requireNonNull(cursor);
        if (seq != to.position() + 1 || chunk.isFull()) {
            return false;
        }
        int kind = InboxItem.kind(b, item);
        if (kind == InboxItem.OWN && InboxItem.install(b, item) == install) {
            ownRun++;
            to.passOver(seq);
            return true;
        }
        int payload = InboxItem.payload(b, item);
        int payloadLength = kind == InboxItem.RECEIPT ? 0 : item + length - payload;
        if (!to.window().admits(payloadLength)) {
            return false;
        }
        endOwnRun();
        if (kind == InboxItem.RECEIPT) {
            receipt(b, item);
        } else {
            deliver(to, kind == InboxItem.OWN, b, item, payload, payloadLength);
        }
        if (to.delivered(seq, payloadLength)) {
            meter.add(Metric.MESSAGES_CAUGHT_UP, 1);
        }
        return true;
    }

    private void endOwnRun() {
        if (ownRun > 0) {
            chunk.length(FrameEncoder.ownCopy(chunk.buffer(), chunk.length(), ownRun));
            meter.add(Metric.OWN_COPIES_SENT, ownRun);
            ownRun = 0;
        }
    }

    private void receipt(DirectBuffer b, int item) {
        int detail = InboxItem.detail(b, item);
        ReceiptKind kind = java.util.Objects.requireNonNull(ReceiptKind.of(InboxItem.receiptKind(detail)));
        chunk.length(FrameEncoder.receipt(
                chunk.buffer(),
                chunk.length(),
                kind,
                b,
                InboxItem.peer(item),
                InboxItem.peerLength(b, item),
                InboxItem.install(b, item),
                InboxItem.cseq(b, item),
                kind == ReceiptKind.FAILED ? FailureReason.of(InboxItem.receiptReason(detail)) : null));
        receipts++;
    }

    private void deliver(DeliverCursor to, boolean own, DirectBuffer b, int item, int payload, int payloadLength) {
        long from = InboxItem.install(b, item);
        long cseq = InboxItem.cseq(b, item);
        boolean receipt = InboxItem.receiptWanted(b, item);
        int peer = InboxItem.peer(item);
        int peerLength = InboxItem.peerLength(b, item);
        long stampDelta = InboxItem.stampMs(b, item) - to.lastStampMs();
        boolean stamped = Math.abs(stampDelta) >= Limits.STAMP_DRIFT_MS;
        if (stamped) {
            to.lastStampMs(InboxItem.stampMs(b, item));
        }
        AliasWriter aliases = to.aliases();
        int alias = aliases.find(b, peer, peerLength, from);
        int end;
        if (alias == AliasWriter.NONE || cseq <= aliases.last(alias)) {
            alias = aliases.define(b, peer, peerLength, from, cseq);
            end = FrameEncoder.deliverNamed(
                    chunk.buffer(),
                    chunk.length(),
                    own,
                    receipt,
                    alias,
                    b,
                    peer,
                    peerLength,
                    from,
                    cseq,
                    stamped,
                    stampDelta,
                    b,
                    payload,
                    payloadLength);
        } else {
            end = FrameEncoder.deliver(
                    chunk.buffer(),
                    chunk.length(),
                    own,
                    receipt,
                    alias,
                    aliases.advance(alias, cseq),
                    stamped,
                    stampDelta,
                    b,
                    payload,
                    payloadLength);
        }
        chunk.length(end);
        delivered++;
    }
}
