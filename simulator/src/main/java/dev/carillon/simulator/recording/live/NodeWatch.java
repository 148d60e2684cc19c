package dev.carillon.simulator.recording.live;

import dev.carillon.protocol.ErrorCode;
import dev.carillon.protocol.FailureReason;
import dev.carillon.protocol.FrameAdapter;
import dev.carillon.protocol.ReceiptKind;
import dev.carillon.protocol.RefusalCode;
import dev.carillon.protocol.SequenceLow;
import dev.carillon.protocol.SkipReason;
import dev.carillon.simulator.recording.Ending;
import dev.carillon.simulator.recording.Event;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/** What the node's frames of one connection mean. */
final class NodeWatch extends FrameAdapter {
    private final ConnectionWatch watch;
    private final NameTable peers = new NameTable();
    private long lastSeq;
    private long nextCseq;
    private long settled;
    private long position;

    NodeWatch(ConnectionWatch watch) {
        this.watch = watch;
    }

    /** With what HELLO says. */
    void begin(long helloSeq, long helloCseq) {
        lastSeq = helloSeq;
        nextCseq = helloCseq;
        position = helloSeq;
    }

    @Override
    public void onWelcome(
            boolean enrolled, long head, long ackedCseq, long timeMs, DirectBuffer buffer, int tlvs, int tlvsLength) {
        KnownParty by = watch.known();
        if (by == null || by.isWelcomed()) {
            watch.lostSight();
            return;
        }
        settled = ackedCseq;
        by.welcomed(new Event.Opened(watch.nowUs(), by.party(), enrolled, lastSeq, nextCseq, head, ackedCseq));
    }

    @Override
    public void onSendAck(boolean inOrder, int cseqLow) {
        long cseq = SequenceLow.nearest(settled, cseqLow, 16);
        KnownParty by = watch.known();
        if (by == null || cseq <= settled) {
            return;
        }
        if (inOrder) {
            position += cseq - settled;
        }
        settled = cseq;
        by.tell(new Event.Acked(watch.nowUs(), by.party(), cseq));
    }

    @Override
    public void onSendRefused(RefusalCode code, long cseq, long retryAfterMs) {
        KnownParty by = watch.known();
        if (by == null) {
            return;
        }
        if (code.code() < 128 && cseq == settled + 1) {
            settled = cseq;
        }
        by.tell(new Event.Refused(watch.nowUs(), by.party(), code.code(), cseq));
    }

    @Override
    public void onDeliver(
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
        if (nameLength > 0) {
            peers.define(alias, buffer, name, nameLength, install, cseqDelta);
        }
        KnownParty by = watch.known();
        long cseq = !peers.known(alias) ? -1 : nameLength > 0 ? cseqDelta : peers.advance(alias, cseqDelta);
        if (by == null || cseq < 0) {
            watch.lostSight();
            return;
        }
        position++;
        by.tell(new Event.Delivered(
                watch.nowUs(),
                by.party(),
                position,
                own,
                receipt,
                peers.name(alias),
                peers.install(alias),
                cseq,
                payloadLength));
    }

    @Override
    public void onOwnCopy(long count) {
        position += count;
    }

    @Override
    public void onReceipt(
            ReceiptKind kind,
            DirectBuffer buffer,
            int name,
            int nameLength,
            long install,
            long cseq,
            @Nullable FailureReason reason) {
        KnownParty by = watch.known();
        if (by == null) {
            return;
        }
        position++;
        String peer = buffer.getStringWithoutLengthUtf8(name, nameLength);
        int why = reason == null ? 0 : reason.code();
        by.tell(new Event.Receipted(watch.nowUs(), by.party(), position, kind.code(), peer, install, cseq, why));
    }

    @Override
    public void onSkip(SkipReason reason, long nextSeq) {
        KnownParty by = watch.known();
        if (by != null) {
            position = nextSeq - 1;
            by.tell(new Event.Skipped(watch.nowUs(), by.party(), reason.code(), nextSeq));
        }
    }

    @Override
    public void onGoodbye(int code, long reconnectAfterMs, long jitterMs) {
        watch.said(Ending.NODE_GOODBYE, code);
    }

    @Override
    public void onError(int code, long retryAfterMs, DirectBuffer buffer, int text, int textLength) {
        watch.said(Ending.NODE_ERROR, code);
    }

    @Override
    public void onMove(DirectBuffer buffer, int tlvs, int tlvsLength) {
        watch.said(Ending.MOVED, 0);
    }

    @Override
    public void onMalformed(ErrorCode reason, String detail) {
        watch.lostSight();
    }
}
