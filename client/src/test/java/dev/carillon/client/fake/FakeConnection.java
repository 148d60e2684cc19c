package dev.carillon.client.fake;

import dev.carillon.protocol.AliasReader;
import dev.carillon.protocol.AliasWriter;
import dev.carillon.protocol.ClientFrameDecoder;
import dev.carillon.protocol.ClientFrames;
import dev.carillon.protocol.ErrorCode;
import dev.carillon.protocol.FailureReason;
import dev.carillon.protocol.FrameEncoder;
import dev.carillon.protocol.Limits;
import dev.carillon.protocol.ReceiptKind;
import dev.carillon.protocol.RefusalCode;
import dev.carillon.protocol.SequenceLow;
import dev.carillon.protocol.Tlv;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/** The node's side of one connection (PROTOCOL.md, sections 7 to 11). */
public final class FakeConnection implements ClientFrames {
    private final FakeNode node;
    private final FakeNetwork.Pipe pipe;
    private final MutableDirectBuffer out = new UnsafeBuffer(new byte[4 << 20]);
    private final AliasReader sendAliases = new AliasReader();
    private final AliasWriter deliverAliases = new AliasWriter();
    private byte[] rest = new byte[0];
    private int at;
    private FakeNode.@Nullable Device device;
    private long install;
    private long lastCseq;
    private long position;
    private long recvAcked;
    /** Sequences of the items under way: own copies and skips need no ack. */
    private final ArrayDeque<Long> unacked = new ArrayDeque<>();

    private long settled;
    private boolean ackDue;
    private long refusedFrom = -1;
    private long stampMs;
    private long deliverWindow;
    private boolean leaving;

    FakeConnection(FakeNode node, FakeNetwork.Pipe pipe) {
        this.node = node;
        this.pipe = pipe;
    }

    void bytes(byte[] more) {
        byte[] all = Arrays.copyOf(rest, rest.length + more.length);
        System.arraycopy(more, 0, all, rest.length, more.length);
        UnsafeBuffer buffer = new UnsafeBuffer(all);
        int offset = 0;
        while (offset < all.length && pipe.isOpen()) {
            int max = device == null ? Limits.FRAME_MAX_BEFORE_WELCOME : Limits.FRAME_MAX;
            int consumed = ClientFrameDecoder.decode(buffer, offset, all.length, max, this);
            if (consumed <= 0) {
                break;
            }
            offset += consumed;
        }
        rest = Arrays.copyOfRange(all, offset, all.length);
        push();
        flush();
    }

    /** What the node wants to say of its own accord: encode with {@link #buffer} and {@link #offset}. */
    public MutableDirectBuffer buffer() {
        return out;
    }

    public int offset() {
        return at;
    }

    public void end(int offset) {
        at = offset;
    }

    public void flush() {
        if (node.silent) {
            return;
        }
        ack();
        if (at > 0) {
            byte[] bytes = new byte[at];
            out.getBytes(0, bytes);
            at = 0;
            pipe.toClient(bytes);
        }
    }

    public void error(ErrorCode code, long retryAfterMs) {
        at = FrameEncoder.error(out, at, code.code(), retryAfterMs, "scripted".getBytes(StandardCharsets.UTF_8));
        flush();
        closeSoon();
    }

    public void goodbye(ErrorCode code, long afterMs, long jitterMs) {
        leaving = true;
        at = FrameEncoder.goodbye(out, at, code.code(), afterMs, jitterMs);
        flush();
        closeSoon();
    }

    private void closeSoon() {
        node.loop.schedule(() -> pipe.cut(null), 5);
        forget();
    }

    private void forget() {
        if (device != null && device.connection == this) {
            device.connection = null;
        }
    }

    private void complain(String what) {
        node.complaints.add(what);
        error(ErrorCode.BAD_SEQUENCE, 0);
    }

    @Override
    public void onHello(
            int version,
            boolean enrol,
            DirectBuffer buffer,
            int token,
            int tokenLength,
            long install,
            long lastSeq,
            long nextCseq,
            int tlvs,
            int tlvsLength) {
        node.hellos.add((enrol ? "enrol " : "") + "install=" + Long.toHexString(install) + " lastSeq=" + lastSeq
                + " nextCseq=" + nextCseq);
        this.install = install;
        if (node.helloError != 0) {
            at = FrameEncoder.error(out, at, node.helloError, node.helloErrorRetryAfterMs, new byte[0]);
            flush();
            closeSoon();
            return;
        }
        FakeNode.Device known = node.devices.get(install);
        if (known == null && !enrol) {
            error(ErrorCode.NOT_ENROLLED, 0);
            return;
        }
        boolean enrolled = known == null;
        FakeNode.Device mine = known == null ? new FakeNode.Device() : known;
        node.devices.put(install, mine);
        if (lastSeq > node.head()) {
            error(ErrorCode.SEQ_AHEAD, 0);
            return;
        }
        if (mine.connection != null) {
            mine.connection.error(ErrorCode.REPLACED, 0);
        }
        device = mine;
        mine.connection = this;
        lastCseq = nextCseq - 1;
        position = lastSeq;
        recvAcked = lastSeq;
        mine.cursor = Math.max(mine.cursor, lastSeq);
        deliverWindow = Tlv.windowMessages(buffer, tlvs, tlvsLength);
        stampMs = node.loop.nowMs();
        settled = ackedCseq(mine, nextCseq);
        UnsafeBuffer window = new UnsafeBuffer(new byte[Tlv.NUMBERS_LENGTH_MAX]);
        int length = Tlv.putWindow(window, 0, node.windowMessages, node.windowBytes);
        at = FrameEncoder.welcome(
                out, at, enrolled, node.head(), settled + node.ackedCseqBonus, stampMs, window, 0, length);
    }

    private static long ackedCseq(FakeNode.Device device, long nextCseq) {
        Long refused = device.refused.ceilingKey(nextCseq);
        return refused == null ? device.highWater : Math.min(device.highWater, refused - 1);
    }

    @Override
    public void onSend(
            boolean wide,
            int cseqLow,
            boolean receipt,
            int alias,
            DirectBuffer buffer,
            int name,
            int nameLength,
            int payload,
            int payloadLength) {
        FakeNode.Device from = device;
        if (from == null || leaving) {
            return;
        }
        long cseq = SequenceLow.nearest(wide ? lastCseq : lastCseq + 1, cseqLow, wide ? 16 : 8);
        if (!wide && cseq != lastCseq + 1) {
            complain("SEND " + cseqLow + " after " + lastCseq);
            return;
        }
        lastCseq = cseq;
        if (nameLength > 0) {
            sendAliases.define(alias, buffer, name, nameLength, 0, 0);
        } else if (!sendAliases.known(alias)) {
            complain("SEND under unknown alias " + alias);
            return;
        }
        if (refusedFrom >= 0 && !(wide && cseq == refusedFrom)) {
            return;
        }
        refusedFrom = -1;
        byte[] bytes = new byte[payloadLength];
        buffer.getBytes(payload, bytes);
        String to = new String(sendAliases.name(alias), StandardCharsets.UTF_8);
        node.frames.add("SEND " + cseq + " " + new String(bytes, StandardCharsets.UTF_8));
        judge(from, new FakeNode.Item(null, true, receipt, to, install, cseq, bytes, node.loop.nowMs()));
    }

    private void judge(FakeNode.Device from, FakeNode.Item item) {
        if (item.cseq() <= from.highWater) {
            again(from, item.cseq());
        } else if (item.cseq() > from.highWater + 1) {
            refuse(RefusalCode.CSEQ_GAP, from.highWater + 1);
        } else {
            RefusalCode verdict = node.verdict.apply(item);
            if (verdict == null) {
                from.highWater = item.cseq();
                node.stored.add(item.peer() + ":" + item.text());
                node.storedIds.add(Long.toHexString(install) + "/" + item.cseq());
                node.add(item);
                acked(item.cseq());
            } else if (verdict.code() < 128) {
                from.highWater = item.cseq();
                from.refused.put(item.cseq(), verdict);
                ackNow();
                refuse(verdict, item.cseq());
                settled = item.cseq();
            } else {
                refuse(verdict, item.cseq());
            }
        }
    }

    /** A message that was settled before gets the same answer again. */
    private void again(FakeNode.Device from, long cseq) {
        RefusalCode refused = from.refused.get(cseq);
        if (cseq <= settled) {
            return;
        }
        if (refused != null) {
            ackNow();
            refuse(refused, cseq);
            settled = cseq;
        } else {
            plainAckTo = cseq;
        }
    }

    private long ackTo;
    private long plainAckTo;

    private void acked(long cseq) {
        ackTo = cseq;
        ackDue = true;
    }

    /** Everything newly stored on this connection; IN_ORDER if its copies come next in the inbox. */
    private void ack() {
        if (!node.ackless) {
            ackNow();
        }
    }

    private void ackNow() {
        if (plainAckTo > settled) {
            at = FrameEncoder.sendAck(out, at, false, plainAckTo);
            settled = plainAckTo;
        }
        if (!ackDue || ackTo <= settled) {
            return;
        }
        ackDue = false;
        long count = ackTo - settled;
        boolean next = node.inOrder && position + count <= node.head();
        for (long i = 1; i <= count && next; i++) {
            FakeNode.Item item = node.inbox.get((int) (position + i - 1));
            next = item.own() && item.install() == install && item.cseq() == settled + i;
        }
        at = FrameEncoder.sendAck(out, at, next, ackTo);
        if (next) {
            position += count;
        }
        settled = ackTo;
    }

    private void refuse(RefusalCode code, long cseq) {
        at = FrameEncoder.sendRefused(out, at, code, cseq, code == RefusalCode.CSEQ_GAP ? 0 : node.retryAfterMs);
        if (code.code() >= 128) {
            refusedFrom = cseq;
        }
    }

    /** Sends the inbox from the position on, as the window allows. */
    void push() {
        FakeNode.Device to = device;
        if (to == null || node.silent) {
            return;
        }
        ack();
        while (position < Math.min(node.pushTo, node.head()) && unacked.size() < deliverWindow) {
            if (position + 1 < node.firstKept) {
                at = FrameEncoder.skip(out, at, node.skipReason, node.firstKept);
                position = node.firstKept - 1;
                continue;
            }
            FakeNode.Item item = node.inbox.get((int) position);
            if (item.own() && item.install() == install && item.cseq() > settled) {
                break;
            }
            position++;
            write(item);
        }
        if (at > 0) {
            flushOnly();
        }
    }

    private void flushOnly() {
        byte[] bytes = new byte[at];
        out.getBytes(0, bytes);
        at = 0;
        pipe.toClient(bytes);
    }

    private void write(FakeNode.Item item) {
        byte[] name = item.peer().getBytes(StandardCharsets.UTF_8);
        UnsafeBuffer nameBuffer = new UnsafeBuffer(name);
        if (item.kind() != null || !item.own() || item.install() != install) {
            unacked.add(position);
        }
        if (item.kind() != null) {
            FailureReason reason = item.kind() == ReceiptKind.FAILED ? FailureReason.INBOX_FULL : null;
            at = FrameEncoder.receipt(
                    out, at, item.kind(), nameBuffer, 0, name.length, item.install(), item.cseq(), reason);
            return;
        }
        if (item.own() && item.install() == install) {
            at = FrameEncoder.ownCopy(out, at, 1);
            return;
        }
        long drift = item.timeMs() - stampMs;
        boolean stamped = Math.abs(drift) >= Limits.STAMP_DRIFT_MS;
        stampMs += stamped ? drift : 0;
        UnsafeBuffer payload = new UnsafeBuffer(item.payload());
        int alias = deliverAliases.find(nameBuffer, 0, name.length, item.install());
        if (alias == AliasWriter.NONE || item.cseq() <= deliverAliases.last(alias)) {
            alias = deliverAliases.define(nameBuffer, 0, name.length, item.install(), item.cseq());
            at = FrameEncoder.deliverNamed(
                    out,
                    at,
                    item.own(),
                    item.receipt(),
                    alias,
                    nameBuffer,
                    0,
                    name.length,
                    item.install(),
                    item.cseq(),
                    stamped,
                    drift,
                    payload,
                    0,
                    item.payload().length);
        } else {
            long delta = deliverAliases.advance(alias, item.cseq());
            at = FrameEncoder.deliver(
                    out,
                    at,
                    item.own(),
                    item.receipt(),
                    alias,
                    delta,
                    stamped,
                    drift,
                    payload,
                    0,
                    item.payload().length);
        }
    }

    @Override
    public void onRecvAck(boolean wide, int seqLow) {
        long seq = SequenceLow.nearest(recvAcked, seqLow, wide ? 16 : 8);
        node.frames.add("RECV_ACK " + seq);
        if (seq > position) {
            complain("RECV_ACK " + seq + " at position " + position);
        } else if (seq > recvAcked && device != null) {
            recvAcked = seq;
            while (!unacked.isEmpty() && unacked.peek() <= seq) {
                unacked.remove();
            }
            device.cursor = Math.max(device.cursor, seq);
        }
    }

    @Override
    public void onRead(long seq) {
        if (seq > position) {
            complain("READ " + seq + " at position " + position);
        }
        node.reads.add(seq);
    }

    @Override
    public void onPing(int seqLow) {
        node.frames.add("PING");
        at = FrameEncoder.pong(out, at, node.head());
    }

    @Override
    public void onCredit(long messages, long bytes) {
        deliverWindow = messages;
    }

    @Override
    public void onGoodbye(int code, long reconnectAfterMs, long jitterMs) {
        node.frames.add("GOODBYE");
        forget();
    }

    @Override
    public void onError(int code, long retryAfterMs, DirectBuffer buffer, int text, int textLength) {
        byte[] utf8 = new byte[textLength];
        buffer.getBytes(text, utf8);
        node.complaints.add("client says " + ErrorCode.of(code) + ": " + new String(utf8, StandardCharsets.UTF_8));
        forget();
    }

    @Override
    public void onMalformed(ErrorCode reason, String detail) {
        complain(reason + ": " + detail);
    }

    @Override
    public String toString() {
        return "position " + position + ", acked " + recvAcked + " of window " + deliverWindow + ", settled " + settled
                + ", last cseq " + lastCseq + (refusedFrom < 0 ? "" : ", waits for " + refusedFrom);
    }
}
