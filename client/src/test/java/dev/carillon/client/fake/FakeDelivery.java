package dev.carillon.client.fake;

import dev.carillon.protocol.AliasWriter;
import dev.carillon.protocol.FailureReason;
import dev.carillon.protocol.FrameEncoder;
import dev.carillon.protocol.Limits;
import dev.carillon.protocol.ReceiptKind;
import dev.carillon.protocol.SequenceLow;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/** The inbox on its way to one device on one connection (PROTOCOL.md, sections 9 to 11). */
final class FakeDelivery {
    private final FakeNode node;
    private final FakeNode.Device device;
    private final long install;
    private final FakeOut out;
    private final AliasWriter aliases = new AliasWriter();
    /** Sequences of the items under way: own copies and skips need no ack. */
    private final ArrayDeque<Long> unacked = new ArrayDeque<>();

    private long position;
    private long acked;
    private long window;
    private long stampMs;

    FakeDelivery(FakeNode node, FakeNode.Device device, long install, FakeOut out, long lastSeq, long window) {
        this.node = node;
        this.device = device;
        this.install = install;
        this.out = out;
        this.position = lastSeq;
        this.acked = lastSeq;
        this.window = window;
        this.stampMs = node.loop.nowMs();
        device.cursor = Math.max(device.cursor, lastSeq);
    }

    long position() {
        return position;
    }

    void window(long messages) {
        window = messages;
    }

    private boolean mine(FakeNode.Item item) {
        return item.kind() == null && item.own() && item.install() == install;
    }

    /** Passes the own copies of these sends if they are the very next items; whether they are. */
    boolean passOwn(long firstCseq, long lastCseq) {
        long count = lastCseq - firstCseq + 1;
        if (position + count > node.head()) {
            return false;
        }
        for (int i = 0; i < count; i++) {
            FakeNode.Item item = node.inbox.get((int) position + i);
            if (!mine(item) || item.cseq() != firstCseq + i) {
                return false;
            }
        }
        position += count;
        return true;
    }

    /** Sends the inbox from the position on, as the window allows. */
    void push(long settled) {
        while (position < Math.min(node.pushTo, node.head()) && (unacked.size() < window || node.ignoresWindow)) {
            if (position + 1 < node.firstKept) {
                out.end(FrameEncoder.skip(out.buffer(), out.at(), node.skipReason, node.firstKept));
                position = node.firstKept - 1;
                continue;
            }
            FakeNode.Item item = node.inbox.get((int) position);
            if (mine(item) && item.cseq() > settled) {
                return;
            }
            position++;
            write(item);
        }
    }

    private void write(FakeNode.Item item) {
        if (mine(item)) {
            out.end(FrameEncoder.ownCopy(out.buffer(), out.at(), 1));
            return;
        }
        unacked.add(position);
        UnsafeBuffer name = new UnsafeBuffer(item.peer().getBytes(StandardCharsets.UTF_8));
        if (item.kind() == null) {
            message(item, name);
        } else {
            receipt(item.kind(), item, name);
        }
    }

    private void receipt(ReceiptKind kind, FakeNode.Item item, UnsafeBuffer name) {
        FailureReason reason = kind == ReceiptKind.FAILED ? FailureReason.INBOX_FULL : null;
        out.end(FrameEncoder.receipt(
                out.buffer(), out.at(), kind, name, 0, name.capacity(), item.install(), item.cseq(), reason));
    }

    private void message(FakeNode.Item item, UnsafeBuffer name) {
        long drift = item.timeMs() - stampMs;
        boolean stamped = Math.abs(drift) >= Limits.STAMP_DRIFT_MS;
        stampMs += stamped ? drift : 0;
        UnsafeBuffer payload = new UnsafeBuffer(item.payload());
        int length = payload.capacity();
        int alias = aliases.find(name, 0, name.capacity(), item.install());
        if (alias != AliasWriter.NONE && item.cseq() > aliases.last(alias)) {
            long delta = aliases.advance(alias, item.cseq());
            out.end(FrameEncoder.deliver(
                    out.buffer(),
                    out.at(),
                    item.own(),
                    item.receipt(),
                    alias,
                    delta,
                    stamped,
                    drift,
                    payload,
                    0,
                    length));
            return;
        }
        alias = aliases.define(name, 0, name.capacity(), item.install(), item.cseq());
        out.end(FrameEncoder.deliverNamed(
                out.buffer(),
                out.at(),
                item.own(),
                item.receipt(),
                alias,
                name,
                0,
                name.capacity(),
                item.install(),
                item.cseq(),
                stamped,
                drift,
                payload,
                0,
                length));
    }

    /** @return what was wrong with it; null if nothing was */
    @Nullable
    String recvAck(boolean wide, int seqLow) {
        long seq = SequenceLow.nearest(acked, seqLow, wide ? 16 : 8);
        node.frames.add("RECV_ACK " + seq);
        if (seq > position) {
            return "RECV_ACK " + seq + " at position " + position;
        }
        acked = Math.max(acked, seq);
        while (!unacked.isEmpty() && unacked.peek() <= acked) {
            unacked.remove();
        }
        device.cursor = Math.max(device.cursor, acked);
        return null;
    }

    @Override
    public String toString() {
        return "position " + position + ", acked " + acked + " of window " + window;
    }
}
