package dev.carillon.node.session;

import dev.carillon.node.delivery.DeliveryPartition;
import dev.carillon.node.delivery.InboxLimits;
import dev.carillon.node.delivery.Meter;
import dev.carillon.node.delivery.StampClock;
import dev.carillon.protocol.RefusalCode;
import dev.carillon.ring.Partitions;
import org.jspecify.annotations.Nullable;

/** What the sessions of a loop share. Runs on that loop. */
interface SessionContext {
    CoreLimits limits();

    InboxLimits inboxLimits();

    Partitions partitions();

    ClientLink link();

    Meter meter();

    StampClock stamps();

    /** Monotonic time of the pass. */
    long nowNs();

    /** The encoder of the loop, empty between two uses. */
    Chunk chunk();

    InboxPusher pusher();

    Moves moves();

    /** Lets the session go on at the node that owns its user now. @return false if that cannot be, and nothing was done */
    boolean carry(Session session);

    /** Why sends to this partition are not taken now, or null. */
    @Nullable
    RefusalCode refuseNow(DeliveryPartition from, int toPartition);

    /** The session has something to send when the pass is applied. */
    void ready(Session session);

    /** The session is over. */
    void closed(Session session);

    void alarm(String what);
}
