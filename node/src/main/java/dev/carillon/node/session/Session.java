package dev.carillon.node.session;

import dev.carillon.node.delivery.ConnectionNumber;
import dev.carillon.node.delivery.DeliveryPartition;
import dev.carillon.node.delivery.DeviceListener;
import dev.carillon.node.delivery.DeviceState;
import dev.carillon.node.delivery.Devices;
import dev.carillon.node.delivery.Meter;
import dev.carillon.node.delivery.Metric;
import dev.carillon.node.delivery.ResumeListener;
import dev.carillon.node.delivery.UserState;
import dev.carillon.protocol.ClientFrameDecoder;
import dev.carillon.protocol.ClientFrames;
import dev.carillon.protocol.ErrorCode;
import dev.carillon.protocol.Limits;
import dev.carillon.protocol.Tlv;
import dev.carillon.ring.UserHash;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A connected device. It turns frames into operations of its partition's next entry, and what became durable into
 * frames. It holds cursors and no messages: whatever it has to send is read from the partition's state when the client
 * takes it, so a slow client costs no memory here beyond one chunk.
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
final class Session implements ClientFrames, DeviceListener, ResumeListener {
    /** How long a session waits to be told where its user lives now, before the client has to find out for itself. */
    private static final long ADRIFT_NS = 3_000_000_000L;

    private final SessionContext context;
    private final DeliveryPartition partition;
    private final byte[] user;
    private final SessionOutput output;
    private SessionState state = SessionState.GREETING;
    private boolean greeted;
    private boolean stays;
    private boolean doubted;
    private long install;
    private ConnectionNumber number = ConnectionNumber.NONE;
    private @Nullable UserState userState;

    /** Null until WELCOME. */
    private @Nullable DeviceState device;

    /** What was known of the device at HELLO. */
    private @Nullable DeviceState judged;

    private long heardNs;
    private long adriftSinceNs;

    /** Whether it goes on if this node leads the partition again. */
    private boolean mayGoOn;

    /** What the client said meanwhile that it has read; 0 for nothing. */
    private long readMeanwhile;

    private final SendIntake sends;

    private final DeliverCursor inbox = new DeliverCursor();

    /** In the list of those that have something to send. */
    boolean isReady;

    /** Place in the loop's list of sessions. */
    int place;

    Session(SessionContext context, DeliveryPartition partition, long connection, byte[] user) {
        this.context = context;
        this.partition = partition;
        this.user = user;
        this.output = new SessionOutput(context, connection);
        this.sends = new SendIntake(context, partition, user, output, this);
        this.heardNs = context.nowNs();
    }

    long connection() {
        return output.connection();
    }

    byte[] user() {
        return user;
    }

    long install() {
        return install;
    }

    /** Whether the client cannot follow its user to another node. */
    boolean stays() {
        return stays;
    }

    DeliverCursor inbox() {
        return inbox;
    }

    Meter meter() {
        return context.meter();
    }

    @Override
    public ConnectionNumber number() {
        return number;
    }

    @Override
    public boolean isOver() {
        return state == SessionState.CLOSED;
    }

    /** Whether its node leads the partition no more, and it is not known yet who does. */
    boolean isAdrift() {
        return state == SessionState.ADRIFT;
    }

    /** The user's partition. */
    int partition() {
        return partition.number();
    }

    // From the edge.

    /** Whole frames, the first of all being HELLO. */
    void onFrames(DirectBuffer buffer, int offset, int length) {
        heardNs = context.nowNs();
        int at = offset;
        int end = offset + length;
        while (at < end && state != SessionState.CLOSED && (state != SessionState.ADRIFT || mayGoOn)) {
            int consumed = ClientFrameDecoder.decode(buffer, at, end, Limits.FRAME_MAX, this);
            if (consumed <= 0) {
                return;
            }
            at += consumed;
        }
    }

    void onLinkClosed() {
        over();
    }

    void onWritable(boolean writable) {
        output.writable(writable);
        if (writable) {
            ready();
        }
    }

    // From and to other nodes.

    /** Writes what another node needs in order to go on in its place. */
    void carryOff(CarriedState out) {
        out.putName(user).put(install).put(number.run()).put(number.number()).put(readMeanwhile);
        inbox.carryOff(out);
        sends.carryOff(out);
        output.carryOff(out);
    }

    /** Another node goes on in its place: the connection is not its any more. */
    void carriedOff() {
        over();
    }

    /**
     * Takes the place of another node's session, of which everything but the user has not been read yet. It waits until this
     * node leads.
     *
     * @return false if what it was given makes no sense
     */
    boolean carryOn(CarriedState in) {
        greeted = true;
        install = in.number(Long.MIN_VALUE);
        number = new ConnectionNumber(in.number(0), in.number(0));
        readMeanwhile = in.number(0);
        inbox.carryOn(in);
        sends.carryOn(install, in);
        output.carryOn(in);
        state = SessionState.ADRIFT;
        mayGoOn = true;
        adriftSinceNs = context.nowNs();
        in.require(readMeanwhile <= inbox.position());
        return in.isWhole();
    }

    // From the client.

    @Override
    public void onHello(
            int version,
            boolean enrol,
            DirectBuffer buffer,
            int token,
            int tokenLength,
            long helloInstall,
            long lastSeq,
            long helloNextCseq,
            int tlvs,
            int tlvsLength) {
        if (greeted) {
            fail(ErrorCode.UNEXPECTED_FRAME, "HELLO comes once");
            return;
        }
        greeted = true;
        install = helloInstall;
        number = ConnectionNumber.in(buffer, tlvs, tlvsLength);
        sends.begin(helloInstall, helloNextCseq);
        inbox.begin(lastSeq);
        stays = Tlv.has(buffer, tlvs, tlvsLength, Tlv.STAY);
        inbox.window().set(Tlv.windowMessages(buffer, tlvs, tlvsLength), Tlv.windowBytes(buffer, tlvs, tlvsLength));
        UserState known = partition.findUser(user, UserHash.of(user));
        // Only apply may refuse: this replica may not know yet that another one leads, and knows more.
        doubted = Devices.judge(known, install, enrol, lastSeq, context.inboxLimits()) != null;
        if (doubted) {
            partition.resume(user, install, enrol, lastSeq, this);
            return;
        }
        DeviceState older = known == null ? null : known.device(install);
        DeviceListener connected = older == null ? null : older.listener();
        if (connected != null && number.isBefore(connected.number())) {
            onResumeRefused(ErrorCode.REPLACED);
            return;
        }
        if (connected != null) {
            connected.onReplaced();
        }
        if (known != null) {
            known.hold();
            userState = known;
            judged = older;
        }
        partition.resume(user, install, enrol, lastSeq, this);
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

    /** Puts what the device says it has into the entry before its own send, so that the copy need not be kept. */
    void ackBeforeSend() {
        if (userState != null && device != null) {
            partition.ackNow(userState, device);
        }
    }

    /** Whether the device will hardly be welcomed, so that what it sends meanwhile must not be taken. */
    boolean isDoubted() {
        return doubted;
    }

    /** Whether the device's sends up to there are settled, as far as is known. */
    boolean isSettled(long cseq) {
        return judged != null && cseq <= judged.cseqHigh();
    }

    @Override
    public void onRecvAck(boolean wide, int seqLow) {
        long seq = inbox.recvAck(wide, seqLow);
        if (seq > inbox.position()) {
            seqAhead("RECV_ACK " + seq + " beyond " + inbox.position());
        } else if (inbox.acked(seq)) {
            context.meter().add(Metric.ACKS_RECEIVED, 1);
            if (userState != null && device != null) {
                partition.ackLater(userState, device, seq, context.nowNs());
            }
            ready();
        }
    }

    @Override
    public void onRead(long seq) {
        if (seq > inbox.position()) {
            seqAhead("READ " + seq + " beyond " + inbox.position());
        } else if (device != null) {
            partition.read(user, install, seq);
        } else {
            readMeanwhile = Math.max(readMeanwhile, seq);
        }
    }

    @Override
    public void onCredit(long messages, long bytes) {
        inbox.window().set(messages, bytes);
        ready();
    }

    @Override
    public void onPing(int seqLow) {
        if (device != null || state == SessionState.ADRIFT) {
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
    public void onResumed(UserState resumed, DeviceState resumedDevice, boolean enrolled) {
        if (state == SessionState.CLOSED || state == SessionState.ADRIFT) {
            return;
        }
        if (state == SessionState.GREETING) {
            state = SessionState.OPEN;
        }
        if (userState == null) {
            resumed.hold();
            userState = resumed;
        }
        device = resumedDevice;
        judged = resumedDevice;
        doubted = false;
        resumedDevice.connect(this);
        long ackedCseq = Math.min(resumedDevice.cseqHigh(), resumedDevice.firstRefusal(sends.nextCseq()) - 1);
        sends.resumed(ackedCseq);
        long stampMs = context.stamps().nowMs();
        inbox.welcomed(resumed.head(), stampMs);
        output.welcome(enrolled, resumed.head(), ackedCseq, stampMs, partition.history());
        context.meter().add(Metric.SESSIONS_OPENED, 1);
        if (enrolled) {
            context.meter().add(Metric.DEVICES_ENROLLED, 1);
        }
        ready();
    }

    @Override
    public void onResumeRefused(ErrorCode why) {
        context.meter().add(Metric.SESSIONS_REFUSED, 1);
        if (why == ErrorCode.SEQ_AHEAD) {
            seqAhead("HELLO from install " + Long.toHexString(install) + " has " + inbox.position());
        } else {
            fail(why, Devices.sentence(why));
        }
    }

    @Override
    public void onAccepted(long cseq, long seq, int payloadLength) {
        sends.settled(payloadLength);
        boolean inOrder = seq == inbox.position() + 1;
        output.stored(cseq, inOrder);
        if (inOrder) {
            inbox.passOver(seq);
        }
        ready();
    }

    @Override
    public void onDuplicate(long cseq, int refusal, int payloadLength) {
        sends.settled(payloadLength);
        if (refusal == 0) {
            output.storedBefore(cseq);
        } else {
            output.refused(refusal, cseq);
        }
        ready();
    }

    @Override
    public void onGap(long expected, int payloadLength) {
        sends.settled(payloadLength);
        sends.gap(expected);
    }

    @Override
    public void onRefused(long cseq, int code) {
        sends.settled(0);
        output.refused(code, cseq);
        context.meter().add(Metric.REFUSED_FOR_GOOD, 1);
        ready();
    }

    @Override
    public void onInboxChanged() {
        ready();
    }

    @Override
    public void onReplaced() {
        context.meter().add(Metric.SESSIONS_REPLACED, 1);
        fail(ErrorCode.REPLACED, Devices.sentence(ErrorCode.REPLACED));
    }

    @Override
    public void onRetired() {
        fail(ErrorCode.DEVICE_RETIRED, "this device is no longer enrolled");
    }

    // To the client.

    /** What the device itself said it has; what is gone behind that it need not be told of as lost. */
    long said() {
        return device == null ? 0 : device.said();
    }

    /** A frame for {@code seq} was written. */
    void delivered(long seq, int payloadLength) {
        if (inbox.delivered(seq, payloadLength)) {
            context.meter().add(Metric.MESSAGES_CAUGHT_UP, 1);
        }
    }

    void ready() {
        if (state != SessionState.CLOSED && state != SessionState.ADRIFT) {
            context.ready(this);
        }
    }

    /**
     * Sends what there is to send.
     *
     * @return whether more is waiting that could go now
     */
    boolean pump(int itemsMax) {
        if (state == SessionState.CLOSED || state == SessionState.ADRIFT || !output.begin()) {
            return false;
        }
        UserState mine = userState;
        if (mine == null || device == null) {
            return leaveIfDone();
        }
        output.control(mine.head());
        boolean more = false;
        if (state == SessionState.OPEN && inbox.position() < mine.head()) {
            int items = context.pusher().push(this, mine, itemsMax);
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
        CoreLimits limits = context.limits();
        if (state == SessionState.ADRIFT && nowNs - adriftSinceNs > ADRIFT_NS) {
            move();
        } else if (output.isBlockedSince(nowNs - limits.slowReaderMs() * 1_000_000)) {
            context.meter().add(Metric.SESSIONS_TIMED_OUT, 1);
            fail(ErrorCode.SLOW_READER, "nothing was taken for too long");
        } else if (nowNs - heardNs > Limits.KEEPALIVE_MISSES * limits.keepaliveMs() * 1_000_000) {
            context.meter().add(Metric.SESSIONS_TIMED_OUT, 1);
            fail(ErrorCode.IDLE_TIMEOUT, "nothing was heard for too long");
        }
    }

    /**
     * The node leads the user's partition no more: nothing may be answered, and what was asked for may not happen. The
     * client is sent on when it is known where to.
     */
    void adrift() {
        if (state == SessionState.CLOSED) {
            return;
        }
        letGo();
        mayGoOn = state == SessionState.OPEN || state == SessionState.ADRIFT && mayGoOn;
        state = SessionState.ADRIFT;
        adriftSinceNs = context.nowNs();
        sends.detached();
        ownerKnown();
    }

    /** It may be known now who leads the user's partition. */
    void ownerKnown() {
        Moves moves = context.moves();
        if (state == SessionState.ADRIFT
                && moves.knowsOwner(partition.number())
                && !(mayGoOn && moves.isHere(partition.number()))
                && !(mayGoOn && context.carry(this))) {
            move();
        }
    }

    /**
     * The node leads the user's partition again, as when it went to its next generation: the client need not notice, but for
     * sends that came to nothing, to which it is told to come back.
     */
    void leadsAgain() {
        if (state != SessionState.ADRIFT || !mayGoOn) {
            return;
        }
        UserState known = partition.findUser(user, UserHash.of(user));
        DeviceState mine = known == null ? null : known.device(install);
        if (known == null || mine == null || mine.listener() != null || inbox.position() > known.head()) {
            move();
            return;
        }
        known.hold();
        userState = known;
        device = mine;
        judged = mine;
        mine.connect(this);
        state = SessionState.OPEN;
        sends.attached(output.told());
        if (inbox.lastRecvAck() > mine.cursor()) {
            partition.ackLater(known, mine, inbox.lastRecvAck(), context.nowNs());
        }
        if (readMeanwhile > 0) {
            partition.read(user, install, readMeanwhile);
            readMeanwhile = 0;
        }
        context.meter().add(Metric.SESSIONS_KEPT, 1);
        ready();
    }

    private void move() {
        context.moves().send(connection(), partition.number(), Moves.MANY_JITTER_MS);
        over();
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

    private void over() {
        if (state == SessionState.CLOSED) {
            return;
        }
        state = SessionState.CLOSED;
        letGo();
        context.closed(this);
    }

    private void letGo() {
        if (device != null) {
            device.disconnect(this);
            device = null;
        }
        if (userState != null) {
            userState.release();
            userState = null;
        }
    }
}
