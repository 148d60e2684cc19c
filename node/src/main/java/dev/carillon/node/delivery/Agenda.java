package dev.carillon.node.delivery;

import java.util.ArrayList;
import java.util.List;

/**
 * Which partitions of a loop have something for the coming pass, and when those that wait want one of their own. So a pass
 * costs what happens in it, however many partitions the loop has. Runs on the loop; the order is the order of asking,
 * which a simulator can repeat.
 */
public final class Agenda {
    private List<DeliveryPartition> due = new ArrayList<>();
    private List<DeliveryPartition> served = new ArrayList<>();
    private final List<DeliveryPartition> waiting = new ArrayList<>();
    private long waitUntilNs = Long.MAX_VALUE;
    private long nowNs;

    /** A pass begins, or recovery does. */
    public void begin(long passNs) {
        nowNs = passNs;
    }

    /** When the pass began, monotonic ns. */
    long nowNs() {
        return nowNs;
    }

    /** The partition has something for the next pass. */
    void now(DeliveryPartition partition) {
        if (!partition.due) {
            partition.due = true;
            due.add(partition);
        }
    }

    /** The partition has something that joins its next entry, and is worth an entry of its own at {@code atNs}. */
    void later(DeliveryPartition partition, long atNs) {
        if (!partition.waiting) {
            partition.waiting = true;
            waiting.add(partition);
        }
        waitUntilNs = Math.min(waitUntilNs, atNs);
    }

    /**
     * The partitions of this pass; the list is good until the next call. When one of those that wait is due, all of them
     * are: one sync serves them together.
     */
    public List<DeliveryPartition> take() {
        if (nowNs >= waitUntilNs) {
            waitUntilNs = Long.MAX_VALUE;
            for (int i = 0; i < waiting.size(); i++) {
                DeliveryPartition partition = waiting.get(i);
                partition.waiting = false;
                partition.hurry();
            }
            waiting.clear();
        }
        List<DeliveryPartition> taken = due;
        due = served;
        due.clear();
        served = taken;
        for (int i = 0; i < taken.size(); i++) {
            taken.get(i).due = false;
        }
        return taken;
    }

    /** Whether some partition has something for the next pass. */
    public boolean isAnyDue() {
        return !due.isEmpty();
    }

    /** When those that wait want a pass, monotonic ns; {@link Long#MAX_VALUE} if none does. */
    public long waitUntilNs() {
        return waitUntilNs;
    }
}
