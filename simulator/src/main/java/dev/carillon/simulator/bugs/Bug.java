package dev.carillon.simulator.bugs;

import java.util.Locale;

/** Bugs that can be planted, by name: {@code sim seeds --bug NAME} must find each. */
public enum Bug {
    LOG_NOT_SYNCED(
            "The log says that it is on the disk, and nobody has asked the disk.",
            Plant.advised("dev.carillon.storage.log.SegmentLog", "write", Wrong.ForcesNothing.class)
                    .taking(0)),
    ANSWERS_BEFORE_SYNC(
            "Votes and a follower's answers leave before what they speak of is on its disk.",
            Plant.advised("dev.carillon.node.replication.raft.Outbox", "sendEarly", Wrong.AnswersLeaveEarly.class)),
    VOTE_NOT_KEPT(
            "A node does not write down what it has voted.",
            Plant.nothing("dev.carillon.node.replication.raft.GroupStore", "persistAndFlushTerm")),
    TRUNCATION_NOT_KEPT(
            "A follower does not write down that its leader has overwritten entries.",
            Plant.nothing("dev.carillon.node.replication.raft.GroupStore", "truncateLogEntriesFrom")),
    COMMIT_ALONE(
            "A leader takes for committed what it alone has.",
            engine("io.microraft.impl.state.RaftState", "logReplicationQuorumSize", 1)),
    ELECTED_ALONE(
            "A node's own vote is enough to lead.",
            engine("io.microraft.impl.state.RaftState", "leaderElectionQuorumSize", 1)),
    APPEND_UNMATCHED(
            "A follower takes entries that do not follow its own.",
            engine("io.microraft.impl.handler.AppendEntriesRequestHandler", "verifyLastLogEntry", true)),
    OVERWRITTEN_KEPT(
            "A follower keeps entries behind its snapshot that its leader overwrites.",
            Plant.always("dev.carillon.node.replication.raft.ResyncFilter", "conflict", -1L)),
    LOG_CUT_EARLY(
            "The log forgets entries that the state does not have for good.",
            Plant.advised("dev.carillon.node.replication.raft.GroupLog", "flushed", Wrong.FlushedTooMuch.class)),
    NEWEST_MARKER_ONLY(
            "Of the last two markers only the newer one is kept, with nothing before it.",
            Plant.advised("dev.carillon.node.replication.raft.GroupLog", "marker", Wrong.NewestMarkerOnly.class)),
    APPLY_AFTER_SEAL(
            "A generation goes on after its seal.",
            Plant.always("dev.carillon.node.cluster.GenerationSeal", "isSealed", false)),
    BEGIN_BEFORE_BASE(
            "A generation begins before its base is on the disk.",
            Plant.always("dev.carillon.node.cluster.PartitionReplica", "isBaseDurable", true)),
    ABORT_FORGOTTEN(
            "An attempt that was given up can still seal a generation.",
            Plant.nothing("dev.carillon.node.cluster.GenerationSeal", "abort")),
    FORMAT_NOT_AGREED(
            "A node writes the newest format that it knows, whatever the others know.",
            Plant.always("dev.carillon.node.cluster.ClusterView", "format", 2)),
    ACCEPT_ANYTHING(
            "A send is accepted whatever its number.",
            Plant.always("dev.carillon.node.delivery.PartitionState", "isNext", true)),
    HIGH_WATER_NOT_WRITTEN(
            "What a device has sent is forgotten with the memory.",
            Plant.advised("dev.carillon.node.delivery.DeviceState", "encode", Wrong.HighWaterNotWritten.class)),
    RELAY_POSITION_NOT_KEPT(
            "What was taken from another partition is not remembered.",
            Plant.nothing("dev.carillon.node.delivery.RelayMarks", "take")),
    ANSWER_BEFORE_COMMIT(
            "A partition says that it has taken what is not committed yet.",
            Plant.advised("dev.carillon.node.delivery.RelayIntake", "answer", Wrong.AnswersReceived.class)
                    .taking(2)),
    ANSWERED_ONE_MORE(
            "An answer counts for one message more than it says.",
            Plant.advised("dev.carillon.node.delivery.RelayPump", "answered", Wrong.AnsweredOneMore.class)),
    ACK_EVERYTHING(
            "A device that has one message is taken to have all.",
            Plant.advised("dev.carillon.node.delivery.PartitionState", "takeOver", Wrong.AcksEverything.class)),
    RECEIPT_UNASKED(
            "Everybody gets receipts.", Plant.always("dev.carillon.node.delivery.InboxItem", "receiptWanted", true)),
    GAP_NOT_TOLD(
            "A device is not told that its sends came to nothing.",
            Plant.nothing("dev.carillon.node.session.SendIntake", "gap")),
    CARRIED_SENDS_NOT_TOLD(
            "A session that goes on elsewhere does not say which sends came to nothing.",
            Plant.nothing("dev.carillon.node.session.SendIntake", "attached")),
    WELCOME_ONE_MORE(
            "WELCOME says of one send more that it is stored.",
            Plant.advised("dev.carillon.node.session.SessionOutput", "welcome", Wrong.WelcomesOneMore.class)),
    IN_HAND_IS_ACKED(
            "The client library acknowledges what the application still has in hand.",
            Plant.advised("dev.carillon.client.InboxCursor", "acked", Wrong.InHandIsAcked.class)),
    STORE_NOT_FLUSHED(
            "The client's store says that it has flushed, and has not.",
            Plant.nothing("dev.carillon.simulator.seeds.devices.SimulatedStore", "flush"));

    private final String about;
    private final Plant plant;

    Bug(String about, Plant plant) {
        this.about = about;
        this.plant = plant;
    }

    private static Plant engine(String type, String method, Object value) {
        String neighbour = type.contains(".handler.")
                ? "io.microraft.impl.handler.AbstractMessageHandler"
                : "io.microraft.impl.state.QueryState";
        return Plant.always(type, method, value).beside(neighbour);
    }

    /** As on the command line: {@code sync-nothing}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What goes wrong, in a sentence. */
    public String about() {
        return about;
    }

    /** Where. */
    public String where() {
        return plant.toString();
    }

    /** Plants it in this process, for good; before any class of a node or client is loaded. */
    public void plant() {
        plant.plant();
    }

    @Override
    public String toString() {
        return label();
    }
}
