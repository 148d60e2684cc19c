package dev.carillon.node.boot;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DiskWatchTest {
    private long free = 10_000;
    private final DiskWatch watch = new DiskWatch(() -> free, 4_000, 800);

    private boolean stopsAt(long bytes) {
        free = bytes;
        watch.look();
        return watch.getAsBoolean();
    }

    @Test
    void sendsStopBelowTheMarkAndGoOnWellAboveIt() {
        assertThat(stopsAt(10_000)).isFalse();
        assertThat(stopsAt(3_000)).as("only a warning").isFalse();
        assertThat(stopsAt(800)).isFalse();
        assertThat(stopsAt(799)).isTrue();
        assertThat(stopsAt(899)).as("not back and forth").isTrue();
        assertThat(stopsAt(900)).isFalse();
        assertThat(stopsAt(0)).as("from enough to nothing").isTrue();
    }

    @Test
    void whatNobodyKnowsChangesNothing() {
        assertThat(stopsAt(1)).isTrue();
        assertThat(stopsAt(-1)).isTrue();
    }

    @Test
    void withoutAMarkSendsNeverStop() {
        DiskWatch never = new DiskWatch(() -> 0, 0, 0);
        never.look();
        assertThat(never.getAsBoolean()).isFalse();
    }
}
