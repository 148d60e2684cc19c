package dev.carillon.simulator.recording.proxy;

import dev.carillon.protocol.ErrorCode;
import dev.carillon.protocol.FailureReason;
import dev.carillon.protocol.FrameAdapter;
import dev.carillon.protocol.ReceiptKind;
import dev.carillon.protocol.RefusalCode;
import dev.carillon.protocol.SequenceLow;
import dev.carillon.protocol.SkipReason;
import dev.carillon.protocol.token.TokenClaim;
import dev.carillon.simulator.recording.Ending;
import dev.carillon.simulator.recording.Event;
import dev.carillon.simulator.recording.Party;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Hears the frames of one connection, both directions, and tells what they mean: whole names and sequences in place of
 * aliases and low bits (PROTOCOL.md, sections 8 to 10). Of HELLO it keeps user, install and sequences, never the token.
 * Nothing is told before the node's WELCOME, which vouches for the user. Confined to the connection's event loop.
 */
final class ConnectionWatch extends FrameAdapter {
    /** Events of a client that has not been welcomed yet; well above what the default window lets it send. */
    private static final int EARLY_MAX = 1_024;

    private final long connection;
    private final Consumer<Event> events;
    private final Runnable lost;
    private final LongSupplier nowUs;
    private final NameTable recipients = new NameTable();
    private final NameTable peers = new NameTable();
    private final List<Event> early = new ArrayList<>();
    private @Nullable Party party;
    private boolean open;
    private boolean closed;
    private boolean unreadable;
    private long helloSeq;
    private long helloCseq;
    private long lastSent;
    private long settled;
    private long position;
    private long taken;
    private boolean clientSpeaks;
    private @Nullable Ending saidEnding;
    private int saidCode;

    /** @param lost called for every event that could not be noted */
    ConnectionWatch(long connection, Consumer<Event> events, Runnable lost, LongSupplier nowUs) {
        this.connection = connection;
        this.events = events;
        this.lost = lost;
        this.nowUs = nowUs;
    }

    /** Whether the bytes stopped making sense; nothing more is to be told to it then. */
    boolean isUnreadable() {
        return unreadable;
    }

    private void tell(Event event) {
        if (open) {
            events.accept(event);
        } else if (early.size() < EARLY_MAX) {
            early.add(event);
        } else {
            lost.run();
        }
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
        if (user == null || party != null) {
            notUnderstood();
            return;
        }
        party = new Party(connection, new String(user, StandardCharsets.UTF_8), install);
        helloSeq = lastSeq;
        helloCseq = nextCseq;
        lastSent = nextCseq - 1;
        position = lastSeq;
        taken = lastSeq;
    }

    @Override
    public void onWelcome(
            boolean enrolled, long head, long ackedCseq, long timeMs, DirectBuffer buffer, int tlvs, int tlvsLength) {
        Party by = party;
        if (by == null || open) {
            notUnderstood();
            return;
        }
        open = true;
        settled = ackedCseq;
        events.accept(new Event.Opened(nowUs.getAsLong(), by, enrolled, helloSeq, helloCseq, head, ackedCseq));
        early.forEach(events);
        early.clear();
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
        Party by = party;
        if (by == null || !recipients.known(alias)) {
            notUnderstood();
            return;
        }
        lastSent = wide ? SequenceLow.nearest(lastSent, cseqLow, 16) : lastSent + 1;
        byte[] copy = new byte[payloadLength];
        buffer.getBytes(payload, copy);
        tell(new Event.Sent(nowUs.getAsLong(), by, lastSent, recipients.name(alias), receipt, copy));
    }

    @Override
    public void onSendAck(boolean inOrder, int cseqLow) {
        long cseq = SequenceLow.nearest(settled, cseqLow, 16);
        if (party == null || cseq <= settled) {
            return;
        }
        if (inOrder) {
            position += cseq - settled;
        }
        settled = cseq;
        tell(new Event.Acked(nowUs.getAsLong(), party, cseq));
    }

    @Override
    public void onSendRefused(RefusalCode code, long cseq, long retryAfterMs) {
        if (party == null) {
            return;
        }
        if (code.code() < 128 && cseq == settled + 1) {
            settled = cseq;
        }
        tell(new Event.Refused(nowUs.getAsLong(), party, code.code(), cseq));
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
        Party by = party;
        long cseq = !peers.known(alias) ? -1 : nameLength > 0 ? cseqDelta : peers.advance(alias, cseqDelta);
        if (by == null || cseq < 0) {
            notUnderstood();
            return;
        }
        position++;
        tell(new Event.Delivered(
                nowUs.getAsLong(),
                by,
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
        if (party == null) {
            return;
        }
        position++;
        String peer = buffer.getStringWithoutLengthUtf8(name, nameLength);
        int why = reason == null ? 0 : reason.code();
        tell(new Event.Receipted(nowUs.getAsLong(), party, position, kind.code(), peer, install, cseq, why));
    }

    @Override
    public void onSkip(SkipReason reason, long nextSeq) {
        if (party != null) {
            position = nextSeq - 1;
            tell(new Event.Skipped(nowUs.getAsLong(), party, reason.code(), nextSeq));
        }
    }

    @Override
    public void onRecvAck(boolean wide, int seqLow) {
        long seq = SequenceLow.nearest(taken, seqLow, wide ? 16 : 8);
        if (party != null && seq > taken) {
            taken = seq;
            tell(new Event.Took(nowUs.getAsLong(), party, seq));
        }
    }

    @Override
    public void onRead(long seq) {
        if (party != null) {
            tell(new Event.Read(nowUs.getAsLong(), party, seq));
        }
    }

    @Override
    public void onMalformed(ErrorCode reason, String detail) {
        notUnderstood();
    }

    private void notUnderstood() {
        if (!unreadable) {
            unreadable = true;
            closed(Ending.UNREADABLE, 0);
        }
    }

    /** Whose frames come next: some kinds exist in both directions. */
    void hearing(boolean client) {
        clientSpeaks = client;
    }

    @Override
    public void onGoodbye(int code, long reconnectAfterMs, long jitterMs) {
        said(clientSpeaks ? Ending.CLIENT_GOODBYE : Ending.NODE_GOODBYE, code);
    }

    @Override
    public void onError(int code, long retryAfterMs, DirectBuffer buffer, int text, int textLength) {
        said(clientSpeaks ? Ending.CLIENT_ERROR : Ending.NODE_ERROR, code);
    }

    @Override
    public void onMove(DirectBuffer buffer, int tlvs, int tlvsLength) {
        said(Ending.MOVED, 0);
    }

    /** The first word about the end is why it comes. */
    private void said(Ending how, int code) {
        if (saidEnding == null) {
            saidEnding = how;
            saidCode = code;
        }
    }

    /** The stream ended, on this side first. */
    void ended(Ending how) {
        Ending said = saidEnding;
        closed(said == null ? how : said, saidCode);
    }

    private void closed(Ending how, int code) {
        Party by = party;
        if (open && !closed && by != null) {
            closed = true;
            events.accept(new Event.Closed(nowUs.getAsLong(), by, how, code));
        }
    }
}
