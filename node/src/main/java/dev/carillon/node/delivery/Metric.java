package dev.carillon.node.delivery;

import java.util.Locale;

/** What a loop counts. The metric's name is the constant's in lower case, with dots for underscores. */
public enum Metric {
    MESSAGES_ACCEPTED("Sends that were stored, replayed ones included."),
    MESSAGES_TAKEN("Messages and receipts taken from other partitions, replayed ones included."),
    MESSAGES_DELIVERED("Messages sent to devices."),
    MESSAGES_CAUGHT_UP("Messages sent to devices that had waited for them to connect."),
    MESSAGES_RELAYED("Messages and receipts handed to other partitions."),
    RELAYS_RESENT("Messages and receipts handed over again, because of a restart or a lost answer."),
    ACKS_SENT("SEND_ACK frames; one may stand for several sends."),
    ACKS_RECEIVED("RECV_ACK frames that moved a position."),
    OWN_COPIES_SENT("Messages of a user's own that devices were told of."),
    RECEIPTS_SENT("RECEIPT frames."),
    SKIPS_SENT("SKIP frames."),
    ENTRIES_COMMITTED("Entries of partitions that were committed."),
    ENTRY_BYTES("Bytes of proposed entries."),
    SYNCS("Passes that wrote and synced the log."),
    FREEZES("Batches of state on their way to the state engine."),
    FREEZES_WRITTEN("Batches of state that the state engine has."),
    FLUSHES("Times that flushed state was noticed."),
    LOG_RELEASES("Times that a partition needed less of the log."),
    REFUSED_OVERLOADED("Sends refused for now: too much waits."),
    REFUSED_STORAGE_FULL("Sends refused for now: the disk is full."),
    REFUSED_CSEQ_GAP("Sends refused because one before them is missing."),
    REFUSED_FOR_GOOD("Sends refused for good."),
    ALARMS_SEQ_AHEAD("Devices that had more than their inbox: a state that was set back."),
    ALARMS_RELAYS_LOST(
            "Messages and receipts that a partition, recovered from a survivor, had taken before and that nobody has any"
                    + " more."),
    ALARMS_CLOCK("Jumps of the wall clock."),
    SESSIONS_OPENED("Sessions that got their WELCOME."),
    SESSIONS_REFUSED("Sessions that got an ERROR instead."),
    SESSIONS_KEPT("Sessions that went on here with their client still connected, when their partition had moved."),
    SESSIONS_CARRIED("Sessions that went on at another node with their client still connected to this one."),
    SESSIONS_REPLACED("Sessions ended by a newer one of the same device."),
    SESSIONS_TIMED_OUT("Sessions ended because the client was silent or slow."),
    SESSIONS_MOVED("Sessions sent to the node that owns the user, or told that it is being found out."),
    TUNNELS_OPENED("Clients here that asked to stay and were carried to the node that owns their user."),
    TUNNELS_REFUSED(
            "Clients here that asked to stay and heard to come back: no owner could be reached, or there was no room."),
    TUNNELS_BROKEN("Of those that were carried, the ones whose way or owner was lost; they come back."),
    TUNNELS_TAKEN("Clients of other nodes that were carried to this one."),
    TUNNEL_BYTES_OUT("Bytes of clients here that were carried to owners."),
    TUNNEL_BYTES_IN("Bytes of owners that were carried to clients here."),
    TUNNEL_FRAMES_BAD("Frames of tunnels that made no sense. Always 0, unless there is a fault; see the log."),
    ELECTIONS_WON("Times that this node began to lead a partition."),
    LEADERSHIPS_LOST("Times that this node stopped leading a partition."),
    LEADERSHIPS_OFFERED("Times that this node asked another one to lead a partition that is rather that one's."),
    STATES_NEEDED("Times that a replica had missed too much and asked for another one's state."),
    STATES_FETCHED("Copies of another replica's state that took the place of this one's."),
    STATE_COPIES_FAILED("Copies of another replica's state that did not come in whole; they are tried again."),
    STATE_BYTES_FETCHED("Bytes of the copies that took the place of this node's states."),
    HANDOVERS_SEALED("Times that a replica here heard the end of its partition's generation."),
    SEALS_PROPOSED("Times that this node, as a leader, asked for the end of a partition's generation."),
    GENERATIONS_BEGUN("Times that a replica here went on to its partition's next generation."),
    GENERATIONS_BEGUN_AGAIN(
            "Times that a replica here found its way to its partition's generation in the log, after a restart."),
    ENTRIES_FOLLOWED("Entries heard of partitions that this node is about to hold."),
    PARTITIONS_RECOVERED("Partitions that had lost their majority and went on with what this node had."),
    META_RECOVERIES("Times that the meta group had lost its majority and began anew on this node."),
    PARTITIONS_LEFT("Partitions that moved away from this node, and whose state was removed."),
    ALARMS_HISTORY_DIFFERED(
            "Partitions for which this node, before it became a member, had heard something else than the members."
                    + " Always 0, unless there is a fault; it begins anew with a copy."),
    ALARMS_RECOVERED_APART(
            "Recoveries of the meta group that others know and that this node's is not a part of: it was recovered twice."),
    DEVICES_ENROLLED("Devices that were enrolled."),
    DEVICES_RETIRED("Devices that were retired, replayed ones included."),
    PASSES("Passes that did something."),
    PASS_NS("Time of these passes, nanoseconds."),
    SESSIONS("Sessions that are open.", true),
    SESSIONS_TUNNELLED("Of these, the ones whose clients are connected to another node.", true),
    TUNNELS("Clients here that are served by another node.", true),
    TUNNEL_BYTES_HELD("Bytes that wait for room towards an owner or a client.", true),
    USERS_IN_MEMORY("Users held in memory, about.", true),
    OVERLAY_BYTES("Memory of state that the state engine does not have yet.", true),
    LOG_BYTES("Bytes of log that a restart would read.", true);

    private final String about;
    private final boolean gauge;

    Metric(String about) {
        this(about, false);
    }

    Metric(String about, boolean gauge) {
        this.about = about;
        this.gauge = gauge;
    }

    /** What it counts, in a sentence. */
    public String about() {
        return about;
    }

    /** Whether the value may fall. */
    public boolean isGauge() {
        return gauge;
    }

    /** Lower case with dots, such as {@code messages.accepted}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '.');
    }
}
