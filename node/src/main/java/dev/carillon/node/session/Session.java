package dev.carillon.node.session;

import dev.carillon.node.delivery.ConnectionNumber;
import dev.carillon.node.delivery.DeliveryPartition;
import dev.carillon.node.delivery.DeviceState;
import dev.carillon.node.delivery.Devices;
import dev.carillon.node.delivery.Metric;
import dev.carillon.node.delivery.ResumeListener;
import dev.carillon.node.delivery.UserState;
import dev.carillon.protocol.ClientFrameDecoder;
import dev.carillon.protocol.ClientFrames;
import dev.carillon.protocol.ErrorCode;
import dev.carillon.protocol.Limits;
import dev.carillon.protocol.Tlv;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A connected device. It turns frames into operations of its partition's next entry, and what became durable into
 * frames. It holds cursors and no messages: whatever it has to send is read from the partition's state when the client
 * takes it, so a slow client costs no memory here beyond one chunk.
 *
 * <p>What it knows is with its parts: its place at the partition ({@link DeviceSeat}) and what it hears there ({@link
 * DeviceNews}), sends ({@link SendIntake}), inbox ({@link DeliverCursor}), frames that are due ({@link SessionOutput}), and
 * what a change of leaders does to it ({@link Adrift}). Here is its state, and what moves it on.
 *
 * <table>
 * <caption>States (PROTOCOL.md, section 7.1)</caption>
 * <tr><th>from</th><th>who</th><th>event</th><th>to</th><th>effect</th></tr>
 * <tr><td>–</td><td>client</td><td>HELLO</td><td>GREETING</td><td>older connection of the device: REPLACED; RESUME</td></tr>
 * <tr><td>–</td><td>client</td><td>HELLO, on an older connection than the device's</td><td>CLOSED</td><td>REPLACED</td></tr>
 * <tr><td>GREETING</td><td>apply</td><td>resumed</td><td>OPEN</td><td>WELCOME, then the backlog</td></tr>
 * <tr><td>GREETING</td><td>apply</td><td>refused</td><td>CLOSED</td><td>ERROR</td></tr>
 * <tr><td>GREETING, OPEN</td><td>client</td><td>SEND</td><td>same</td><td>ACCEPT, or a refusal</td></tr>
 * <tr><td>OPEN</td><td>apply</td><td>accepted, refused, …</td><td>OPEN</td><td>SEND_ACK, SEND_REFUSED</td></tr>
 * <tr><td>OPEN</td><td>client</td><td>GOODBYE</td><td>LEAVING</td><td>sends no more messages</td></tr>
 * <tr><td>GREETING, OPEN</td><td>node</td><td>shutdown</td><td>LEAVING</td><td>GOODBYE</td></tr>
 * <tr><td>LEAVING</td><td>apply</td><td>nothing is owed</td><td>CLOSED</td><td>closes the link</td></tr>
 * <tr><td>any</td><td>client</td><td>bytes that break the protocol</td><td>CLOSED</td><td>ERROR</td></tr>
 * <tr><td>any</td><td>apply</td><td>replaced, retired</td><td>CLOSED</td><td>ERROR</td></tr>
 * <tr><td>any</td><td>node</td><td>silent, slow</td><td>CLOSED</td><td>ERROR</td></tr>
 * <tr><td>any</td><td>apply</td><td>leadership lost</td><td>ADRIFT</td><td>–</td></tr>
 * <tr><td>ADRIFT</td><td>node</td><td>leads (again), and it was OPEN</td><td>OPEN</td><td>SEND_REFUSED (gap) for what may have come to nothing</td></tr>
 * <tr><td>ADRIFT</td><td>node</td><td>another owner known, and it was OPEN</td><td>CLOSED</td><td>goes on there</td></tr>
 * <tr><td>ADRIFT</td><td>node</td><td>that cannot be, or waited long enough</td><td>CLOSED</td><td>MOVE</td></tr>
 * <tr><td>–</td><td>another node</td><td>its session shall go on here</td><td>ADRIFT</td><td>–</td></tr>
 * <tr><td>any</td><td>edge</td><td>closed</td><td>CLOSED</td><td>–</td></tr>
 * </table>
 *
 * <p>Runs on the loop of the user's partition.
 */
final class Session implements ClientFrames, ResumeListener {
    private final SessionContext context;
    private final SessionOutput output;
    private final DeviceSeat seat;
    private final SendIntake sends;
    private final DeliverCursor inbox = new DeliverCursor();
    private @Nullable Adrift adrift;
    private SessionState state = SessionState.GREETING;
    private boolean greeted;
    private boolean stays;
    private long heardNs;

    /** In the list of those that have something to send. */
    boolean isReady;

    /** Place in the loop's list of sessions. */
    int place;

    Session(SessionContext context, DeliveryPartition partition, long connection, byte[] user) {
        this.context = context;
        this.output = new SessionOutput(context, connection);
        this.seat = new DeviceSeat(partition, user, new DeviceNews(context, this));
        this.sends = new SendIntake(context, seat, output, this);
        this.heardNs = context.nowNs();
    }

    DeviceSeat seat() {
        return seat;
    }

    DeliverCursor inbox() {
        return inbox;
    }

    SendIntake sends() {
        return sends;
    }

    SessionOutput output() {
        return output;
    }

    /** What becomes of it while its node does not lead the user's partition. */
    Adrift adrift() {
        Adrift known = adrift;
        if (known == null) {
            known = new Adrift(context, this);
            adrift = known;
        }
        return known;
    }

    /** Whether the client cannot follow its user to another node. */
    boolean stays() {
        return stays;
    }

    @Override
    public ConnectionNumber number() {
        return seat.number();
    }

    @Override
    public boolean isOver() {
        return state == SessionState.CLOSED;
    }

    SessionState state() {
        return state;
    }

    // From the edge.

    /** Whole frames, the first of all being HELLO. */
    void onFrames(DirectBuffer buffer, int offset, int length) {
        heardNs = context.nowNs();
        int at = offset;
        int end = offset + length;
        while (at < end && state != SessionState.CLOSED && (state != SessionState.ADRIFT || adrift().mayGoOn())) {
            int consumed = ClientFrameDecoder.decode(buffer, at, end, Limits.FRAME_MAX, this);
            if (consumed <= 0) {
                return;
            }
            at += consumed;
        }
    }

    void onWritable(boolean writable) {
        output.writable(writable);
        if (writable) {
            ready();
        }
    }

    /** The connection is not there any more, or not this session's. */
    void over() {
        if (state != SessionState.CLOSED) {
            state = SessionState.CLOSED;
            seat.letGo();
            context.closed(this);
        }
    }

    /** Takes the place of another node's session, and waits until this node leads. @return false if that makes no sense */
    boolean carryOn(CarriedState in) {
        greeted = true;
        state = SessionState.ADRIFT;
        return adrift().carryOn(in);
    }

    /** Its node leads no more. */
    void detach() {
        state = SessionState.ADRIFT;
        seat.letGo();
        sends.detached();
    }

    /** Its node leads, and the device has its seat again. */
    void attach() {
        state = SessionState.OPEN;
        adrift = null;
        sends.attached(output.told());
        ready();
    }

    /** The client shall go to whoever leads. */
    void move() {
        context.moves().send(output.connection(), seat.partition().number(), Moves.MANY_JITTER_MS);
        over();
    }

    // From the client.

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
            fail(ErrorCode.UNEXPECTED_FRAME, "HELLO comes once");
            return;
        }
        greeted = true;
        seat.begin(install, buffer, tlvs, tlvsLength);
        sends.begin(nextCseq);
        inbox.begin(lastSeq, buffer, tlvs, tlvsLength);
        stays = Tlv.has(buffer, tlvs, tlvsLength, Tlv.STAY);
        if (seat.ask(enrol, lastSeq, context.inboxLimits())) {
            seat.partition().resume(seat.user(), install, enrol, lastSeq, this);
        } else {
            onResumeRefused(ErrorCode.REPLACED);
        }
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
        if (!greeted) {
            fail(ErrorCode.UNEXPECTED_FRAME, "HELLO comes first");
            return;
        }
        if (sends.number(wide, cseqLow)
                && sends.address(alias, buffer, name, nameLength)
                && state != SessionState.LEAVING) {
            sends.take(receipt, alias, buffer, payload, payloadLength);
        }
    }

    @Override
    public void onRecvAck(boolean wide, int seqLow) {
        long seq = inbox.recvAck(wide, seqLow);
        if (seq > inbox.position()) {
            seqAhead("RECV_ACK " + seq + " beyond " + inbox.position());
        } else if (inbox.acked(seq)) {
            context.meter().add(Metric.ACKS_RECEIVED, 1);
            seat.ackLater(seq, context.nowNs());
            ready();
        }
    }

    @Override
    public void onRead(long seq) {
        if (seq > inbox.position()) {
            seqAhead("READ " + seq + " beyond " + inbox.position());
        } else if (seat.isTaken()) {
            seat.read(seq);
        } else {
            adrift().read(seq);
        }
    }

    @Override
    public void onCredit(long messages, long bytes) {
        inbox.window().set(messages, bytes);
        ready();
    }

    @Override
    public void onPing(int seqLow) {
        if (seat.isTaken() || state == SessionState.ADRIFT) {
            output.pong();
            ready();
        }
    }

    @Override
    public void onGoodbye(int code, long reconnectAfterMs, long jitterMs) {
        if (state == SessionState.OPEN || state == SessionState.GREETING) {
            state = SessionState.LEAVING;
            ready();
        } else if (state == SessionState.ADRIFT) {
            output.close();
            over();
        }
    }

    @Override
    public void onError(int code, long retryAfterMs, DirectBuffer buffer, int text, int textLength) {
        output.close();
        over();
    }

    @Override
    public void onMalformed(ErrorCode reason, String detail) {
        fail(reason, detail);
    }

    private void seqAhead(String what) {
        context.meter().add(Metric.ALARMS_SEQ_AHEAD, 1);
        context.alarm("a device is ahead of its inbox: " + what);
        fail(ErrorCode.SEQ_AHEAD, "the inbox ends before that");
    }

    // From apply.

    @Override
    public void onResumed(UserState resumed, DeviceState device, boolean enrolled) {
        if (state == SessionState.CLOSED || state == SessionState.ADRIFT) {
            return;
        }
        if (state == SessionState.GREETING) {
            state = SessionState.OPEN;
        }
        seat.take(resumed, device);
        long ackedCseq = sends.resumed(device);
        long stampMs = context.stamps().nowMs();
        inbox.welcomed(resumed.head(), stampMs);
        output.welcome(
                enrolled, resumed.head(), ackedCseq, stampMs, seat.partition().history());
        context.meter().add(Metric.SESSIONS_OPENED, 1);
        context.meter().add(Metric.DEVICES_ENROLLED, enrolled ? 1 : 0);
        ready();
    }

    @Override
    public void onResumeRefused(ErrorCode why) {
        context.meter().add(Metric.SESSIONS_REFUSED, 1);
        if (why == ErrorCode.SEQ_AHEAD) {
            seqAhead("HELLO from install " + Long.toHexString(seat.install()) + " has " + inbox.position());
        } else {
            fail(why, Devices.sentence(why));
        }
    }

    // To the client.

    void ready() {
        if (state != SessionState.CLOSED && state != SessionState.ADRIFT) {
            context.ready(this);
        }
    }

    /** Sends what there is to send. @return whether more is waiting that could go now */
    boolean pump(int itemsMax) {
        if (state == SessionState.CLOSED || state == SessionState.ADRIFT || !output.begin()) {
            return false;
        }
        UserState mine = seat.userState();
        if (mine == null) {
            return leaveIfDone();
        }
        output.control(mine.head());
        boolean more = false;
        if (state == SessionState.OPEN && inbox.position() < mine.head()) {
            int items = context.pusher().push(seat, inbox, mine, itemsMax);
            more = items > 0 && inbox.position() < mine.head();
        }
        boolean taken = output.end();
        return leaveIfDone() || more && taken;
    }

    private boolean leaveIfDone() {
        if (state == SessionState.LEAVING && sends.isEmpty() && output.isDone()) {
            output.close();
            over();
        }
        return false;
    }

    /** The node shuts down; what was taken is still acknowledged. */
    void goodbye(long reconnectAfterMs, long jitterMs) {
        if (state == SessionState.GREETING || state == SessionState.ADRIFT) {
            fail(ErrorCode.SHUTTING_DOWN, "the node is going away", reconnectAfterMs);
        } else if (state == SessionState.OPEN) {
            state = SessionState.LEAVING;
            output.goodbye(reconnectAfterMs, jitterMs);
            ready();
        }
    }

    /** Looks whether the client is silent or slow for too long. */
    void checkAlive(long nowNs) {
        if (state == SessionState.ADRIFT && adrift().isTooLong(nowNs)) {
            move();
        } else if (output.isBlockedSince(nowNs - context.limits().slowReaderMs() * 1_000_000)) {
            context.meter().add(Metric.SESSIONS_TIMED_OUT, 1);
            fail(ErrorCode.SLOW_READER, "nothing was taken for too long");
        } else if (nowNs - heardNs > Limits.KEEPALIVE_MISSES * context.limits().keepaliveMs() * 1_000_000) {
            context.meter().add(Metric.SESSIONS_TIMED_OUT, 1);
            fail(ErrorCode.IDLE_TIMEOUT, "nothing was heard for too long");
        }
    }

    void fail(ErrorCode code, String text) {
        fail(code, text, 0);
    }

    void fail(ErrorCode code, String text, long retryAfterMs) {
        if (state != SessionState.CLOSED) {
            output.error(code, text, retryAfterMs);
            over();
        }
    }
}
