package dev.carillon.simulator.bench.micro;

import dev.carillon.protocol.ClientFrames;
import dev.carillon.protocol.ErrorCode;
import dev.carillon.protocol.FailureReason;
import dev.carillon.protocol.ReceiptKind;
import dev.carillon.protocol.RefusalCode;
import dev.carillon.protocol.ServerFrames;
import dev.carillon.protocol.SkipReason;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/** Takes frames of both directions and adds up what it was told of SEND and DELIVER. */
final class FrameSink implements ClientFrames, ServerFrames {
    long seen;

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
        seen += cseqLow + alias + payload + payloadLength;
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
        seen += cseqDelta + alias + payload + payloadLength;
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
            int tlvsLength) {}

    @Override
    public void onRecvAck(boolean wide, int seqLow) {}

    @Override
    public void onRead(long seq) {}

    @Override
    public void onPing(int seqLow) {}

    @Override
    public void onWelcome(
            boolean enrolled, long head, long ackedCseq, long timeMs, DirectBuffer buffer, int tlvs, int tlvsLength) {}

    @Override
    public void onSendAck(boolean inOrder, int cseqLow) {}

    @Override
    public void onSendRefused(RefusalCode code, long cseq, long retryAfterMs) {}

    @Override
    public void onOwnCopy(long count) {}

    @Override
    public void onSkip(SkipReason reason, long nextSeq) {}

    @Override
    public void onCredit(long messages, long bytes) {}

    @Override
    public void onReceipt(
            ReceiptKind kind,
            DirectBuffer buffer,
            int name,
            int nameLength,
            long install,
            long cseq,
            @Nullable FailureReason reason) {}

    @Override
    public void onPong(int headLow) {}

    @Override
    public void onGoodbye(int code, long reconnectAfterMs, long jitterMs) {}

    @Override
    public void onError(int code, long retryAfterMs, DirectBuffer buffer, int text, int textLength) {}

    @Override
    public void onMove(DirectBuffer buffer, int tlvs, int tlvsLength) {}

    @Override
    public void onMalformed(ErrorCode reason, String detail) {}
}
