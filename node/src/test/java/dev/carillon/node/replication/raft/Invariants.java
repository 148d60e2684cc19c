package dev.carillon.node.replication.raft;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What must hold, by name, and what was promised so far. Knows everything; no replica does. */
final class Invariants {
    /** Thrown where a promise was broken. */
    static final class Broken extends RuntimeException {
        private static final long serialVersionUID = 1;

        Broken(String name, String what) {
            super(name + ": " + what);
        }
    }

    /** The first one; what throws it may be caught by a replica, which is then made anew. */
    private @Nullable Broken first;

    private final int clients;
    private final Map<Long, Integer> owners = new HashMap<>();
    private final List<List<Long>> hashes = new ArrayList<>();
    private final long[][] acked;
    long acks;
    long confirmedReads;

    Invariants(int groups, int clients) {
        this.clients = clients;
        this.acked = new long[groups][clients];
        for (int i = 0; i < groups; i++) {
            hashes.add(new ArrayList<>(List.of(0L)));
        }
    }

    private Broken broken(String name, String what) {
        Broken broken = new Broken(name, what);
        first = first == null ? broken : first;
        return broken;
    }

    boolean areBroken() {
        return first != null;
    }

    /** Throws the first that was broken, whoever caught it. */
    void check() {
        if (first != null) {
            throw first;
        }
    }

    /** A node says that it owns a group in a term. */
    void owns(int group, int term, int node) {
        Integer other = owners.putIfAbsent(((long) group << 32) | term, node);
        if (other != null && other != node) {
            throw broken(
                    "SingleOwner", "nodes " + other + " and " + node + " both own group " + group + " in term " + term);
        }
    }

    void applied(int group, long index, long hash, int node) {
        List<Long> known = hashes.get(group);
        if (index > known.size()) {
            throw broken(
                    "ReplicasAgree",
                    "node " + node + " applied entry " + index + " of group " + group + ", nobody the one before");
        }
        if (index == known.size()) {
            known.add(hash);
        } else if (known.get((int) index) != hash) {
            throw broken(
                    "ReplicasAgree", "node " + node + " has another state of group " + group + " at entry " + index);
        }
    }

    void acked(int group, int term, int node, int client, long sequence) {
        owns(group, term, node);
        acked[group][client] = Math.max(acked[group][client], sequence);
        acks++;
    }

    long[] ackedNow(int group) {
        return acked[group].clone();
    }

    /** A state that claims to be complete. */
    void complete(int group, int node, long[] high, long[] promised, String when) {
        for (int client = 0; client < clients; client++) {
            if (high[client] < promised[client]) {
                throw broken(
                        "NoAckedMessageLost",
                        "node " + node + ", group " + group + " " + when + ": client " + client + " was acked "
                                + promised[client] + ", there is " + high[client]);
            }
        }
    }
}
