package dev.carillon.simulator.seeds;

import dev.carillon.node.delivery.Metric;
import dev.carillon.node.simulated.SimulatedNode;
import dev.carillon.simulator.seeds.tally.Happened;
import dev.carillon.simulator.seeds.tally.Tally;
import java.util.EnumMap;
import java.util.Map;

/** What a simulated node has counted itself. */
final class NodeTally {
    private static final Map<Happened, Metric> COUNTED = new EnumMap<>(Map.ofEntries(
            Map.entry(Happened.SENDS_REFUSED_FULL, Metric.REFUSED_STORAGE_FULL),
            Map.entry(Happened.TUNNELS_OPENED, Metric.TUNNELS_OPENED),
            Map.entry(Happened.TUNNELS_REFUSED, Metric.TUNNELS_REFUSED),
            Map.entry(Happened.TUNNELS_BROKEN, Metric.TUNNELS_BROKEN),
            Map.entry(Happened.TUNNELS_TAKEN, Metric.TUNNELS_TAKEN),
            Map.entry(Happened.TUNNEL_BYTES_OUT, Metric.TUNNEL_BYTES_OUT),
            Map.entry(Happened.TUNNEL_BYTES_IN, Metric.TUNNEL_BYTES_IN),
            Map.entry(Happened.SESSIONS_MOVED, Metric.SESSIONS_MOVED),
            Map.entry(Happened.SESSIONS_KEPT, Metric.SESSIONS_KEPT),
            Map.entry(Happened.SESSIONS_CARRIED, Metric.SESSIONS_CARRIED),
            Map.entry(Happened.ELECTIONS, Metric.ELECTIONS_WON),
            Map.entry(Happened.LEADERSHIPS_LOST, Metric.LEADERSHIPS_LOST),
            Map.entry(Happened.LEADERSHIPS_OFFERED, Metric.LEADERSHIPS_OFFERED),
            Map.entry(Happened.STATES_FETCHED, Metric.STATES_FETCHED),
            Map.entry(Happened.STATE_COPIES_FAILED, Metric.STATE_COPIES_FAILED),
            Map.entry(Happened.RELAYS_RESENT, Metric.RELAYS_RESENT),
            Map.entry(Happened.HANDOVERS_SEALED, Metric.HANDOVERS_SEALED),
            Map.entry(Happened.GENERATIONS_BEGUN, Metric.GENERATIONS_BEGUN),
            Map.entry(Happened.GENERATIONS_BEGUN_AGAIN, Metric.GENERATIONS_BEGUN_AGAIN),
            Map.entry(Happened.ENTRIES_FOLLOWED, Metric.ENTRIES_FOLLOWED),
            Map.entry(Happened.PARTITIONS_LEFT, Metric.PARTITIONS_LEFT),
            Map.entry(Happened.FREEZES, Metric.FREEZES),
            Map.entry(Happened.LOG_RELEASES, Metric.LOG_RELEASES)));

    private NodeTally() {}

    static void add(SimulatedNode node, Tally into) {
        COUNTED.forEach((happened, metric) -> into.add(happened, node.count(metric)));
        into.add(Happened.CLEAN_STOPS, node.cleanStops());
        into.add(Happened.DISK_FAILURES, node.diskFailures());
        into.add(Happened.CLOCK_ALARMS, node.clockAlarms());
        into.add(Happened.SYNCS_STALLED, node.syncsStalled());
        into.add(Happened.ACKED_AHEAD_OF_DISK, node.acksAheadOfDisk());
        into.add(Happened.FLUSHES, node.flushes());
        into.add(Happened.LOG_CUTS, node.logCuts());
        into.add(Happened.UNSYNCED_SECTORS_DROPPED, node.sectorsDropped());
    }
}
