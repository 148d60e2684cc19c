package dev.carillon.storage.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.storage.disk.SimulatedDisk;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Without a sync per pass a power cut takes the newest passes, in whole and from the end, and nothing looks damaged. */
class WeakDurabilityTest {
    private static final int PASS_NANOS = 10;

    private long now;
    private int lost;
    private long syncs;
    private int passes;

    @Test
    void withoutSyncsOnlyTheEndIsLost() {
        runHistories(Durability.NONE, Integer.MAX_VALUE);
        assertThat(lost).isPositive();
        assertThat(syncs).as("full segments are synced").isPositive().isLessThan(passes / 2);
    }

    @Test
    void withAnIntervalAtMostThatIsLost() {
        runHistories(Durability.interval(Duration.ofNanos(4 * PASS_NANOS)), 4);
        assertThat(lost).isPositive();
        assertThat(syncs).isPositive().isLessThan(passes / 2);
    }

    @Test
    void anOverdueSyncMakesTheLogDirty() {
        Durability durability = Durability.interval(Duration.ofNanos(100));
        SegmentLog log = open(new SimulatedDisk(1, 1 << 20), durability);
        LogRecord.of(0, 1, 10).appendTo(log);
        log.sync();
        assertThat(log.isDirty()).isFalse();
        now += 100;
        assertThat(log.isDirty()).isTrue();
        log.sync();
        assertThat(log.isDirty()).isFalse();
    }

    private void runHistories(Durability durability, int passesLostMax) {
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            SimulatedDisk disk = new SimulatedDisk(seed, 1 << 20);
            List<List<LogRecord>> written = new ArrayList<>();
            for (int life = 0; life < 6; life++) {
                SegmentLog log = open(disk, durability);
                int found = prefix(written, LogRecord.replay(log));
                assertThat(written.size() - found).as("seed %s", seed).isLessThanOrEqualTo(passesLostMax);
                lost += written.size() - found;
                written.subList(found, written.size()).clear();
                write(log, random, written);
                disk.powerCut();
            }
        }
    }

    private void write(SegmentLog log, Random random, List<List<LogRecord>> written) {
        int count = random.nextInt(30);
        for (int pass = 0; pass < count; pass++) {
            List<LogRecord> records = new ArrayList<>();
            for (int i = 0; i <= random.nextInt(4); i++) {
                records.add(LogRecord.random(random, i, written.size(), 900));
            }
            records.forEach(r -> r.appendTo(log));
            now += PASS_NANOS;
            log.sync();
            written.add(records);
            passes++;
        }
        syncs += log.counts().syncs();
    }

    /** How many passes were found; fails unless they are the first ones, in whole. */
    private static int prefix(List<List<LogRecord>> written, List<LogRecord> found) {
        List<LogRecord> sum = new ArrayList<>();
        for (int passes = 0; passes <= written.size(); passes++) {
            if (sum.size() >= found.size()) {
                assertThat(found).isEqualTo(sum);
                return passes;
            }
            sum.addAll(written.get(passes));
        }
        throw new AssertionError("More was found than was written");
    }

    private SegmentLog open(SimulatedDisk disk, Durability durability) {
        LogOptions options = LogOptions.of(7).withSegmentBytes(8192).withDurability(durability);
        return SegmentLog.open(disk, options, Runnable::run, () -> now);
    }
}
