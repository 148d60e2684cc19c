package dev.carillon.node.peer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.node.runtime.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Trouble is said at once, then once per interval; attempts come at growing, jittered distances. */
class PeerNoticesTest {
    private final List<String> log = new ArrayList<>();
    private long nowNs;
    private final PeerNotices notices = new PeerNotices(
            new Clock() {
                @Override
                public long nowMs() {
                    return 0;
                }

                @Override
                public long nanoTime() {
                    return nowNs;
                }
            },
            Duration.ofSeconds(60),
            log::add);

    @Test
    void theSameTroubleIsSaidOncePerIntervalWithTheNumberLeftOut() {
        notices.tell("a", "one");
        notices.tell("a", "one");
        notices.tell("a", "one");
        notices.tell("b", "two");
        nowNs = Duration.ofSeconds(60).toNanos();
        notices.tell("a", "one");
        notices.tell("a", "one");
        assertThat(log).containsExactly("one", "two", "one (2 more times before this one.)");
        assertThat(notices.count()).isEqualTo(6);
    }

    @Test
    void strangersCannotFillTheLogNorTheMemory() {
        for (int i = 0; i < 10_000; i++) {
            notices.tell("stranger " + i, "text " + i);
        }
        assertThat(log).hasSize(257);
    }

    @Test
    void backOffDoublesUpToItsLimitWithJitterInTheUpperHalf() {
        BackOff backOff = new BackOff(PeerTimes.DEFAULT, new SplittableRandom(5));
        long expected = Duration.ofMillis(50).toNanos();
        boolean differed = false;
        for (int i = 0; i < 12; i++) {
            long wait = backOff.nextNs();
            assertThat(wait).isBetween(expected / 2, expected);
            differed |= wait != expected;
            expected = Math.min(Duration.ofSeconds(5).toNanos(), 2 * expected);
        }
        assertThat(differed).isTrue();
        backOff.reset();
        assertThat(backOff.nextNs()).isLessThanOrEqualTo(Duration.ofMillis(50).toNanos());
    }
}
