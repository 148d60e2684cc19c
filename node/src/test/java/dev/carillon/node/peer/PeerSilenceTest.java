package dev.carillon.node.peer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.node.runtime.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PeerSilenceTest {
    private static final long MS = 1_000_000;

    private long nowNs = 5_000 * MS;
    private final Clock clock = new Clock() {
        @Override
        public long nowMs() {
            return nowNs / MS;
        }

        @Override
        public long nanoTime() {
            return nowNs;
        }
    };
    private final PeerPulses pulses = new PeerPulses();
    private final PeerSilence silence =
            new PeerSilence(pulses, clock, Duration.ofMillis(1_000), Duration.ofMillis(300));

    @Test
    void whoWasNeverHeardIsDown() {
        assertThat(silence.isDown(2)).isTrue();
        pulses.of(2);
        assertThat(silence.isDown(2)).isTrue();
    }

    @Test
    void whoIsConnectedMayBeSilentForLong() {
        pulses.of(2).streamsOut(1);
        pulses.of(2).heard(nowNs);
        nowNs += 1_000 * MS;
        assertThat(silence.isDown(2)).isFalse();
        nowNs += 1;
        assertThat(silence.isDown(2)).isTrue();
        pulses.of(2).heard(nowNs);
        assertThat(silence.isDown(2)).isFalse();
    }

    @Test
    void whoseConnectionsEndedIsDownSooner() {
        pulses.of(2).streamsIn(1);
        pulses.of(2).streamsOut(1);
        pulses.of(2).heard(nowNs);
        nowNs += 301 * MS;
        pulses.of(2).streamsOut(-1);
        assertThat(silence.isDown(2)).as("one direction stands").isFalse();
        pulses.of(2).streamsIn(-1);
        assertThat(silence.isDown(2)).isTrue();
    }
}
