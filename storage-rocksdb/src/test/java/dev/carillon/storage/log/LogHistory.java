package dev.carillon.storage.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.storage.LogFailedException;
import dev.carillon.storage.LogFullException;
import dev.carillon.storage.disk.SimulatedDisk;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * One random life of a log on a simulated disk, from one seed: passes, releases, power cuts in the middle of anything,
 * failing disks, full disks, restarts. After every start the log must replay an end of what was acked, with everything in
 * it that was not released, and at most the whole batch that was under way on top of it.
 */
final class LogHistory {
    private static final int GROUPS = 4;
    private static final int STEPS = 60;

    private final Random random;
    private final SimulatedDisk disk;
    private final LogOptions options;
    private final Sums sums;
    private final List<LogRecord> acked = new ArrayList<>();
    private final long[] nextIndex = new long[GROUPS];
    private final long[] released = new long[GROUPS];
    /** Appended, and not known to be durable. */
    private List<LogRecord> unacked = new ArrayList<>();

    private SegmentLog log;

    /** What happened in all histories; each must have happened. */
    static final class Sums {
        private final Map<String, Long> values = new TreeMap<>();

        void add(String name, long value) {
            values.merge(name, value, Long::sum);
        }

        Map<String, Long> values() {
            return values;
        }

        @Override
        public String toString() {
            return values.toString();
        }
    }

    LogHistory(long seed, Sums sums) {
        this.random = new Random(seed);
        this.sums = sums;
        this.disk = new SimulatedDisk(random.nextLong(), 1 << 20);
        this.options = LogOptions.of(7).withSegmentBytes(4096 << random.nextInt(2));
        Arrays.fill(nextIndex, 1);
        this.log = openUntilItWorks();
    }

    void run() {
        for (int step = 0; step < STEPS; step++) {
            int dice = random.nextInt(100);
            if (dice < 60) {
                pass();
            } else if (dice < 75) {
                release();
            } else if (dice < 80) {
                disk.cutPowerAfter(1 + random.nextInt(12));
            } else if (dice < 85) {
                appendSome();
                disk.powerCut();
                restart();
            } else if (dice < 87) {
                disk.failSyncAfter(1 + random.nextInt(4));
            } else if (dice < 89) {
                disk.failWriteAfter(1 + random.nextInt(4));
            } else if (dice < 93) {
                disk.setCapacity(random.nextBoolean() ? 1 << 20 : 8192L << random.nextInt(3));
            } else if (dice < 96) {
                restart();
            } else {
                log.isFull();
            }
        }
        disk.powerCut();
        restart();
        countDisk();
    }

    private void appendSome() {
        int records = random.nextInt(6);
        for (int i = 0; i < records; i++) {
            int group = random.nextInt(GROUPS);
            int lengthMax = random.nextInt(20) == 0 ? 9_000 : 900;
            LogRecord appended = LogRecord.random(random, group, nextIndex[group]++, lengthMax);
            appended.appendTo(log);
            unacked.add(appended);
        }
    }

    private void pass() {
        try {
            appendSome();
            log.sync();
            acked.addAll(unacked);
            unacked.clear();
            sums.add("acked passes", 1);
        } catch (LogFullException e) {
            sums.add("passes refused by a full disk", 1);
            disk.setCapacity(1 << 20);
        } catch (LogFailedException e) {
            sums.add("passes failed", 1);
            assertRefusesForEver();
            if (random.nextBoolean()) {
                disk.powerCut();
            }
            restart();
        }
    }

    private void assertRefusesForEver() {
        for (int i = 0; i < 2; i++) {
            try {
                log.sync();
                throw new AssertionError("a failed log synced");
            } catch (LogFailedException e) {
                sums.add("refusals after a failure", 1);
            }
        }
    }

    private void release() {
        int group = random.nextInt(GROUPS);
        long known = acked.stream().filter(r -> r.group() == group).count() == 0 ? 0 : nextIndex[group];
        if (known > released[group]) {
            released[group] += 1 + random.nextInt((int) (known - released[group]));
            log.release(group, released[group]);
        }
    }

    /** A new process. It knows from its own state what was released. */
    private void restart() {
        count();
        log = openUntilItWorks();
        verify(LogRecord.replay(log));
        for (int group = 0; group < GROUPS; group++) {
            log.release(group, released[group]);
        }
    }

    private SegmentLog openUntilItWorks() {
        for (int i = 0; i < 20; i++) {
            try {
                disk.restart();
                if (random.nextInt(8) == 0) {
                    disk.cutPowerAfter(1 + random.nextInt(6));
                }
                SegmentLog opened = SegmentLog.open(disk, options, Runnable::run, () -> 0);
                if (!disk.isOff()) {
                    disk.restart();
                    return opened;
                }
            } catch (UncheckedIOException e) {
                sums.add("openings interrupted", 1);
                // A program that cannot sync while opening has to stop until the disk was off.
                disk.setCapacity(1 << 20);
                disk.powerCut();
            }
        }
        throw new AssertionError("the log does not open");
    }

    private void verify(List<LogRecord> found) {
        List<LogRecord> all = new ArrayList<>(acked);
        all.addAll(unacked);
        boolean wholeBatch = !unacked.isEmpty() && endsWith(all, found) && found.size() >= unacked.size();
        if (wholeBatch) {
            acked.addAll(unacked);
            sums.add("unacked batches found whole", 1);
        } else if (!unacked.isEmpty()) {
            sums.add("unacked batches gone", 1);
        }
        unacked = new ArrayList<>();
        assertThat(endsWith(acked, found))
                .as("replayed %s records, acked %s", found.size(), acked.size())
                .isTrue();
        for (int i = 0; i < acked.size() - found.size(); i++) {
            LogRecord gone = acked.get(i);
            assertThat(gone.index()).as("gone: %s", gone).isLessThan(released[gone.group()]);
        }
        acked.subList(0, acked.size() - found.size()).clear();
    }

    private static boolean endsWith(List<LogRecord> all, List<LogRecord> end) {
        return end.size() <= all.size()
                && all.subList(all.size() - end.size(), all.size()).equals(end);
    }

    private void count() {
        LogCounts counts = log.counts();
        sums.add("cuts", counts.cuts());
        sums.add("recycled segments", counts.recycled());
        sums.add("created segments", counts.created());
        sums.add("torn sectors removed", counts.tornSectors());
    }

    private void countDisk() {
        sums.add("power cuts", disk.counts().powerCuts());
        sums.add("unsynced sectors dropped", disk.counts().sectorsDropped());
        sums.add("unsynced sectors kept", disk.counts().sectorsKept());
        sums.add("torn files", disk.counts().tornFiles());
        sums.add("directory changes dropped", disk.counts().directoryChangesDropped());
        sums.add("disk failures", disk.counts().failures());
    }
}
