package dev.carillon.storage.overlay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.storage.StateEngine;
import dev.carillon.storage.memory.MemoryStateEngine;
import dev.carillon.storage.rocksdb.EngineLimits;
import dev.carillon.storage.rocksdb.RocksStateEngine;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Overlay and engine against a naive model, seed by seed; a failure prints its seed and what led to it. */
class OverlayModelTest {
    private static final int STEPS = 220;
    private static final int SEEDS_MEMORY = 3000;
    private static final int SEEDS_ROCKS = 25;
    private static final int SEEDS_LONG = 100_000;
    private static final int SEEDS_ROCKS_LONG = 2000;

    @TempDir
    Path folder;

    @Test
    void agreesWithTheModelOverTheMemoryEngine() {
        memory(1, SEEDS_MEMORY);
    }

    @Test
    void agreesWithTheModelOverRocksDb() {
        rocks(1, SEEDS_ROCKS);
    }

    @Test
    @Tag("long")
    void agreesWithTheModelForVeryManySeeds() {
        memory(SEEDS_MEMORY + 1L, SEEDS_LONG);
        rocks(SEEDS_ROCKS + 1L, SEEDS_ROCKS_LONG);
    }

    private void memory(long firstSeed, int seeds) {
        int crashes = 0;
        int lost = 0;
        for (long seed = firstSeed; seed < firstSeed + seeds; seed++) {
            ModelRun run = new ModelRun(seed, 7, new MemoryStateEngine(), (running, random) -> {
                MemoryStateEngine engine = (MemoryStateEngine) running;
                engine.crash(random.nextInt(engine.unflushedBatches() + 1));
                return engine;
            });
            go(run, seed);
            crashes += run.crashes;
            lost += run.markersLost;
        }
        assertThat(crashes).as("crashes").isGreaterThan(seeds);
        assertThat(lost).as("crashes that took something").isGreaterThan(seeds / 2);
    }

    private void rocks(long firstSeed, int seeds) {
        StateEngine engine = RocksStateEngine.open(folder, EngineLimits.TINY);
        int crashes = 0;
        try {
            for (long seed = firstSeed; seed < firstSeed + seeds; seed++) {
                ModelRun run = new ModelRun(seed, (int) (seed - firstSeed), engine, (running, random) -> {
                    running.close();
                    return RocksStateEngine.open(folder, EngineLimits.TINY);
                });
                engine = go(run, seed);
                crashes += run.crashes;
            }
        } finally {
            engine.close();
        }
        assertThat(crashes).as("crashes").isGreaterThan(seeds / 2);
    }

    private static StateEngine go(ModelRun run, long seed) {
        try {
            return run.run(STEPS);
        } catch (Throwable e) {
            throw new AssertionError("seed " + seed + " after\n" + run.story() + e.getMessage(), e);
        }
    }
}
