package dev.carillon.node.session;

import dev.carillon.node.delivery.Metric;

/**
 * What becomes of a session whose node leads its user's partition no more, or not yet (PROTOCOL.md, section 6.4): nothing is
 * answered until this node leads again, or the session goes on at the node that does. If neither can be, or it takes too
 * long, the client is sent on. Runs on the loop.
 */
final class Adrift {
    /** How long a session waits to be told where its user lives now, before the client has to find out for itself. */
    private static final long WAIT_NS = 3_000_000_000L;

    private final SessionContext context;
    private final Session session;
    private final DeviceSeat seat;
    private long sinceNs;

    /** Whether it goes on where the partition is led: the client was welcomed, and has not said goodbye. */
    private boolean mayGoOn;

    /** What the client said that it has read, while it had no seat; 0 for nothing. */
    private long readMeanwhile;

    Adrift(SessionContext context, Session session) {
        this.context = context;
        this.session = session;
        this.seat = session.seat();
    }

    // From and to other nodes.

    /** Writes what another node needs in order to go on in the session's place. */
    void carryOff(CarriedState out) {
        seat.carryOff(out);
        out.put(readMeanwhile);
        session.inbox().carryOff(out);
        session.sends().carryOff(out);
        session.output().carryOff(out);
    }

    /** The other way round, but for the user, who was read before. @return false if it makes no sense */
    boolean carryOn(CarriedState in) {
        begin(true);
        seat.carryOn(in);
        readMeanwhile = in.number(0);
        session.inbox().carryOn(in);
        session.sends().carryOn(in);
        session.output().carryOn(in);
        in.require(readMeanwhile <= session.inbox().position());
        return in.isWhole();
    }

    // While it waits.

    /**
     * The node leads the partition no more: nothing may be answered, and what was asked for may not happen. The client is sent
     * on when it is known where to.
     */
    void leadershipLost() {
        if (session.isOver()) {
            return;
        }
        begin(session.state() == SessionState.OPEN || isNow() && mayGoOn);
        session.detach();
        ownerKnown();
    }

    private void begin(boolean goesOn) {
        mayGoOn = goesOn;
        sinceNs = context.nowNs();
    }

    /** It may be known now who leads the partition. */
    void ownerKnown() {
        Moves moves = context.moves();
        int partition = seat.partition().number();
        if (isNow()
                && moves.knowsOwner(partition)
                && !(mayGoOn && moves.isHere(partition))
                && !(mayGoOn && context.carry(session))) {
            session.move();
        }
    }

    /**
     * The node leads the partition again, as when it went to its next generation: the client need not notice, but for sends
     * that came to nothing, to which it is told to come back.
     */
    void leadsAgain() {
        if (!isNow() || !mayGoOn) {
            return;
        }
        if (!seat.takeAgain(session.inbox(), context.nowNs())) {
            session.move();
            return;
        }
        if (readMeanwhile > 0) {
            seat.read(readMeanwhile);
            readMeanwhile = 0;
        }
        context.meter().add(Metric.SESSIONS_KEPT, 1);
        session.attach();
    }

    private boolean isNow() {
        return session.state() == SessionState.ADRIFT;
    }

    /** The client has read everything up to {@code seq}, which is told once it has its seat. */
    void read(long seq) {
        readMeanwhile = Math.max(readMeanwhile, seq);
    }

    /** Whether what the client says still matters. */
    boolean mayGoOn() {
        return mayGoOn;
    }

    /** Whether it has waited for as long as it may. */
    boolean isTooLong(long nowNs) {
        return nowNs - sinceNs > WAIT_NS;
    }
}
