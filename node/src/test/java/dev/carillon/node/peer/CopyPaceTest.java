package dev.carillon.node.peer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CopyPaceTest {
    private static final long SECOND = 1_000_000_000L;

    private long rate = 1_000_000;
    private final CopyPace pace = new CopyPace(() -> rate, 0);

    /** Sends chunks as soon as it may. @return when the last one went */
    private long send(long from, int chunks, int bytes) {
        long now = from;
        for (int i = 0; i < chunks; i++) {
            now += pace.waitNs(now);
            pace.sent(bytes, now);
        }
        return now;
    }

    @Test
    void soManyBytesTakeSoLong() {
        assertThat(send(0, 101, 100_000)).isBetween(9_900_000_000L, 10 * SECOND);
    }

    @Test
    void whatWasNotUsedIsNotSavedUp() {
        send(0, 10, 100_000);
        long later = 60 * SECOND;
        assertThat(send(later, 101, 100_000) - later).isBetween(9_900_000_000L, 10 * SECOND);
    }

    @Test
    void withoutALimitNothingWaits() {
        send(0, 1, 1_000_000_000);
        rate = CopyPace.UNLIMITED;
        assertThat(pace.waitNs(1)).isZero();
        assertThat(send(1, 1_000, 1_000_000)).isEqualTo(1);
    }
}
