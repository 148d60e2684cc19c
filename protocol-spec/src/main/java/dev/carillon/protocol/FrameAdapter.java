package dev.carillon.protocol;

import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Hears every frame of both directions and does nothing; to be extended by who cares for a few of them only. What
 * implements the protocol should implement {@link ClientFrames} or {@link ServerFrames} instead, so that the compiler
 * names the frame it forgot.
 */
public abstract class FrameAdapter implements ClientFrames, ServerFrames {
    /** For subclasses. */
    protected FrameAdapter() {}

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
    public void onSend(
            boolean wide,
            int cseqLow,
            boolean receipt,
            int alias,
            DirectBuffer buffer,
            int name,
            int nameLength,
            int payload,
            int payloadLength) {}

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
            int payloadLength) {}

    @Override
    public void onOwnCopy(long count) {}

    @Override
    public void onSkip(SkipReason reason, long nextSeq) {}

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
    public void onMove(DirectBuffer buffer, int tlvs, int tlvsLength) {}

    @Override
    public void onCredit(long messages, long bytes) {}

    @Override
    public void onGoodbye(int code, long reconnectAfterMs, long jitterMs) {}

    @Override
    public void onError(int code, long retryAfterMs, DirectBuffer buffer, int text, int textLength) {}

    @Override
    public void onMalformed(ErrorCode reason, String detail) {}
}
