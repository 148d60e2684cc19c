package dev.carillon.simulator.seeds.story;

import dev.carillon.node.delivery.DeliveryPartition;
import dev.carillon.node.simulated.SimulatedNode;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One node's replica of a partition that a message concerns, and what it has of the message. */
final class ReplicaSight {
    /** Why the partition is looked at. */
    enum Role {
        SENDER("the sender's"),
        RECIPIENT("the recipient's"),
        BOTH("the sender's and the recipient's");

        private final String whose;

        Role(String whose) {
            this.whose = whose;
        }

        String whose() {
            return whose;
        }
    }

    private final SimulatedNode node;
    private final int partition;
    private final Role role;
    private final Traces traces;
    private final Consumer<String> tell;
    private @Nullable DeliveryPartition seen;
    private long generation;
    private long scanned;
    private long entry;

    /** An entry that is committed here and has the message; 0 if none was seen. */
    private long committed;

    private boolean sealed;

    /** Whether the replica was not there the last time, or another one was. */
    private boolean back = true;

    private Whereabouts now;

    /** @param tell what has become another */
    ReplicaSight(SimulatedNode node, int partition, Role role, Traces traces, Consumer<String> tell) {
        this.node = node;
        this.partition = partition;
        this.role = role;
        this.traces = traces;
        this.tell = tell;
        boolean member = node.cluster().knows(node.number())
                && node.cluster().assignment(partition).replicas().contains(node.number());
        // As the message is sent just now.
        this.now = member ? Whereabouts.ABSENT : Whereabouts.NO_REPLICA;
        this.seen = node.replica(partition);
        if (seen != null) {
            generation = seen.generation();
            scanned = seen.applied().index();
            sealed = seen.isSealed();
            back = false;
        }
    }

    int partition() {
        return partition;
    }

    Role role() {
        return role;
    }

    boolean isOf(SimulatedNode other) {
        return node == other;
    }

    String name() {
        return "n" + node.number();
    }

    Whereabouts now() {
        return node.isUp() || now == Whereabouts.NO_REPLICA ? now : Whereabouts.DOWN;
    }

    /** The term in which it leads; 0 if it does not. */
    int leads() {
        DeliveryPartition replica = node.replica(partition);
        return replica == null ? 0 : replica.term();
    }

    /** Looks again. */
    void look() {
        DeliveryPartition replica = node.replica(partition);
        if (replica == null) {
            seen = null;
            now = Whereabouts.NO_REPLICA;
            return;
        }
        if (replica != seen || replica.generation() != generation) {
            back |= replica != seen;
            seen = replica;
            generation = replica.generation();
            scanned = 0;
            entry = 0;
            committed = 0;
            sealed = false;
        }
        Whereabouts before = now;
        now = lookInto(replica);
        scanned = replica.applied().index();
        if (now != before || back) {
            told(replica, before);
        }
        back = false;
        if (replica.isSealed() && !sealed) {
            sealed = true;
            tell.accept(name() + " hears the end of generation " + generation + " of P" + partition);
        }
    }

    private Whereabouts lookInto(DeliveryPartition replica) {
        Traces.Entry found = traces.inLog(replica, scanned);
        entry = found == null ? entry : found.index();
        committed = found != null && found.committed() ? found.index() : committed;
        if (role != Role.SENDER && traces.isInInbox(replica)) {
            return Whereabouts.PRESENT;
        }
        if (role != Role.SENDER && (traces.hasLeftInbox(replica) || now == Whereabouts.TAKEN && !back)) {
            return Whereabouts.TAKEN;
        }
        if (role == Role.RECIPIENT && committed > 0) {
            // Stored and taken over between two looks.
            return Whereabouts.TAKEN;
        }
        if (role != Role.RECIPIENT && (committed > 0 || traces.isAccepted(replica))) {
            return Whereabouts.PRESENT;
        }
        return found == null ? Whereabouts.ABSENT : Whereabouts.LOGGED;
    }

    private void told(DeliveryPartition replica, Whereabouts before) {
        String text = switch (now) {
            case LOGGED -> logged(replica);
            case PRESENT ->
                back && before == Whereabouts.PRESENT
                        ? " is back and has it"
                        : arrives(replica, before == Whereabouts.TAKEN);
            case ABSENT -> gone(before);
            case TAKEN -> replica.isLeading() ? " lets it leave the inbox: every device has it" : "";
            case NO_REPLICA, DOWN -> "";
        };
        if (!text.isEmpty()) {
            tell.accept(name() + text);
        }
    }

    private String logged(DeliveryPartition replica) {
        if (replica.isLeading()) {
            return " puts it into the log of P" + partition + ", as entry " + entry + " of term " + replica.term();
        }
        return (back ? " is back and" : "") + " has entry " + entry + " of P" + partition + " in its log";
    }

    private String arrives(DeliveryPartition replica, boolean again) {
        String where = entry > 0 ? "entry " + entry + " of P" + partition : "P" + partition + " up to there";
        if (!replica.isLeading()) {
            return " applies " + where;
        }
        return role == Role.RECIPIENT || again
                ? " applies " + where + ": stored" + (again ? " again" : "") + ", at " + traces.seq() + " of the inbox"
                : " applies " + where + ": accepted";
    }

    private String gone(Whereabouts before) {
        if (back) {
            return " runs P" + partition + " without it";
        }
        return before == Whereabouts.LOGGED
                ? " has another entry in that place of P" + partition + ": it is not in the log any more"
                : " does not have it any more";
    }

    /** Where it is now, in a sentence. */
    String sentence() {
        int term = leads();
        return name() + (term > 0 ? ", which leads in term " + term + "," : "") + " " + now().sentence();
    }
}
