package dev.carillon.simulator.faults;

import dev.carillon.ring.Partitions;
import dev.carillon.simulator.ledger.Ledger;
import dev.carillon.simulator.process.LocalCluster;
import dev.carillon.simulator.traffic.Traffic;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The users whose node has died, and how long each of them waits until all is acked that they had sent before. Confined to
 * the thread of the faults.
 */
final class WaitingUsers {
    /** Acks that the node had written before it died have arrived by then; whoever waits for nothing else does not count. */
    static final long LATE_ACKS_MS = 50;

    private static final Partitions PARTITIONS = Partitions.of(LocalCluster.PARTITIONS);

    private final Traffic traffic;
    private final Ledger ledger;
    private final Set<Integer> partitions;
    private final int rows;
    private final Set<Integer> waiting = new HashSet<>();
    private final List<Long> waits = new ArrayList<>();
    private boolean begun;

    /**
     * @param partitions that the node led
     * @param rows of the traffic that had been sent when it died
     */
    WaitingUsers(Traffic traffic, Ledger ledger, Set<Integer> partitions, int rows) {
        this.traffic = traffic;
        this.ledger = ledger;
        this.partitions = partitions;
        this.rows = rows;
    }

    /** Who has been served meanwhile. @param ms since the death */
    void look(long ms) {
        if (ms < LATE_ACKS_MS || begun && waiting.isEmpty()) {
            return;
        }
        Set<Integer> unserved = new HashSet<>();
        for (int row : ledger.unsettled(rows)) {
            int user = traffic.from(row);
            if (begun ? waiting.contains(user) : partitions.contains(partition(user))) {
                unserved.add(user);
            }
        }
        if (!begun) {
            begun = true;
            waiting.addAll(unserved);
        }
        for (int served = waiting.size() - unserved.size(); served > 0; served--) {
            waits.add(ms);
        }
        waiting.retainAll(unserved);
    }

    private int partition(int user) {
        return PARTITIONS.ofUser(traffic.user(user).getBytes(StandardCharsets.UTF_8));
    }

    /** Of each user who was served again, how long that took, ms. */
    List<Long> waits() {
        return List.copyOf(waits);
    }
}
