package dev.carillon.node.simulated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class NodeClockTest {
    private static final long SECOND_NS = 1_000_000_000L;

    private final SimulatedWorld world = new SimulatedWorld(1);
    private final NodeClock clock = new NodeClock(world);

    private void pass(long ns) {
        world.runUntil(world.nanoTime() + ns, () -> false);
    }

    @Test
    void aClockThatIsSetGoesWithTheWorld() {
        long beganMs = clock.nowMs();
        pass(3 * SECOND_NS);
        assertThat(clock.nanoTime()).isEqualTo(3 * SECOND_NS);
        assertThat(clock.nowMs()).isEqualTo(beganMs + 3_000);
        assertThat(clock.untilNs(5 * SECOND_NS)).isEqualTo(2 * SECOND_NS);
        assertThat(clock.untilNs(SECOND_NS)).isZero();
    }

    @Test
    void aJumpIsTheWallClocksAlone() {
        pass(SECOND_NS);
        long beforeMs = clock.nowMs();
        clock.jump(-3_600_000);
        assertThat(clock.nowMs()).isEqualTo(beforeMs - 3_600_000);
        assertThat(clock.nanoTime()).isEqualTo(SECOND_NS);
        clock.set();
        assertThat(clock.nowMs()).isEqualTo(beforeMs);
    }

    @Test
    void aClockThatDriftsNeverGoesBackAndIsWokenInTime() {
        for (int ppm : new int[] {-NodeClock.PPM_MAX, -7, 7, NodeClock.PPM_MAX}) {
            long began = clock.nanoTime();
            long worldBegan = world.nanoTime();
            clock.drift(ppm);
            long last = clock.nanoTime();
            for (int i = 0; i < 1_000; i++) {
                pass(999_983);
                assertThat(clock.nanoTime()).isGreaterThan(last);
                last = clock.nanoTime();
            }
            long passed = world.nanoTime() - worldBegan;
            assertThat(clock.nanoTime() - began).isEqualTo(passed + Math.floorDiv(passed * ppm, 1_000_000));
            long at = clock.nanoTime() + 123_456_789;
            pass(clock.untilNs(at));
            assertThat(clock.nanoTime()).isBetween(at, at + 2);
        }
        clock.set();
        assertThat(clock.untilNs(Long.MAX_VALUE)).isPositive();
    }

    @Test
    void noMachineDriftsMore() {
        assertThatThrownBy(() -> clock.drift(NodeClock.PPM_MAX + 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
