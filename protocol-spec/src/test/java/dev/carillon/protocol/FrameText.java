package dev.carillon.protocol;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/** Renders decoded frames as the one-line text of the vectors (vectors/README.md). */
final class FrameText implements ClientFrames, ServerFrames {
    final List<String> lines = new ArrayList<>();

    @Nullable
    ErrorCode error;

    String detail = "";

    String last() {
        return lines.get(lines.size() - 1);
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
        lines.add("HELLO version=" + version + " enrol=" + bit(enrol) + " token=" + hex(buffer, token, tokenLength)
                + " install=" + install(install) + " lastSeq=" + lastSeq + " nextCseq=" + nextCseq + " tlvs="
                + hex(buffer, tlvs, tlvsLength));
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
        lines.add("SEND wide=" + bit(wide) + " cseqLow=" + cseqLow + " receipt=" + bit(receipt) + " alias=" + alias
                + " name=" + hex(buffer, name, nameLength) + " payload=" + hex(buffer, payload, payloadLength));
    }

    @Override
    public void onRecvAck(boolean wide, int seqLow) {
        lines.add("RECV_ACK wide=" + bit(wide) + " seqLow=" + seqLow);
    }

    @Override
    public void onRead(long seq) {
        lines.add("READ seq=" + seq);
    }

    @Override
    public void onPing(int seqLow) {
        lines.add("PING seqLow=" + seqLow);
    }

    @Override
    public void onWelcome(
            boolean enrolled, long head, long ackedCseq, long timeMs, DirectBuffer buffer, int tlvs, int tlvsLength) {
        lines.add("WELCOME enrolled=" + bit(enrolled) + " head=" + head + " ackedCseq=" + ackedCseq + " timeMs="
                + timeMs + " tlvs=" + hex(buffer, tlvs, tlvsLength));
    }

    @Override
    public void onSendAck(boolean inOrder, int cseqLow) {
        lines.add("SEND_ACK inOrder=" + bit(inOrder) + " cseqLow=" + cseqLow);
    }

    @Override
    public void onSendRefused(RefusalCode code, long cseq, long retryAfterMs) {
        lines.add("SEND_REFUSED code=" + code + " cseq=" + cseq + " retryAfterMs=" + retryAfterMs);
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
        lines.add("DELIVER own=" + bit(own) + " receipt=" + bit(receipt) + " alias=" + alias + " name="
                + hex(buffer, name, nameLength) + " install=" + (nameLength == 0 ? "" : install(install)) + " cseq="
                + cseqDelta + " stamp=" + (stamped ? Long.toString(stampDeltaMs) : "") + " payload="
                + hex(buffer, payload, payloadLength));
    }

    @Override
    public void onOwnCopy(long count) {
        lines.add("OWN_COPY count=" + count);
    }

    @Override
    public void onSkip(SkipReason reason, long nextSeq) {
        lines.add("SKIP reason=" + reason + " nextSeq=" + nextSeq);
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
        lines.add("RECEIPT kind=" + kind + " name=" + hex(buffer, name, nameLength) + " install=" + install(install)
                + " cseq=" + cseq + " reason=" + (reason == null ? "" : reason));
    }

    @Override
    public void onPong(int headLow) {
        lines.add("PONG headLow=" + headLow);
    }

    @Override
    public void onMove(DirectBuffer buffer, int tlvs, int tlvsLength) {
        lines.add("MOVE tlvs=" + hex(buffer, tlvs, tlvsLength));
    }

    @Override
    public void onCredit(long messages, long bytes) {
        lines.add("CREDIT messages=" + messages + " bytes=" + bytes);
    }

    @Override
    public void onGoodbye(int code, long reconnectAfterMs, long jitterMs) {
        lines.add("GOODBYE code=" + code + " reconnectAfterMs=" + reconnectAfterMs + " jitterMs=" + jitterMs);
    }

    @Override
    public void onError(int code, long retryAfterMs, DirectBuffer buffer, int text, int textLength) {
        lines.add("ERROR code=" + code + " retryAfterMs=" + retryAfterMs + " text=" + hex(buffer, text, textLength));
    }

    @Override
    public void onMalformed(ErrorCode reason, String detail) {
        if (error != null) {
            throw new IllegalStateException("malformed twice: " + this.detail + "; " + detail);
        }
        error = reason;
        this.detail = detail;
    }

    static String utf8(DirectBuffer buffer, int offset, int length) {
        byte[] bytes = new byte[length];
        buffer.getBytes(offset, bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    static String hex(DirectBuffer buffer, int offset, int length) {
        byte[] bytes = new byte[length];
        buffer.getBytes(offset, bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private static String install(long install) {
        return HexFormat.of().toHexDigits(install);
    }

    private static int bit(boolean value) {
        return value ? 1 : 0;
    }
}
