package dev.carillon.node.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.node.config.Config;
import dev.carillon.node.config.ConfigBuilder;
import dev.carillon.node.session.CoreLimits;
import dev.carillon.storage.overlay.TrailerLimits;
import dev.carillon.storage.rocksdb.EngineLimits;
import org.junit.jupiter.api.Test;

/** What is configured is what the parts get. */
class NodePartsTest {
    @Test
    void theDefaultsOfTheSettingsAreThoseOfTheParts() {
        Config config = new ConfigBuilder().build();
        assertThat(NodeParts.engineLimits(config)).isEqualTo(EngineLimits.DEFAULT);
        assertThat(NodeParts.trailerLimits(config)).isEqualTo(TrailerLimits.DEFAULT);
        CoreLimits limits = NodeParts.coreLimits(config);
        assertThat(limits.overlayBytesPerLoop()).isEqualTo(CoreLimits.defaults().overlayBytesPerLoop());
        assertThat(limits.outboxMessagesPerPair())
                .isEqualTo(CoreLimits.defaults().outboxMessagesPerPair());
        assertThat(limits.freezeBytes()).isEqualTo(CoreLimits.defaults().freezeBytes());
        assertThat(limits.freezeAgeMs()).isEqualTo(CoreLimits.defaults().freezeAgeMs());
        assertThat(limits.logBytesPerLoop()).isEqualTo(CoreLimits.defaults().logBytesPerLoop());
    }

    @Test
    void memoryAndTrailingAreAsConfigured() {
        Config config = new ConfigBuilder()
                .flag("state.overlay-bytes", "11MiB")
                .flag("state.freeze-bytes", "12KiB")
                .flag("state.freeze-age", "13s")
                .flag("state.flush-bytes", "14MiB")
                .flag("state.flush-age", "15s")
                .flag("state.log-bytes", "16MiB")
                .flag("state.block-cache", "18MiB")
                .flag("state.write-buffers", "17MiB")
                .flag("limits.outbox-messages", "19")
                .build();
        CoreLimits limits = NodeParts.coreLimits(config);
        assertThat(limits.overlayBytesPerLoop()).isEqualTo(11L << 20);
        assertThat(limits.freezeBytes()).isEqualTo(12L << 10);
        assertThat(limits.freezeAgeMs()).isEqualTo(13_000);
        assertThat(limits.logBytesPerLoop()).isEqualTo(16L << 20);
        assertThat(limits.outboxMessagesPerPair()).isEqualTo(19);
        assertThat(NodeParts.trailerLimits(config))
                .isEqualTo(new TrailerLimits(14L << 20, 15_000_000_000L, TrailerLimits.DEFAULT.batchesMax()));
        EngineLimits engine = NodeParts.engineLimits(config);
        assertThat(engine.blockCacheBytes()).isEqualTo(18L << 20);
        assertThat(engine.memtableBytes()).isEqualTo(17L << 20);
    }
}
