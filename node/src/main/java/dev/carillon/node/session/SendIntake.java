package dev.carillon.node.session;

import dev.carillon.node.delivery.DeviceState;
import dev.carillon.protocol.ErrorCode;
import dev.carillon.protocol.Limits;
import dev.carillon.protocol.RefusalCode;
import dev.carillon.protocol.SequenceLow;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What a client numbers: the sequence of its SENDs, its aliases and its window (PROTOCOL.md, section 8). A send that is
 * in order goes into the partition's next entry; whether it is accepted is for apply to say. Runs on the loop.
 */
final class SendIntake {
    private static final long NEVER = Long.MAX_VALUE;

    private final SessionContext context;
    private final DeviceSeat seat;
    private final SessionOutput output;
    private final Session session;
    private final SendWindow window;
    private @Nullable SendAliases aliases;
    private long nextCseq;
    private long lastCseq;

    /** The cseq of which a WIDE SEND is awaited; 0 if sends are heard. */
    private long rewindTo;

    SendIntake(SessionContext context, DeviceSeat seat, SessionOutput output, Session session) {
        this.context = context;
        this.seat = seat;
        this.output = output;
        this.session = session;
        this.window = new SendWindow(
                context.limits().sendWindowMessages(), context.limits().sendWindowBytes());
    }

    /** HELLO said with which number the client begins. */
    void begin(long helloNextCseq) {
        nextCseq = helloNextCseq;
        lastCseq = helloNextCseq - 1;
    }

    void carryOff(CarriedState out) {
        out.put(lastCseq);
        aliases().carryOff(out);
    }

    /** Goes on where another node was, passing over what comes until {@link #attached}. */
    void carryOn(CarriedState in) {
        begin(in.number(0) + 1);
        aliases().carryOn(in, context.partitions());
        detached();
    }

    /** Numbers a SEND. @return false if it cannot be, and the session is over */
    boolean number(boolean wide, int cseqLow) {
        long cseq = wide ? SequenceLow.nearest(lastCseq, cseqLow, 16) : lastCseq + 1;
        if (cseq < 1 || !wide && (cseq & 0xFF) != cseqLow) {
            String problem = cseq < 1 ? "SEND with a number below 1" : "SEND is not the next one, and not WIDE";
            session.fail(ErrorCode.BAD_SEQUENCE, problem);
            return false;
        }
        lastCseq = cseq;
        if (wide && cseq == rewindTo) {
            rewindTo = 0;
        }
        return true;
    }

    /** Learns or looks up the alias. @return false if it has no meaning, and the session is over */
    boolean address(int alias, DirectBuffer buffer, int name, int nameLength) {
        SendAliases known = aliases();
        if (nameLength > 0) {
            known.define(alias, buffer, name, nameLength, context.partitions());
        } else if (!known.known(alias)) {
            session.fail(ErrorCode.BAD_ALIAS, "SEND uses an alias that has no meaning");
            return false;
        }
        return true;
    }

    /** Takes the SEND that was numbered last, or refuses it. */
    void take(boolean receipt, int alias, DirectBuffer buffer, int payload, int payloadLength) {
        // After a refusal for now everything is passed over until the client comes back to it (section 8.4).
        if (rewindTo != 0) {
            return;
        }
        if (!window.admits(payloadLength)) {
            session.fail(ErrorCode.WINDOW_EXCEEDED, "more SENDs under way than granted");
            return;
        }
        long cseq = lastCseq;
        if (payloadLength > Limits.PAYLOAD_MAX) {
            window.taken(0);
            seat.partition().refuse(seat.user(), seat.install(), cseq, RefusalCode.PAYLOAD_TOO_BIG.code());
            return;
        }
        SendAliases known = aliases();
        // What is settled is answered whatever the load.
        RefusalCode notNow = seat.isSettled(cseq) ? null : refusal(known.partition(alias));
        if (notNow != null) {
            refuseForNow(notNow, cseq, context.limits().retryAfterMs());
            return;
        }
        seat.ackNow();
        window.taken(payloadLength);
        seat.partition()
                .accept(
                        seat.user(),
                        seat.install(),
                        cseq,
                        receipt,
                        known.partition(alias),
                        known.name(alias),
                        buffer,
                        payload,
                        payloadLength);
    }

    private @Nullable RefusalCode refusal(int toPartition) {
        return seat.isDoubted() ? RefusalCode.OVERLOADED : context.refuseNow(seat.partition(), toPartition);
    }

    private SendAliases aliases() {
        SendAliases known = aliases;
        if (known == null) {
            known = new SendAliases();
            aliases = known;
        }
        return known;
    }

    private void refuseForNow(RefusalCode code, long cseq, long retryAfterMs) {
        rewindTo = cseq;
        output.refuseForNow(code, cseq, retryAfterMs);
        session.ready();
    }

    /** WELCOME settles what apply has settled, up to the first refusal. @return up to which number */
    long resumed(DeviceState device) {
        long ackedCseq = Math.min(device.cseqHigh(), device.firstRefusal(nextCseq) - 1);
        if (rewindTo != 0 && rewindTo <= ackedCseq) {
            // Refused for now, and settled by what an older connection had sent: only what is behind it is not stored.
            rewindTo = ackedCseq < lastCseq ? ackedCseq + 1 : 0;
            output.refuseForNowFrom(rewindTo);
        }
        return ackedCseq;
    }

    /** Apply expected another number. */
    void gap(long expected) {
        if (rewindTo == 0) {
            refuseForNow(RefusalCode.CSEQ_GAP, expected, 0);
        }
    }

    /** The node does not lead now: what was under way may have come to nothing, and what comes is passed over. */
    void detached() {
        rewindTo = NEVER;
        window.clear();
    }

    /** It leads again: the client comes back to what it has sent since {@code told}, if it has. */
    void attached(long told) {
        rewindTo = 0;
        if (lastCseq > told) {
            gap(told + 1);
        }
    }

    /** A send got its answer. */
    void settled(int payloadLength) {
        window.settled(payloadLength);
    }

    /** Whether every send has got its answer. */
    boolean isEmpty() {
        return window.isEmpty();
    }
}
