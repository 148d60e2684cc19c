package dev.carillon.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class InboxCursorTest {
    @Test
    void itAgreesWithASetOfSequencesWhateverHappens() {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            InboxCursor cursor = new InboxCursor();
            TreeSet<Long> held = new TreeSet<>();
            long highest = 0;
            for (int step = 0; step < 500; step++) {
                switch (random.nextInt(6)) {
                    case 0, 1 -> {
                        highest += 1;
                        cursor.hold(highest);
                        held.add(highest);
                    }
                    case 2 -> {
                        highest += random.nextInt(3);
                        cursor.pass(highest);
                    }
                    case 3, 4 -> {
                        long seq = Math.max(1, highest - random.nextInt(20));
                        cursor.done(seq);
                        held.remove(seq);
                    }
                    default -> {
                        if (random.nextInt(20) == 0 && !held.isEmpty()) {
                            long seq = held.last();
                            cursor.giveBack(seq);
                            held.remove(seq);
                            highest = seq - 1;
                        }
                    }
                }
                assertThat(cursor.highest()).isEqualTo(highest);
                assertThat(cursor.acked()).as("seed %d", seed).isEqualTo(held.isEmpty() ? highest : held.first() - 1);
            }
        }
    }
}
