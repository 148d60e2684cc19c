package dev.carillon.node.delivery;

import dev.carillon.node.replication.LoopReplication;
import dev.carillon.ring.Partitions;
import java.util.function.Consumer;
import java.util.function.IntSupplier;

/**
 * What the partitions of one loop share.
 *
 * @param alarms hears, for people, what is lost
 * @param cursorDelayNs how long a cursor or an outbox's trim may wait for an entry to join
 * @param newestFormat that is read, see {@link dev.carillon.node.cluster.Format}
 */
public record LoopContext(
        Partitions partitions,
        LoopReplication replication,
        RelayTransport relay,
        LeadershipListener leadership,
        Meter meter,
        Consumer<String> alarms,
        InboxLimits inboxLimits,
        long cursorDelayNs,
        EntryPool entries,
        Agenda agenda,
        int newestFormat) {

    /** @param format that is written now; never falls */
    public LoopContext(
            Partitions partitions,
            LoopReplication replication,
            RelayTransport relay,
            LeadershipListener leadership,
            Meter meter,
            Consumer<String> alarms,
            InboxLimits inboxLimits,
            long cursorDelayNs,
            IntSupplier format,
            int newestFormat) {
        this(
                partitions,
                replication,
                relay,
                leadership,
                meter,
                alarms,
                inboxLimits,
                cursorDelayNs,
                new EntryPool(format),
                new Agenda(),
                newestFormat);
    }
}
