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
    READERS_WAITED_FOR,
    ACKED_AHEAD_OF_DISK,
    CRASHES,
    ALL_CRASHED,
    CRASHED_AT_ACK,
    CLEAN_STOPS,
    PAUSES,
    CUTS,
    FRAMES_LOST,
    UNSYNCED_SECTORS_DROPPED,
    ELECTIONS,
    LEADERSHIPS_LOST,
    LEADERSHIPS_OFFERED,
    RELAYS_RESENT,
    TUNNELS_OPENED,
    TUNNELS_REFUSED,
    TUNNELS_BROKEN,
    TUNNELS_TAKEN,
    TUNNEL_BYTES_OUT,
    TUNNEL_BYTES_IN,
    TUNNEL_FRAMES_REFUSED,
    SESSIONS_MOVED,
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
