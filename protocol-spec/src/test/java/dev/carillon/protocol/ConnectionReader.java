package dev.carillon.protocol;

import java.util.Objects;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Follows one connection as an observer, and says what each frame means on it: the lines of {@code vectors/sessions}.
 * Also a small model of what both sides keep (PROTOCOL.md, sections 8 to 11).
 */
final class ConnectionReader implements ClientFrames, ServerFrames {
    private final AliasReader sendAliases = new AliasReader();
    private final AliasReader deliverAliases = new AliasReader();
    private final WindowCheck sendWindow = new WindowCheck();
    private final WindowCheck deliverWindow = new WindowCheck();

    private boolean greeted;
    private boolean welcomed;
    private boolean leaving;
    private boolean fromClient;
    private long lastCseq;
    private long settled;
    private long highestSent;
    private long ignoreUntil;
    private long position;
    private long acked;
    private long stamp;
    private @Nullable String meaning;
    private @Nullable ErrorCode error;

    /** The meaning of a frame that is all of {@code bytes}; {@code !} and an error if its receiver must close. */
    String read(boolean client, byte[] bytes) {
        UnsafeBuffer buffer = new UnsafeBuffer(bytes);
        meaning = null;
        error = null;
        fromClient = client;
        int frameMax = client && !greeted ? Limits.FRAME_MAX_BEFORE_WELCOME : Limits.FRAME_MAX;
        int consumed = client
                ? ClientFrameDecoder.decode(buffer, 0, bytes.length, frameMax, this)
                : ServerFrameDecoder.decode(buffer, 0, bytes.length, frameMax, this);
        if (error != null) {
            return "!" + error;
        }
        if (meaning == null && client && !greeted) {
            return "!" + ErrorCode.UNEXPECTED_FRAME;
        }
        return consumed != bytes.length ? "not one frame" : Objects.requireNonNullElse(meaning, "IGNORED");
    }

    long position() {
        return position;
    }

    long settled() {
        return settled;
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
        if (greeted) {
            fail(ErrorCode.UNEXPECTED_FRAME);
            return;
        }
        greeted = true;
        position = acked = lastSeq;
        lastCseq = highestSent = nextCseq - 1;
        deliverWindow.grant(Tlv.windowMessages(buffer, tlvs, tlvsLength), Tlv.windowBytes(buffer, tlvs, tlvsLength));
        say("HELLO enrol=" + bit(enrol) + " install=" + hex(install) + " lastSeq=" + lastSeq + " nextCseq=" + nextCseq);
    }

    @Override
    public void onWelcome(
            boolean enrolled, long head, long ackedCseq, long timeMs, DirectBuffer buffer, int tlvs, int tlvsLength) {
        if (welcomed) {
            fail(ErrorCode.UNEXPECTED_FRAME);
            return;
        }
        welcomed = true;
        settled = ackedCseq;
        stamp = timeMs;
        highestSent = Math.max(highestSent, settled);
        sendWindow.drop(cseq -> cseq <= settled);
        sendWindow.grant(Tlv.windowMessages(buffer, tlvs, tlvsLength), Tlv.windowBytes(buffer, tlvs, tlvsLength));
        say("WELCOME enrolled=" + bit(enrolled) + " head=" + head + " ackedCseq=" + ackedCseq + " timeMs=" + timeMs
                + " settled=" + settled);
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
        if (!open()) {
            return;
        }
        if (nameLength > 0) {
            sendAliases.define(alias, buffer, name, nameLength, 0, 0);
        }
        long cseq = wide ? SequenceLow.nearest(lastCseq, cseqLow, 16) : lastCseq + 1;
        if (!sendAliases.known(alias)) {
            fail(ErrorCode.BAD_ALIAS);
        } else if (cseq < 1 || !wide && (cseq & 0xFF) != cseqLow) {
            fail(ErrorCode.BAD_SEQUENCE);
        } else {
            take(wide, cseq, payloadLength);
            say("SEND cseq=" + cseq + " to=" + text(sendAliases.name(alias)) + " receipt=" + bit(receipt) + " payload="
                    + FrameText.hex(buffer, payload, payloadLength) + (ignoring() ? " ignored" : ""));
        }
    }

    private void take(boolean wide, long cseq, int payloadLength) {
        lastCseq = cseq;
        if (wide && cseq == ignoreUntil) {
            ignoreUntil = 0;
        }
        if (!ignoring()) {
            highestSent = Math.max(highestSent, cseq);
            if ((!welcomed || cseq > settled) && !sendWindow.add(cseq, payloadLength)) {
                fail(ErrorCode.WINDOW_EXCEEDED);
            }
        }
    }

    private boolean ignoring() {
        return ignoreUntil != 0 || leaving;
    }

    @Override
    public void onSendAck(boolean inOrder, int cseqLow) {
        if (!open()) {
            return;
        }
        long upTo = SequenceLow.nearest(settled, cseqLow, 16);
        if (upTo > highestSent) {
            fail(ErrorCode.BAD_SEQUENCE);
            return;
        }
        if (upTo > settled) {
            position += inOrder ? upTo - settled : 0;
            settled = upTo;
            sendWindow.drop(cseq -> cseq <= upTo);
        }
        say("SEND_ACK upTo=" + upTo + " settled=" + settled + " position=" + position);
    }

    @Override
    public void onSendRefused(RefusalCode code, long cseq, long retryAfterMs) {
        if (!open()) {
            return;
        }
        boolean forNow = code.code() >= 128;
        if (cseq > highestSent || !forNow && cseq > settled + 1) {
            fail(ErrorCode.BAD_SEQUENCE);
            return;
        }
        if (forNow && cseq > settled) {
            ignoreUntil = cseq;
            highestSent = cseq - 1;
            sendWindow.drop(other -> other >= cseq);
        } else if (!forNow) {
            settled = Math.max(settled, cseq);
            sendWindow.drop(other -> other <= settled);
        }
        say("SEND_REFUSED code=" + code + " cseq=" + cseq + " retryAfterMs=" + retryAfterMs + " settled=" + settled);
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
        if (!open()) {
            return;
        }
        long cseq = cseqDelta;
        if (nameLength > 0) {
            deliverAliases.define(alias, buffer, name, nameLength, install, cseqDelta);
        } else if (!deliverAliases.known(alias)) {
            fail(ErrorCode.BAD_ALIAS);
            return;
        } else {
            cseq = deliverAliases.advance(alias, cseqDelta);
        }
        stamp += stampDeltaMs;
        position++;
        if (cseq < 0) {
            fail(ErrorCode.BAD_SEQUENCE);
        } else if (!deliverWindow.add(position, payloadLength)) {
            fail(ErrorCode.WINDOW_EXCEEDED);
        } else {
            say("DELIVER seq=" + position + (own ? " to=" : " from=") + text(deliverAliases.name(alias)) + " install="
                    + hex(deliverAliases.install(alias)) + " cseq=" + cseq + " stamp=" + stamp + " receipt="
                    + bit(receipt) + " payload=" + FrameText.hex(buffer, payload, payloadLength));
        }
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
        if (!open()) {
            return;
        }
        position++;
        if (!deliverWindow.add(position, 0)) {
            fail(ErrorCode.WINDOW_EXCEEDED);
            return;
        }
        say("RECEIPT seq=" + position + " kind=" + kind + " to=" + FrameText.utf8(buffer, name, nameLength)
                + " install=" + hex(install) + " cseq=" + cseq + " reason=" + (reason == null ? "" : reason));
    }

    @Override
    public void onOwnCopy(long count) {
        if (open()) {
            position += count;
            say("OWN_COPY position=" + position);
        }
    }

    @Override
    public void onSkip(SkipReason reason, long nextSeq) {
        if (!open()) {
            return;
        }
        if (nextSeq <= position) {
            fail(ErrorCode.BAD_SEQUENCE);
            return;
        }
        position = nextSeq - 1;
        say("SKIP reason=" + reason + " position=" + position);
    }

    @Override
    public void onRecvAck(boolean wide, int seqLow) {
        if (!open()) {
            return;
        }
        long upTo = SequenceLow.nearest(acked, seqLow, wide ? 16 : 8);
        if (upTo > position) {
            fail(ErrorCode.SEQ_AHEAD);
            return;
        }
        acked = Math.max(acked, upTo);
        deliverWindow.drop(seq -> seq <= acked);
        say("RECV_ACK upTo=" + acked);
    }

    @Override
    public void onRead(long seq) {
        if (!open()) {
            return;
        }
        if (seq > position) {
            fail(ErrorCode.SEQ_AHEAD);
            return;
        }
        say("READ seq=" + seq);
    }

    @Override
    public void onPing(int seqLow) {
        if (open()) {
            say("PING seqLow=" + seqLow);
        }
    }

    @Override
    public void onPong(int headLow) {
        if (open()) {
            say("PONG seqLow=" + headLow);
        }
    }

    @Override
    public void onMove(DirectBuffer buffer, int tlvs, int tlvsLength) {
        if (open()) {
            say("MOVE");
        }
    }

    @Override
    public void onCredit(long messages, long bytes) {
        if (open()) {
            (fromClient ? deliverWindow : sendWindow).grant(messages, bytes);
            say("CREDIT messages=" + messages + " bytes=" + bytes);
        }
    }

    @Override
    public void onGoodbye(int code, long reconnectAfterMs, long jitterMs) {
        if (open()) {
            leaving |= !fromClient;
            say("GOODBYE code=" + code + " reconnectAfterMs=" + reconnectAfterMs + " jitterMs=" + jitterMs);
        }
    }

    @Override
    public void onError(int code, long retryAfterMs, DirectBuffer buffer, int text, int textLength) {
        if (!fromClient || open()) {
            say("ERROR code=" + code + " retryAfterMs=" + retryAfterMs);
        }
    }

    @Override
    public void onMalformed(ErrorCode reason, String detail) {
        error = reason;
    }

    private boolean open() {
        boolean open = fromClient ? greeted : welcomed;
        if (!open) {
            fail(ErrorCode.UNEXPECTED_FRAME);
        }
        return open;
    }

    private void fail(ErrorCode code) {
        error = code;
    }

    private void say(String text) {
        meaning = text;
    }

    private static String text(byte[] utf8) {
        return FrameText.utf8(new UnsafeBuffer(utf8), 0, utf8.length);
    }

    private static String hex(long install) {
        return String.format("%016x", install);
    }

    private static int bit(boolean value) {
        return value ? 1 : 0;
    }
}
