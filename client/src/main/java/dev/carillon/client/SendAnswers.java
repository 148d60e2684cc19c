package dev.carillon.client;

import dev.carillon.client.runtime.ClientLoop;
import dev.carillon.protocol.ErrorCode;
import dev.carillon.protocol.RefusalCode;
import dev.carillon.protocol.SequenceLow;
import org.jspecify.annotations.Nullable;

/** What the node says about SENDs of one connection: settled, refused, again from here (PROTOCOL.md, section 8). */
final class SendAnswers {
    private static final int GAPS_MAX = 8;
    private static final int FIRST_CODE_FOR_NOW = 128;

    private final DeviceSession session;
    private final Connection connection;
    private final SendStream sends;
    private final Outbox outbox;
    private ClientLoop.@Nullable Timer resumeTimer;
    private int gaps;

    SendAnswers(DeviceSession session, Connection connection, SendStream sends) {
        this.session = session;
        this.connection = connection;
        this.sends = sends;
        this.outbox = session.outbox();
    }

    /** WELCOME's numbers fit: new sends may go out, and some need not. */
    void welcome(long ackedCseq, long windowMessages, long windowBytes) {
        sends.window(windowMessages, windowBytes);
        sends.release();
        if (ackedCseq >= outbox.first()) {
            sends.settling(ackedCseq);
            outbox.settle(ackedCseq);
        }
    }

    void window(long messages, long bytes) {
        sends.window(messages, bytes);
    }

    /** @return how many sends are settled by this now */
    long ack(int cseqLow) {
        long settled = outbox.first() - 1;
        long cseq = SequenceLow.nearest(settled, cseqLow, Short.SIZE);
        if (cseq >= sends.next()) {
            connection.breach(ErrorCode.BAD_SEQUENCE, "SEND_ACK for a cseq that was not sent");
            return 0;
        }
        if (cseq <= settled) {
            return 0;
        }
        gaps = 0;
        sends.settling(cseq);
        return cseq - settled;
    }

    /** Tells the senders of the first {@code count} sends. Runs application code. */
    void settle(long count) {
        outbox.settle(outbox.first() + count - 1);
    }

    void refusal(RefusalCode code, long cseq, long retryAfterMs) {
        boolean known = cseq >= outbox.first() && cseq < sends.next();
        if (!known) {
            unknownRefusal(code, cseq);
        } else if (code.code() >= FIRST_CODE_FOR_NOW) {
            rewind(code, cseq, retryAfterMs);
        } else if (cseq != outbox.first()) {
            connection.breach(ErrorCode.BAD_SEQUENCE, "SEND_REFUSED before the SENDs ahead of it were settled");
        } else {
            gaps = 0;
            sends.settling(cseq);
            outbox.refuse(cseq, code);
        }
    }

    private void unknownRefusal(RefusalCode code, long cseq) {
        if (code == RefusalCode.CSEQ_GAP && cseq < outbox.first()) {
            connection.misfits(Misfit.NODE_FORGOT);
        } else if (cseq >= sends.next()) {
            connection.breach(ErrorCode.BAD_SEQUENCE, "SEND_REFUSED for a cseq that was not sent");
        }
    }

    private void rewind(RefusalCode code, long cseq, long retryAfterMs) {
        gaps = code == RefusalCode.CSEQ_GAP ? gaps + 1 : 0;
        if (gaps > GAPS_MAX) {
            connection.end(Ending.of("the node keeps missing message " + cseq));
            return;
        }
        sends.rewind(cseq);
        stop();
        if (retryAfterMs == 0 && code == RefusalCode.CSEQ_GAP) {
            sends.resume();
        } else {
            resumeTimer = session.loop().schedule(this::resume, session.resendDelayMs(retryAfterMs));
        }
    }

    private void resume() {
        sends.resume();
        session.guard(connection::pump);
    }

    void stop() {
        if (resumeTimer != null) {
            resumeTimer.cancel();
        }
    }
}
