package dev.carillon.node.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EventQueueTest {
    private final EventQueue queue = new EventQueue();
    private final List<Long> happened = new ArrayList<>();

    private void add(long atNs, long number) {
        queue.add(atNs, () -> happened.add(number));
    }

    @Test
    void ofTheSameTimeWhatCameFirstIsFirst() {
        Random random = new Random(1);
        List<long[]> all = new ArrayList<>();
        for (long number = 0; number < 5_000; number++) {
            long atNs = random.nextInt(200);
            all.add(new long[] {atNs, number});
            add(atNs, number);
        }
        while (queue.nextNs() != Long.MAX_VALUE) {
            queue.remove().run();
        }
        // Sorting a list keeps the order of what is equal.
        all.sort(Comparator.comparingLong(event -> event[0]));
        assertThat(happened).isEqualTo(all.stream().map(event -> event[1]).toList());
    }

    @Test
    void whatIsAddedMeanwhileComesInItsTurn() {
        Random random = new Random(2);
        long lastNs = 0;
        for (int i = 0; i < 20_000; i++) {
            if (random.nextInt(3) > 0 || queue.nextNs() == Long.MAX_VALUE) {
                add(lastNs + random.nextInt(50), i);
            } else {
                assertThat(queue.nextNs()).isGreaterThanOrEqualTo(lastNs);
                lastNs = queue.nextNs();
                queue.remove();
            }
        }
        assertThat(lastNs).isPositive();
    }
}
