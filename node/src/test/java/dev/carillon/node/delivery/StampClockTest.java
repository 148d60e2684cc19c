package dev.carillon.node.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.node.runtime.Clock;
import org.junit.jupiter.api.Test;

/** A wall clock that jumps is not followed until it is right again; one that drifts is. */
class StampClockTest {
    private static final long JUMP_MS = 1_000;

    private final Time time = new Time();
    private final StampClock stamps = new StampClock(time, JUMP_MS);

    @Test
    void aRightClockIsFollowed() {
        time.pass(50_000);
        assertThat(stamps.nowMs()).isEqualTo(time.wallMs);
        assertThat(stamps.isSuspect()).isFalse();
    }

    @Test
    void aJumpIsNotFollowedEitherWay() {
        for (long jump : new long[] {JUMP_MS + 1, -JUMP_MS - 1}) {
            long right = time.wallMs;
            time.wallMs += jump;
            time.pass(10);
            assertThat(stamps.nowMs()).isEqualTo(right + 10);
            assertThat(stamps.isSuspect()).isTrue();
            time.wallMs -= jump;
            assertThat(stamps.nowMs()).as("it is right again").isEqualTo(right + 10);
            assertThat(stamps.isSuspect()).isFalse();
        }
    }

    @Test
    void aCorrectionUpToTheLimitIsFollowed() {
        time.wallMs += JUMP_MS;
        assertThat(stamps.nowMs()).isEqualTo(time.wallMs);
        assertThat(stamps.isSuspect()).isFalse();
    }

    @Test
    void aDriftIsFollowedHoweverFarItGoes() {
        for (int i = 0; i < 100; i++) {
            time.wallMs += JUMP_MS / 2;
            time.pass(10);
            assertThat(stamps.nowMs()).isEqualTo(time.wallMs);
        }
        assertThat(stamps.isSuspect()).isFalse();
    }

    private static final class Time implements Clock {
        long wallMs = 1_700_000_000_000L;
        private long ns = 5;

        void pass(long ms) {
            wallMs += ms;
            ns += ms * 1_000_000;
        }

        @Override
        public long nowMs() {
            return wallMs;
        }

        @Override
        public long nanoTime() {
            return ns;
        }
    }
}
