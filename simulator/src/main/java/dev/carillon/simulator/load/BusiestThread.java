package dev.carillon.simulator.load;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Finds out whether one of this process's threads has no time left: more load would then only wait in it. Where Linux tells,
 * also whether one waits for a core, which the process's other threads have, or somebody else. One thread.
 */
final class BusiestThread {
    /** In the names of the JVM's compiler threads, which Linux cuts off after 15 characters: nothing waits for those. */
    private static final String COMPILER = " Compiler";

    /** After a standstill there are several looks at once; one by itself would see too little to tell. */
    private static final long SHORTEST_NS = 100_000_000;

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final Path tasks;
    private final LongSupplier nanoTime;
    private Map<Long, Used> before = new HashMap<>();
    private long beforeNs;
    private Share last = new Share(0, 0);

    /**
     * What the busiest thread did of a time, each 0 to 1.
     *
     * @param working share in which it used a core
     * @param occupied share in which it used one or waited for one; as high as {@code working} where that is not known
     */
    record Share(double working, double occupied) {}

    /** In nanoseconds, since the thread began. */
    private record Used(long working, long waiting) {
        static final Used NOTHING = new Used(0, 0);
    }

    /** @param tasks where Linux lists this process's threads; elsewhere it need not be there */
    BusiestThread(Path tasks, LongSupplier nanoTime) {
        this.tasks = tasks;
        this.nanoTime = nanoTime;
        this.before = used();
        this.beforeNs = nanoTime.getAsLong();
    }

    /** Since the last call. */
    Share share() {
        long past = nanoTime.getAsLong() - beforeNs;
        if (past < SHORTEST_NS) {
            return last;
        }
        Map<Long, Used> after = used();
        long working = 0;
        long occupied = 0;
        for (Map.Entry<Long, Used> each : after.entrySet()) {
            Used now = each.getValue();
            // One that is new began since.
            Used old = before.getOrDefault(each.getKey(), Used.NOTHING);
            long worked = now.working() - old.working();
            working = Math.max(working, worked);
            occupied = Math.max(occupied, worked + now.waiting() - old.waiting());
        }
        before = after;
        beforeNs += past;
        last = new Share(Math.min(1, (double) working / past), Math.min(1, (double) occupied / past));
        return last;
    }

    private Map<Long, Used> used() {
        Map<Long, Used> all = new HashMap<>();
        try (DirectoryStream<Path> some = Files.newDirectoryStream(tasks)) {
            for (Path task : some) {
                add(task, all);
            }
        } catch (IOException e) {
            all.clear(); // Not Linux.
        }
        if (all.isEmpty()) {
            for (long id : threads.getAllThreadIds()) {
                all.put(id, new Used(Math.max(0, threads.getThreadCpuTime(id)), 0));
            }
        }
        return all;
    }

    private static void add(Path task, Map<Long, Used> all) {
        try {
            if (!Files.readString(task.resolve("comm")).contains(COMPILER)) {
                String[] fields =
                        Files.readString(task.resolve("schedstat")).strip().split(" ");
                all.put(
                        Long.parseLong(task.getFileName().toString()),
                        new Used(Long.parseLong(fields[0]), Long.parseLong(fields[1])));
            }
        } catch (IOException e) {
            return; // It has ended meanwhile, or this Linux does not tell.
        }
    }
}
