package dev.carillon.simulator.seeds.tally;

import java.util.Locale;

/** What a run is made for. One that did not happen in any of many runs makes them worthless. */
public enum Happened {
    SENDS_ACKED,
    MESSAGES_DELIVERED,
    OWN_COPIES,
    RECEIPTS,
    ITEMS_REPEATED,
    APPLICATIONS_KILLED,
    APPLICATIONS_STOPPED,
    CONNECTIONS_BROKEN,
    ACKED_AHEAD_OF_DISK,
    CRASHES,
    ALL_CRASHED,
    CRASHED_AT_ACK,
    PROCESSES_KILLED,
    CLEAN_STOPS,
    PAUSES,
    SYNCS_STALLED,
    DISK_FAILURES,
    DISKS_FILLED,
    SENDS_REFUSED_FULL,
    BITS_FLIPPED,
    ROT_FOUND,
    DISKS_WIPED,
    STRANGERS_REFUSED,
    NODES_REPLACED,
    CUTS,
    FRAMES_LOST,
    UNSYNCED_SECTORS_DROPPED,
    ELECTIONS,
    LEADERSHIPS_LOST,
    LEADERSHIPS_OFFERED,
    RELAYS_RESENT,
    TUNNELS_OPENED,
    TUNNELS_BROKEN,
    TUNNEL_FRAMES_REFUSED,
    SESSIONS_KEPT,
    SESSIONS_CARRIED,
    STATES_FETCHED,
    STATE_COPIES_FAILED,
    JOINS,
    DRAINS,
    PLANS_DONE,
    PLANS_ABORTED,
    MOVES_DONE,
    MOVES_GIVEN_UP,
    REPAIRS,
    META_MOVES,
    HANDOVERS_SEALED,
    GENERATIONS_BEGUN,
    GENERATIONS_BEGUN_AGAIN,
    ENTRIES_FOLLOWED,
    PARTITIONS_LEFT,
    FREEZES,
    FLUSHES,
    LOG_RELEASES,
    LOG_CUTS;

    /** As in a script's output: {@code sends_acked}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
