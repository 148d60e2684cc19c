package dev.carillon.client;

import dev.carillon.protocol.ErrorCode;
import dev.carillon.protocol.FailureReason;
import dev.carillon.protocol.ReceiptKind;
import dev.carillon.protocol.RefusalCode;
import dev.carillon.protocol.ServerFrames;
import dev.carillon.protocol.SkipReason;
import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/** Where each frame of a connection goes, and whether it may come now (PROTOCOL.md, section 7.2). */
final class InboundFrames implements ServerFrames {
    private final Connection connection;
    private final SendAnswers answers;
    private final InboxArrivals inbox;

    InboundFrames(Connection connection, SendAnswers answers, InboxArrivals inbox) {
        this.connection = connection;
        this.answers = answers;
        this.inbox = inbox;
    }

    private boolean expected(String frame) {
        if (connection.greeting()) {
            connection.breach(ErrorCode.UNEXPECTED_FRAME, frame + " before WELCOME");
        }
        return connection.welcomed();
    }

    @Override
    public void onWelcome(
            boolean enrolled, long head, long ackedCseq, long timeMs, DirectBuffer buffer, int tlvs, int tlvsLength) {
        if (connection.greeting()) {
            connection.welcome(enrolled, head, ackedCseq, timeMs, buffer, tlvs, tlvsLength);
        } else {
            connection.breach(ErrorCode.UNEXPECTED_FRAME, "a second WELCOME");
        }
    }

    @Override
    public void onSendAck(boolean inOrder, int cseqLow) {
        long settled = expected("SEND_ACK") ? answers.ack(cseqLow) : 0;
        if (settled > 0) {
            if (inOrder) {
                inbox.ownCopies(settled);
            }
            answers.settle(settled);
        }
    }

    @Override
    public void onSendRefused(RefusalCode code, long cseq, long retryAfterMs) {
        if (expected("SEND_REFUSED")) {
            answers.refusal(code, cseq, retryAfterMs);
        }
    }

    @Override
    public void onCredit(long messages, long bytes) {
        if (expected("CREDIT")) {
            answers.window(messages, bytes);
        }
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
        if (expected("DELIVER")) {
            inbox.deliver(
                    own,
                    receipt,
                    alias,
                    buffer,
                    name,
                    nameLength,
                    install,
                    cseqDelta,
                    stamped,
                    stampDeltaMs,
                    payload,
                    payloadLength);
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
        if (expected("RECEIPT")) {
            inbox.receipt(kind, buffer, name, nameLength, install, cseq, reason);
        }
    }

    @Override
    public void onOwnCopy(long count) {
        if (expected("OWN_COPY")) {
            inbox.ownCopies(count);
        }
    }

    @Override
    public void onSkip(SkipReason reason, long nextSeq) {
        if (expected("SKIP")) {
            inbox.skip(reason, nextSeq);
        }
    }

    @Override
    public void onPong(int headLow) {
        if (connection.welcomed()) {
            inbox.pong(headLow);
        }
    }

    @Override
    public void onGoodbye(int code, long reconnectAfterMs, long jitterMs) {
        connection.leave(Ending.goodbye(code, reconnectAfterMs, jitterMs));
    }

    @Override
    public void onError(int code, long retryAfterMs, DirectBuffer buffer, int text, int textLength) {
        byte[] utf8 = new byte[textLength];
        buffer.getBytes(text, utf8);
        connection.refused(Ending.refused(code, new String(utf8, StandardCharsets.UTF_8), retryAfterMs));
    }

    @Override
    public void onMove(DirectBuffer buffer, int tlvs, int tlvsLength) {
        connection.end(Ending.moved(Move.read(buffer, tlvs, tlvsLength)));
    }

    @Override
    public void onMalformed(ErrorCode reason, String detail) {
        connection.breach(reason, detail);
    }
}
