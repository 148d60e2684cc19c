package dev.carillon.simulator.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.simulator.load.Intervals.Interval;
import java.util.BitSet;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The same as a set of moments, whatever is put in and taken out. */
class IntervalsTest {
    private static final int MOMENTS = 60;

    @Test
    void stretchesThatTouchAreOne() {
        Intervals some = new Intervals();
        some.add(0, 10);
        some.add(20, 30);
        some.add(10, 20);
        assertThat(some.all()).containsExactly(new Interval(0, 30));
        some.remove(5, 6);
        assertThat(some.all()).containsExactly(new Interval(0, 5), new Interval(6, 30));
    }

    @Test
    void theyAnswerAsASetOfMomentsDoes() {
        for (int seed = 0; seed < 200; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Intervals some = new Intervals();
            BitSet moments = new BitSet();
            for (int i = 0; i < 12; i++) {
                int from = random.nextInt(MOMENTS);
                int to = from + random.nextInt(1, 15);
                if (random.nextInt(3) > 0) {
                    some.add(from, to);
                    moments.set(from, to);
                } else {
                    some.remove(from, to);
                    moments.clear(from, to);
                }
            }
            for (int from = 0; from < MOMENTS; from++) {
                int to = from + random.nextInt(1, 10);
                assertThat(some.contains(from)).isEqualTo(moments.get(from));
                assertThat(some.covers(from, to)).isEqualTo(moments.nextClearBit(from) >= to);
                int next = moments.nextSetBit(from);
                assertThat(some.touches(from, to)).isEqualTo(next >= 0 && next < to);
            }
        }
    }
}
