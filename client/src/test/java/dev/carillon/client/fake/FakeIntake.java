package dev.carillon.client.fake;

import dev.carillon.protocol.AliasReader;
import dev.carillon.protocol.FrameEncoder;
import dev.carillon.protocol.RefusalCode;
import dev.carillon.protocol.SequenceLow;
import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/** What a device sends on one connection, and the node's answers (PROTOCOL.md, section 8). */
final class FakeIntake {
    private final FakeNode node;
    private final FakeNode.Device device;
    private final long install;
    private final FakeOut out;
    private final FakeDelivery delivery;
    private final AliasReader aliases = new AliasReader();
    private long lastCseq;
    private long settled;
    private long ackTo;
    private long plainAckTo;
    private long refusedFrom = -1;

    FakeIntake(FakeNode node, FakeNode.Device device, long install, FakeOut out, FakeDelivery delivery, long nextCseq) {
        this.node = node;
        this.device = device;
        this.install = install;
        this.out = out;
        this.delivery = delivery;
        this.lastCseq = nextCseq - 1;
        Long refused = device.refused.ceilingKey(nextCseq);
        this.settled = refused == null ? device.highWater : Math.min(device.highWater, refused - 1);
    }

    /** What this device has heard of as settled; at first what WELCOME says. */
    long settled() {
        return settled;
    }

    /** @return what was wrong with it; null if nothing was */
    @Nullable
    String send(
            boolean wide,
            int cseqLow,
            boolean receipt,
            int alias,
            DirectBuffer buffer,
            int name,
            int nameLength,
            int payload,
            int payloadLength) {
        long cseq = SequenceLow.nearest(wide ? lastCseq : lastCseq + 1, cseqLow, wide ? 16 : 8);
        if (!wide && cseq != lastCseq + 1) {
            return "SEND " + cseqLow + " after " + lastCseq;
        }
        lastCseq = cseq;
        if (nameLength > 0) {
            aliases.define(alias, buffer, name, nameLength, 0, 0);
        } else if (!aliases.known(alias)) {
            return "SEND under unknown alias " + alias;
        }
        if (refusedFrom >= 0 && !(wide && cseq == refusedFrom)) {
            return null;
        }
        refusedFrom = -1;
        byte[] bytes = new byte[payloadLength];
        buffer.getBytes(payload, bytes);
        String to = new String(aliases.name(alias), StandardCharsets.UTF_8);
        node.frames.add("SEND " + cseq + " " + new String(bytes, StandardCharsets.UTF_8));
        judge(new FakeNode.Item(null, true, receipt, to, install, cseq, bytes, node.loop.nowMs()));
        return null;
    }

    private void judge(FakeNode.Item item) {
        if (item.cseq() <= device.highWater) {
            again(item.cseq());
        } else if (item.cseq() > device.highWater + 1) {
            refuse(RefusalCode.CSEQ_GAP, device.highWater + 1);
        } else {
            RefusalCode verdict = node.verdict.apply(item);
            if (verdict == null) {
                store(item);
            } else if (verdict.code() < 128) {
                device.highWater = item.cseq();
                device.refused.put(item.cseq(), verdict);
                refuseForGood(verdict, item.cseq());
            } else {
                refuse(verdict, item.cseq());
            }
        }
    }

    private void store(FakeNode.Item item) {
        device.highWater = item.cseq();
        node.stored.add(item.peer() + ":" + item.text());
        node.storedIds.add(Long.toHexString(install) + "/" + item.cseq());
        node.inbox.add(item);
        ackTo = item.cseq();
    }

    /** A message that was settled before gets the same answer again. */
    private void again(long cseq) {
        RefusalCode refused = device.refused.get(cseq);
        if (cseq <= settled) {
            return;
        }
        if (refused != null) {
            refuseForGood(refused, cseq);
        } else {
            plainAckTo = cseq;
        }
    }

    private void refuseForGood(RefusalCode code, long cseq) {
        ack();
        refuse(code, cseq);
        settled = cseq;
    }

    private void refuse(RefusalCode code, long cseq) {
        out.end(FrameEncoder.sendRefused(
                out.buffer(), out.at(), code, cseq, code == RefusalCode.CSEQ_GAP ? 0 : node.retryAfterMs));
        if (code.code() >= 128) {
            refusedFrom = cseq;
        }
    }

    /** Everything newly stored on this connection; IN_ORDER if its copies come next in the inbox. */
    void ack() {
        if (plainAckTo > settled) {
            out.end(FrameEncoder.sendAck(out.buffer(), out.at(), false, plainAckTo));
            settled = plainAckTo;
        }
        if (ackTo > settled) {
            boolean next = node.inOrder && delivery.passOwn(settled + 1, ackTo);
            out.end(FrameEncoder.sendAck(out.buffer(), out.at(), next, ackTo));
            settled = ackTo;
        }
    }

    @Override
    public String toString() {
        return "settled " + settled + ", last cseq " + lastCseq + (refusedFrom < 0 ? "" : ", waits for " + refusedFrom);
    }
}
