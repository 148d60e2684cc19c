package dev.carillon.node.session;

import dev.carillon.node.delivery.ConnectionNumber;
import dev.carillon.node.delivery.DeliveryPartition;
import dev.carillon.node.delivery.DeviceListener;
import dev.carillon.node.delivery.DeviceState;
import dev.carillon.node.delivery.Devices;
import dev.carillon.node.delivery.InboxLimits;
import dev.carillon.node.delivery.UserState;
import dev.carillon.ring.UserHash;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A session's seat at its user's partition: whose device this is, which of its connections, and what the partition knows of
 * them. From HELLO on it holds the user in memory; from WELCOME until it lets go it is the one that hears of the device. Runs
 * on the loop.
 */
final class DeviceSeat {
    private final DeliveryPartition partition;
    private final byte[] user;
    private final DeviceListener listener;
    private long install;
    private ConnectionNumber number = ConnectionNumber.NONE;
    private boolean doubted;
    private @Nullable UserState userState;

    /** Null until WELCOME. */
    private @Nullable DeviceState device;

    /** What was known of the device at HELLO. */
    private @Nullable DeviceState judged;

    /** @param listener hears of the device while it sits here */
    DeviceSeat(DeliveryPartition partition, byte[] user, DeviceListener listener) {
        this.partition = partition;
        this.user = user;
        this.listener = listener;
    }

    DeliveryPartition partition() {
        return partition;
    }

    byte[] user() {
        return user;
    }

    long install() {
        return install;
    }

    ConnectionNumber number() {
        return number;
    }

    /** HELLO says which device it is. */
    void begin(long helloInstall, DirectBuffer buffer, int tlvs, int tlvsLength) {
        install = helloInstall;
        number = ConnectionNumber.in(buffer, tlvs, tlvsLength);
    }

    void carryOff(CarriedState out) {
        out.putName(user).put(install).put(number.run()).put(number.number());
    }

    /** Goes on where another node was; the user was read before. */
    void carryOn(CarriedState in) {
        install = in.number(Long.MIN_VALUE);
        number = new ConnectionNumber(in.number(0), in.number(0));
    }

    // Taking it, and letting go.

    /**
     * HELLO asks for it: an older connection of the device is told that it is replaced, and what is known of the device is
     * kept until apply has decided.
     *
     * @return false if the device is on a newer connection already
     */
    boolean ask(boolean enrol, long lastSeq, InboxLimits limits) {
        UserState known = known();
        // Only apply may refuse: this replica may not know yet that another one leads, and knows more.
        doubted = Devices.judge(known, install, enrol, lastSeq, limits) != null;
        if (doubted || known == null) {
            return true;
        }
        DeviceState older = known.device(install);
        DeviceListener connected = older == null ? null : older.listener();
        if (connected != null) {
            if (number.isBefore(connected.number())) {
                return false;
            }
            connected.onReplaced();
        }
        hold(known);
        judged = older;
        return true;
    }

    /** Apply gives it to the device. */
    void take(UserState resumed, DeviceState resumedDevice) {
        if (userState == null) {
            hold(resumed);
        }
        doubted = false;
        sit(resumedDevice);
    }

    /** Takes it once more, and tells what the device said meanwhile that it has. @return false if it is not to be had now */
    boolean takeAgain(DeliverCursor inbox, long nowNs) {
        UserState known = known();
        DeviceState mine = known == null ? null : known.device(install);
        if (known == null || mine == null || mine.listener() != null || inbox.position() > known.head()) {
            return false;
        }
        hold(known);
        sit(mine);
        mine.askAnew();
        if (inbox.lastRecvAck() > mine.cursor()) {
            partition.ackLater(known, mine, inbox.lastRecvAck(), nowNs);
        }
        return true;
    }

    void letGo() {
        if (device != null) {
            device.disconnect(listener);
            device = null;
        }
        if (userState != null) {
            userState.release();
            userState = null;
        }
    }

    private @Nullable UserState known() {
        return partition.findUser(user, UserHash.of(user));
    }

    private void hold(UserState known) {
        known.hold();
        userState = known;
    }

    private void sit(DeviceState mine) {
        device = mine;
        judged = mine;
        mine.connect(listener);
    }

    // What is known of the device.

    /** Whether it has its seat: it was welcomed, and this node leads. */
    boolean isTaken() {
        return device != null;
    }

    /** Its user while it has its seat, or null. */
    @Nullable
    UserState userState() {
        return device == null ? null : userState;
    }

    /** Whether the device will hardly be welcomed, so that what it sends meanwhile must not be taken. */
    boolean isDoubted() {
        return doubted;
    }

    /** Whether the device's sends up to there are settled, as far as is known. */
    boolean isSettled(long cseq) {
        return judged != null && cseq <= judged.cseqHigh();
    }

    /** What the device itself said it has; what is gone behind that it need not be told of as lost. */
    long said() {
        return device == null ? 0 : device.said();
    }

    // What the device says of its inbox.

    /** It has everything up to {@code seq}. */
    void ackLater(long seq, long nowNs) {
        if (userState != null && device != null) {
            partition.ackLater(userState, device, seq, nowNs);
        }
    }

    /** Puts what it says it has into the entry before its own send, so that the copy need not be kept. */
    void ackNow() {
        if (userState != null && device != null) {
            partition.ackNow(userState, device);
        }
    }

    /** Its user has read everything up to {@code seq}. */
    void read(long seq) {
        partition.read(user, install, seq);
    }
}
