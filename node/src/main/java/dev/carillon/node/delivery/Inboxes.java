package dev.carillon.node.delivery;

import dev.carillon.protocol.FailureReason;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;

/**
 * Puts items into inboxes and takes them out: quotas, trimming behind the devices' cursors, expiry. Called by apply.
 */
final class Inboxes {
    /** Items given up at a time when a full inbox makes room. */
    private static final int PURGE_STEP = 64;

    private final Receipts receipts;
    private final ExpandableArrayBuffer scratch = new ExpandableArrayBuffer(1024);

    Inboxes(Receipts receipts) {
        this.receipts = receipts;
    }

    /**
     * The own copy of a send; {@code to} is the recipient with its length byte.
     *
     * @return its inbox sequence
     */
    long own(
            UserState user,
            DeviceState device,
            long cseq,
            long stampMs,
            int detail,
            InboxLimits limits,
            DirectBuffer b,
            int to,
            int payload,
            int payloadLength) {
        long seq = user.inbox.next();
        boolean contiguous = device.cursor == seq - 1;
        if (contiguous && user.devices.length == 1) {
            // Nobody will ever fetch it: the sequence is taken, the bytes are not kept.
            user.inbox.append(scratch, 0, 0);
        } else {
            makeRoom(user, limits, payloadLength);
            int at = InboxItem.put(scratch, 0, InboxItem.OWN, detail, user.bytesIn, device.install, cseq, stampMs);
            at = Bytes.copyName(scratch, at, b, to);
            scratch.putBytes(at, b, payload, payloadLength);
            append(user, stampMs, at + payloadLength);
            device.lastOwn = seq;
        }
        if (contiguous) {
            device.cursor = seq;
            user.delivered = Math.max(user.delivered, seq);
            trimAcked(user);
        }
        return seq;
    }

    /** The device needs no own copies: its cursor passes those right behind it (PROTOCOL.md, section 9.2). */
    void passOwn(UserState user, DeviceState device) {
        if (device.lastOwn <= device.cursor) {
            return;
        }
        user.inbox.read(device.cursor + 1, Integer.MAX_VALUE, (seq, b, item, length) -> {
            boolean own = seq == device.cursor + 1
                    && InboxItem.kind(b, item) == InboxItem.OWN
                    && InboxItem.install(b, item) == device.install;
            if (own) {
                device.cursor = seq;
            }
            return own;
        });
        user.delivered = Math.max(user.delivered, device.cursor);
    }

    /** A message or receipt from another partition, as an outbox item. */
    void relayed(UserState user, InboxLimits limits, long stampMs, DirectBuffer b, int item, int length) {
        int kind = OutboxItem.kind(b, item);
        int detail = OutboxItem.detail(b, item);
        int peer = OutboxItem.peer(b, item);
        int rest = item + length - peer;
        if (kind == InboxItem.MESSAGE && !makeRoom(user, limits, rest)) {
            receipts.failed(
                    user.name,
                    Bytes.getName(b, peer),
                    OutboxItem.install(b, item),
                    OutboxItem.cseq(b, item),
                    FailureReason.INBOX_FULL,
                    stampMs);
            return;
        }
        if (kind == InboxItem.MESSAGE && detail == InboxItem.RECEIPT_WANTED) {
            user.newestReceipt = user.inbox.next();
        }
        int at = InboxItem.put(
                scratch,
                0,
                kind,
                detail,
                user.bytesIn,
                OutboxItem.install(b, item),
                OutboxItem.cseq(b, item),
                OutboxItem.stampMs(b, item));
        scratch.putBytes(at, b, peer, rest);
        append(user, OutboxItem.stampMs(b, item), at + rest);
    }

    private void append(UserState user, long itemStampMs, int length) {
        if (user.inbox.first() == user.inbox.next()) {
            user.firstStampMs = itemStampMs;
        }
        user.bytesIn += length;
        user.inbox.append(scratch, 0, length);
    }

    /**
     * Gives up what at least one device has, for the sake of what none has. @return whether there is room for another
     * item
     */
    private boolean makeRoom(UserState user, InboxLimits limits, int length) {
        while (!fits(user, limits, length)) {
            long toSeq = Math.min(user.delivered + 1, user.inbox.first() + PURGE_STEP);
            if (toSeq <= user.inbox.first()) {
                return false;
            }
            user.purged = toSeq - 1;
            giveUp(user, toSeq);
        }
        return true;
    }

    private static boolean fits(UserState user, InboxLimits limits, int length) {
        return user.inbox.next() - user.inbox.first() < limits.messages()
                && user.bytesIn - user.bytesOut + length <= limits.bytes();
    }

    /** Removes what every device has. */
    void trimAcked(UserState user) {
        trim(user, user.lowestCursor() + 1);
    }

    /** Removes what is too old: messages that no device ever took fail. @param toSeq the first that stays */
    void expire(UserState user, long toSeq, long stampMs) {
        long end = Math.min(toSeq, user.inbox.next());
        if (end <= user.inbox.first()) {
            return;
        }
        user.inbox.read(Math.max(user.inbox.first(), user.delivered + 1), Integer.MAX_VALUE, (seq, b, item, length) -> {
            if (seq >= end) {
                return false;
            }
            if (InboxItem.kind(b, item) == InboxItem.MESSAGE && !receipts.wasRead(user, seq, b, item)) {
                receipts.failed(
                        user.name,
                        Bytes.getName(b, InboxItem.peerName(item)),
                        InboxItem.install(b, item),
                        InboxItem.cseq(b, item),
                        FailureReason.EXPIRED,
                        stampMs);
            }
            return true;
        });
        receipts.givenUp(user, end - 1);
        user.expired = end - 1;
        user.delivered = Math.max(user.delivered, end - 1);
        giveUp(user, end);
    }

    /** No device will ever be given what is below {@code toSeq}. */
    private void giveUp(UserState user, long toSeq) {
        for (DeviceState device : user.devices) {
            if (device.cursor < toSeq - 1) {
                device.cursor = toSeq - 1;
                passOwn(user, device);
            }
        }
        trim(user, toSeq);
        trimAcked(user);
    }

    private static void trim(UserState user, long toSeq) {
        if (toSeq <= user.inbox.first()) {
            return;
        }
        if (toSeq == user.inbox.next()) {
            user.bytesOut = user.bytesIn;
        } else {
            user.inbox.read(toSeq, 1, (seq, b, item, length) -> {
                user.bytesOut = InboxItem.bytesBefore(b, item);
                user.firstStampMs = InboxItem.stampMs(b, item);
                return true;
            });
        }
        user.inbox.trim(toSeq);
    }
}
