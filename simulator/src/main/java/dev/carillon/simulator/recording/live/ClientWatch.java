package dev.carillon.simulator.recording.live;

import dev.carillon.protocol.ErrorCode;
import dev.carillon.protocol.FrameAdapter;
import dev.carillon.protocol.SequenceLow;
import dev.carillon.protocol.token.TokenClaim;
import dev.carillon.simulator.recording.Ending;
import dev.carillon.simulator.recording.Event;
import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;

/** What the client's frames of one connection mean. */
final class ClientWatch extends FrameAdapter {
    private final ConnectionWatch watch;
    private final NameTable recipients = new NameTable();
    private long lastSent;
    private long taken;

    ClientWatch(ConnectionWatch watch) {
        this.watch = watch;
    }

    /** With what HELLO says. */
    void begin(long lastSeq, long nextCseq) {
        lastSent = nextCseq - 1;
        taken = lastSeq;
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
        byte[] user = TokenClaim.user(buffer, token, tokenLength);
        if (user == null) {
            watch.lostSight();
            return;
        }
        watch.hello(new String(user, StandardCharsets.UTF_8), install, lastSeq, nextCseq);
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
        if (nameLength > 0) {
            recipients.define(alias, buffer, name, nameLength, 0, 0);
        }
        KnownParty by = watch.known();
        if (by == null || !recipients.known(alias)) {
            watch.lostSight();
            return;
        }
        lastSent = wide ? SequenceLow.nearest(lastSent, cseqLow, 16) : lastSent + 1;
        byte[] copy = new byte[payloadLength];
        buffer.getBytes(payload, copy);
        by.tell(new Event.Sent(watch.nowUs(), by.party(), lastSent, recipients.name(alias), receipt, copy));
    }

    @Override
    public void onRecvAck(boolean wide, int seqLow) {
        long seq = SequenceLow.nearest(taken, seqLow, wide ? 16 : 8);
        KnownParty by = watch.known();
        if (by != null && seq > taken) {
            taken = seq;
            by.tell(new Event.Took(watch.nowUs(), by.party(), seq));
        }
    }

    @Override
    public void onRead(long seq) {
        KnownParty by = watch.known();
        if (by != null) {
            by.tell(new Event.Read(watch.nowUs(), by.party(), seq));
        }
    }

    @Override
    public void onGoodbye(int code, long reconnectAfterMs, long jitterMs) {
        watch.said(Ending.CLIENT_GOODBYE, code);
    }

    @Override
    public void onError(int code, long retryAfterMs, DirectBuffer buffer, int text, int textLength) {
        watch.said(Ending.CLIENT_ERROR, code);
    }

    @Override
    public void onMalformed(ErrorCode reason, String detail) {
        watch.lostSight();
    }
}
