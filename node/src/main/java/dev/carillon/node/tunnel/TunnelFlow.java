package dev.carillon.node.tunnel;

/**
 * How much one end of a tunnel has sent and heard, in bytes since the opening: what is on its way, what must still be
 * confirmed, and what the other end is owed. Runs on its loop.
 */
final class TunnelFlow {
    private final int windowBytes;

    private long sent;
    private long arrived;
    private long passedOn;
    private long waitingSinceNs;

    private long heard;
    private long taken;
    private long toldHeard;
    private long toldTaken;

    TunnelFlow(int windowBytes) {
        this.windowBytes = windowBytes;
    }

    // Sending.

    /** Whether so much may be sent now: within the window, or alone. */
    boolean hasRoom(int length) {
        long underWay = sent - passedOn;
        return underWay == 0 || underWay + length <= windowBytes;
    }

    /** Whether there is room worth waking somebody for. */
    boolean isHalfFree() {
        return sent - passedOn <= windowBytes / 2;
    }

    /** Where the next bytes belong. */
    long sent() {
        return sent;
    }

    void sent(int length, long nowNs) {
        if (sent == arrived) {
            waitingSinceNs = nowNs;
        }
        sent += length;
    }

    /**
     * The other end said what has arrived, and what of it needs no room any more.
     *
     * @return false if that cannot be
     */
    boolean credited(long nowArrived, long nowPassedOn, long nowNs) {
        if (nowArrived < arrived || nowArrived > sent || nowPassedOn < passedOn || nowPassedOn > nowArrived) {
            return false;
        }
        if (nowArrived > arrived) {
            waitingSinceNs = nowNs;
        }
        arrived = nowArrived;
        passedOn = nowPassedOn;
        return true;
    }

    /** Whether something that was sent is unconfirmed for longer than that. */
    boolean isOverdue(long nowNs, long limitNs) {
        return sent > arrived && nowNs - waitingSinceNs > limitNs;
    }

    // Hearing.

    /** What bytes that came are. */
    enum Heard {
        /** The next ones. */
        NEXT,
        /** Some before them are lost, as with a link that ended. */
        GAP,
        /** Such that the other end cannot have sent them: had before, or more than the window allows. */
        WRONG
    }

    /** Bytes came; they count if they are the next ones. */
    Heard heard(long from, int length) {
        long waiting = heard - taken;
        if (from > heard) {
            return Heard.GAP;
        }
        if (from < heard || waiting > 0 && waiting + length > windowBytes) {
            return Heard.WRONG;
        }
        heard += length;
        return Heard.NEXT;
    }

    /** So many of them were passed on. */
    void taken(int length) {
        taken += length;
    }

    long heard() {
        return heard;
    }

    long taken() {
        return taken;
    }

    /** Whether the other end does not know all that it may. */
    boolean owes() {
        return heard > toldHeard || taken > toldTaken;
    }

    /** Whether it may be waiting for that. */
    boolean owesMuch() {
        return taken - toldTaken >= windowBytes / 2;
    }

    void told() {
        toldHeard = heard;
        toldTaken = taken;
    }
}
