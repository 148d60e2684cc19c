package dev.carillon.simulator.load;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** Finds out whether one of this process's threads has no time left: more load would then only wait in it. One thread. */
final class BusiestThread {
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final LongSupplier nanoTime;
    private Map<Long, Long> before = new HashMap<>();
    private long beforeNs;

    BusiestThread(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        share();
    }

    /** The share of the time since the last call in which the busiest thread used a core, 0 to 1. */
    double share() {
        long now = nanoTime.getAsLong();
        Map<Long, Long> after = new HashMap<>();
        long most = 0;
        for (long id : threads.getAllThreadIds()) {
            long cpu = threads.getThreadCpuTime(id);
            if (cpu >= 0) {
                after.put(id, cpu);
                most = Math.max(most, cpu - before.getOrDefault(id, cpu));
            }
        }
        double share = (double) most / Math.max(1, now - beforeNs);
        before = after;
        beforeNs = now;
        return Math.min(1, share);
    }
}
