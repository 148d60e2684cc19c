package dev.carillon.client;

import dev.carillon.client.runtime.ClientLoop;
import dev.carillon.client.runtime.Link;
import dev.carillon.client.runtime.LinkListener;
import dev.carillon.client.runtime.ServerAddress;
import dev.carillon.client.runtime.Transport;
import dev.carillon.protocol.ErrorCode;
import dev.carillon.protocol.FailureReason;
import dev.carillon.protocol.FrameEncoder;
import dev.carillon.protocol.Limits;
import dev.carillon.protocol.ReceiptKind;
import dev.carillon.protocol.RefusalCode;
import dev.carillon.protocol.SequenceLow;
import dev.carillon.protocol.ServerFrames;
import dev.carillon.protocol.SkipReason;
import dev.carillon.protocol.Tlv;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One connection, from the attempt to its end (PROTOCOL.md, section 7.2). What it knows dies with it.
 *
 * <pre>
 * OPENING   the TCP connection is being made          → GREETING  it stands: HELLO, and unacked SENDs behind it
 * GREETING  waiting for WELCOME                       → ONLINE    WELCOME
 * ONLINE    everything flows
 * ONLINE    GOODBYE                                   → LEAVING   acks still come in; nothing new goes out
 * any       error, end of stream, silence, close()    → CLOSED    told to the session once
 * </pre>
 */
final class Connection implements LinkListener, ServerFrames, Keepalive.Subject {
    private enum Phase {
        OPENING,
        GREETING,
        ONLINE,
        LEAVING,
        CLOSED
    }

    private static final int GAPS_MAX = 8;
    private static final long LEAVING_MS = 10_000;
    private static final long MOVE_MS = 1_000;

    private final DeviceSession session;
    private final ServerAddress address;
    private final ClientLoop loop;
    private final Outbox outbox;
    private final InboxCursor cursor;
    private final long leftAtStart;
    private final SendStream sends;
    private final DeliverStream deliveries;
    private final AckStream acks;
    private final Keepalive keepalive;
    private final Framer framer = new Framer();
    private @Nullable Link link;
    private ClientLoop.@Nullable Timer greetingTimer;
    private ClientLoop.@Nullable Timer resumeTimer;
    private Phase phase = Phase.OPENING;
    private boolean helloDue;
    private boolean pingDue;
    private boolean pumpBlocked;
    private int gaps;

    private @Nullable Ending leaving;
    private long behindAt = -1;

    /** @param holdFrom new sends from here on wait for WELCOME */
    Connection(DeviceSession session, ServerAddress address, long holdFrom) {
        this.session = session;
        this.address = address;
        this.loop = session.loop();
        this.outbox = session.outbox();
        this.cursor = session.cursor();
        this.leftAtStart = outbox.leftBefore();
        this.sends = new SendStream(outbox, holdFrom);
        this.deliveries = new DeliverStream(cursor.acked());
        this.acks = new AckStream(session, this::pump);
        this.keepalive = new Keepalive(loop, session.limits(), this);
    }

    void start(Transport transport) {
        link = transport.connect(loop, address, session.limits().connectTimeoutMs(), this);
    }

    ServerAddress address() {
        return address;
    }

    boolean open() {
        return phase != Phase.CLOSED;
    }

    boolean online() {
        return phase == Phase.ONLINE || phase == Phase.LEAVING;
    }

    /** Writes everything that is due, in one batch. Runs no application code. */
    void pump() {
        Link to = link;
        if (to == null || phase == Phase.OPENING || phase == Phase.CLOSED || pumpBlocked) {
            return;
        }
        session.keep();
        FrameOut out = new FrameOut(loop.scratch(), to);
        if (helloDue) {
            session.writeHello(out, deliveries.position(), outbox.first());
            helloDue = false;
        }
        long before = sends.next();
        if (phase != Phase.LEAVING) {
            sends.write(out);
        }
        if (phase == Phase.ONLINE) {
            session.readMarks().write(out, deliveries.position());
            writePing(out);
        }
        if (phase != Phase.GREETING) {
            acks.write(out, deliveries.position(), sends.next() > before);
        }
        if (out.flush()) {
            keepalive.wrote();
        }
        pumpBlocked = !out.writable();
    }

    private void writePing(FrameOut out) {
        if (pingDue) {
            pingDue = false;
            out.end(FrameEncoder.ping(out.buffer(), out.reserve(0), deliveries.position()));
        }
    }

    /** Acks what is owed, says good-bye and closes; the session does not hear of it. */
    void close() {
        Link to = link;
        if (to != null && (phase == Phase.GREETING || phase == Phase.ONLINE)) {
            acks.hurry();
            pump();
            FrameOut out = new FrameOut(loop.scratch(), to);
            out.end(FrameEncoder.goodbye(out.buffer(), out.reserve(0), 0, 0, 0));
            out.flush();
        }
        shut();
    }

    private void shut() {
        phase = Phase.CLOSED;
        keepalive.stop();
        acks.stop();
        cancel(greetingTimer);
        cancel(resumeTimer);
        if (link != null) {
            link.close();
        }
    }

    private static void cancel(ClientLoop.@Nullable Timer timer) {
        if (timer != null) {
            timer.cancel();
        }
    }

    /** Ends it, and tells the session. Nothing happens a second time. */
    void end(Ending ending) {
        if (open()) {
            shut();
            session.ended(this, ending);
        }
    }

    /** The node broke the protocol: it is told, and the connection ends. */
    private void breach(ErrorCode code, String detail) {
        Link to = link;
        if (open() && to != null) {
            FrameOut out = new FrameOut(loop.scratch(), to);
            byte[] text = detail.getBytes(StandardCharsets.UTF_8);
            out.end(FrameEncoder.error(out.buffer(), out.reserve(text.length), code.code(), 0, text));
            out.flush();
        }
        end(Ending.of("the node sent what this client does not understand (" + code + ": " + detail + ")"));
    }

    // From the link.

    @Override
    public void onOpened() {
        session.guard(() -> {
            phase = Phase.GREETING;
            helloDue = true;
            greetingTimer = loop.schedule(this::noWelcome, session.limits().connectTimeoutMs());
            pump();
        });
    }

    private void noWelcome() {
        if (phase == Phase.GREETING) {
            end(Ending.of("the node did not answer HELLO"));
        }
    }

    @Override
    public void onBytes(DirectBuffer buffer, int offset, int length) {
        session.guard(() -> {
            session.batchBegins();
            framer.bytes(buffer, offset, length, this, this);
        });
    }

    @Override
    public void onReadComplete() {
        keepalive.read();
        session.batchEnds();
        session.guard(this::pump);
    }

    @Override
    public void onWritable() {
        pumpBlocked = false;
        session.guard(this::pump);
    }

    @Override
    public void onClosed(@Nullable Throwable cause) {
        session.batchEnds();
        if (leaving != null) {
            end(leaving);
        }
        end(Ending.of(phase == Phase.OPENING ? whyNotOpened(cause) : whyBroken(cause)));
    }

    private String whyNotOpened(@Nullable Throwable cause) {
        if (cause instanceof UnknownHostException) {
            return "the host of " + address + " is not known";
        }
        String detail = cause == null ? "" : String.valueOf(cause.getMessage());
        if (detail.contains("refused")) {
            return "nothing answers at " + address + " (connection refused)";
        }
        return detail.contains("timed out")
                ? address + " does not answer"
                : "could not connect to " + address + " (" + detail + ")";
    }

    private static String whyBroken(@Nullable Throwable cause) {
        return cause == null ? "the node closed the connection" : "the connection broke (" + cause.getMessage() + ")";
    }

    // Keepalive.

    @Override
    public boolean answerExpected() {
        return sends.anyInFlight() || session.readMarks().unconfirmed();
    }

    @Override
    public void pingDue() {
        pingDue = true;
        session.guard(this::pump);
    }

    @Override
    public void dead() {
        end(Ending.of("the node has been silent for too long"));
    }

    // Frames.

    @Override
    public void onWelcome(
            boolean enrolled, long head, long ackedCseq, long timeMs, DirectBuffer buffer, int tlvs, int tlvsLength) {
        if (phase != Phase.GREETING) {
            breach(ErrorCode.UNEXPECTED_FRAME, "a second WELCOME");
            return;
        }
        cancel(greetingTimer);
        phase = Phase.ONLINE;
        deliveries.stamp(timeMs);
        sends.window(Tlv.windowMessages(buffer, tlvs, tlvsLength), Tlv.windowBytes(buffer, tlvs, tlvsLength));
        keepalive.start(1_000 * Tlv.number(buffer, tlvs, tlvsLength, Tlv.KEEPALIVE, Limits.KEEPALIVE_SECONDS_DEFAULT));
        if (session.welcomed(this, enrolled, head, ackedCseq)) {
            sends.release();
            if (ackedCseq >= outbox.first()) {
                sends.settling(ackedCseq);
                outbox.settle(ackedCseq);
            }
        }
    }

    @Override
    public void onSendAck(boolean inOrder, int cseqLow) {
        long settled = outbox.first() - 1;
        long cseq = SequenceLow.nearest(settled, cseqLow, Short.SIZE);
        if (cseq >= sends.next()) {
            breach(ErrorCode.BAD_SEQUENCE, "SEND_ACK for a cseq that was not sent");
        } else if (cseq > settled && expectOnline("SEND_ACK")) {
            gaps = 0;
            sends.settling(cseq);
            if (inOrder) {
                cursor.pass(deliveries.advance(cseq - settled));
            }
            outbox.settle(cseq);
        }
    }

    @Override
    public void onSendRefused(RefusalCode code, long cseq, long retryAfterMs) {
        if (!expectOnline("SEND_REFUSED")) {
            return;
        }
        boolean forGood = code.code() < 128;
        boolean known = cseq >= outbox.first() && cseq < sends.next();
        if (!known) {
            unknownRefusal(code, cseq);
        } else if (!forGood) {
            rewind(code, cseq, retryAfterMs);
        } else if (cseq != outbox.first()) {
            breach(ErrorCode.BAD_SEQUENCE, "SEND_REFUSED before the SENDs ahead of it were settled");
        } else {
            gaps = 0;
            sends.settling(cseq);
            outbox.refuse(cseq, code);
        }
    }

    private void unknownRefusal(RefusalCode code, long cseq) {
        if (code == RefusalCode.CSEQ_GAP && cseq < outbox.first()) {
            session.deviceLost("The node has forgotten messages that it had stored.", true);
            end(Ending.of("the node has forgotten messages that it had stored"));
        } else if (cseq >= sends.next()) {
            breach(ErrorCode.BAD_SEQUENCE, "SEND_REFUSED for a cseq that was not sent");
        }
    }

    private void rewind(RefusalCode code, long cseq, long retryAfterMs) {
        gaps = code == RefusalCode.CSEQ_GAP ? gaps + 1 : 0;
        if (gaps > GAPS_MAX) {
            end(Ending.of("the node keeps missing message " + cseq));
            return;
        }
        sends.rewind(cseq);
        cancel(resumeTimer);
        if (retryAfterMs == 0 && code == RefusalCode.CSEQ_GAP) {
            sends.resume();
        } else {
            resumeTimer = loop.schedule(this::resumeSending, session.retryDelayMs(retryAfterMs));
        }
    }

    private void resumeSending() {
        sends.resume();
        session.guard(this::pump);
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
        if (!expectOnline("DELIVER")) {
            return;
        }
        long cseq = cseqDelta;
        if (nameLength > 0) {
            deliveries.define(alias, buffer, name, nameLength, install, cseqDelta);
        } else if (!deliveries.known(alias)) {
            breach(ErrorCode.BAD_ALIAS, "DELIVER under an alias without a meaning");
            return;
        } else {
            cseq = deliveries.advanceCseq(alias, cseqDelta);
        }
        if (cseq < 0) {
            breach(ErrorCode.BAD_SEQUENCE, "DELIVER beyond the last sequence there is");
            return;
        }
        if (stamped) {
            deliveries.stampDelta(stampDeltaMs);
        }
        long seq = deliveries.advance(1);
        acks.item(seq, payloadLength);
        if (seq > cursor.highest()) {
            byte[] copy = new byte[payloadLength];
            buffer.getBytes(payload, copy);
            handOver(own, receipt, alias, cseq, seq, copy);
        }
    }

    private void handOver(boolean own, boolean receipt, int alias, long cseq, long seq, byte[] payload) {
        String peer = deliveries.name(alias);
        long install = deliveries.install(alias);
        long timeMs = deliveries.stampMs();
        Deliveries app = session.deliveries();
        if (own) {
            app.own(new OwnMessage(peer, new MessageId(session.user(), install, cseq), seq, timeMs, payload));
        } else {
            app.message(new Message(peer, install, cseq, seq, timeMs, receipt, payload, app.acks()));
        }
    }

    @Override
    public void onOwnCopy(long count) {
        if (expectOnline("OWN_COPY")) {
            cursor.pass(deliveries.advance(count));
        }
    }

    @Override
    public void onSkip(SkipReason reason, long nextSeq) {
        if (!expectOnline("SKIP")) {
            return;
        }
        long from = deliveries.position() + 1;
        if (nextSeq <= from) {
            breach(ErrorCode.BAD_SEQUENCE, "SKIP to " + nextSeq + ", which is not ahead");
            return;
        }
        deliveries.advance(nextSeq - from);
        long unseen = Math.max(from, cursor.highest() + 1);
        if (unseen < nextSeq) {
            session.deliveries().skip(new Skip(reason, unseen, nextSeq));
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
        if (!expectOnline("RECEIPT")) {
            return;
        }
        long seq = deliveries.advance(1);
        acks.item(seq, 0);
        if (seq > cursor.highest()) {
            byte[] peer = new byte[nameLength];
            buffer.getBytes(name, peer);
            String text = new String(peer, StandardCharsets.UTF_8);
            session.deliveries().receipt(new Receipt(kind, text, install, cseq, seq, reason));
        }
    }

    @Override
    public void onCredit(long messages, long bytes) {
        sends.window(messages, bytes);
    }

    @Override
    public void onPong(int headLow) {
        session.readMarks().confirmed();
        long position = deliveries.position();
        boolean windowOpen = cursor.acked() >= position;
        if (SequenceLow.nearest(position, headLow, Short.SIZE) == position || !windowOpen) {
            behindAt = -1;
        } else if (behindAt == position) {
            end(Ending.of("the node has messages that it does not deliver"));
        } else {
            behindAt = position;
        }
    }

    @Override
    public void onGoodbye(int code, long reconnectAfterMs, long jitterMs) {
        ErrorCode known = ErrorCode.of(code);
        String why = known == null ? "the node said good-bye" : "the node said good-bye (" + known + ")";
        Ending asked = new Ending(why, known, reconnectAfterMs, jitterMs);
        leaving = asked;
        phase = Phase.LEAVING;
        cancel(greetingTimer);
        greetingTimer = loop.schedule(() -> end(asked), LEAVING_MS);
    }

    @Override
    public void onError(int code, long retryAfterMs, DirectBuffer buffer, int text, int textLength) {
        if (phase == Phase.GREETING) {
            outbox.leftOnly(leftAtStart);
        }
        ErrorCode known = ErrorCode.of(code);
        byte[] utf8 = new byte[textLength];
        buffer.getBytes(text, utf8);
        String sentence = new String(utf8, StandardCharsets.UTF_8).replaceAll("\\p{Cntrl}", " ");
        String name = known == null ? "error " + code : known.name();
        end(new Ending(
                "the node refused: " + name + (sentence.isEmpty() ? "" : ", " + sentence),
                known,
                retryAfterMs,
                Ending.OWN_BACK_OFF));
    }

    @Override
    public void onMove(DirectBuffer buffer, int tlvs, int tlvsLength) {
        end(new Ending("the user has moved to another node", null, MOVE_MS, MOVE_MS));
    }

    @Override
    public void onMalformed(ErrorCode reason, String detail) {
        breach(reason, detail);
    }

    private boolean expectOnline(String frame) {
        if (phase == Phase.GREETING) {
            breach(ErrorCode.UNEXPECTED_FRAME, frame + " before WELCOME");
        }
        return phase == Phase.ONLINE || phase == Phase.LEAVING;
    }
}
