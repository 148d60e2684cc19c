package dev.carillon.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** What a mailbox says it has room for is what it takes. */
class LoopMailboxTest {
    private static final int CAPACITY = 8_192;

    private final LoopMailbox mailbox = new LoopMailbox(CAPACITY);

    private boolean put(int length) {
        int claim = mailbox.claim(MailKind.WAKE, length);
        if (claim >= 0) {
            mailbox.commit(claim);
        }
        return claim >= 0;
    }

    @Test
    void anEmptyOneTakesItsLongestMail() {
        assertThat(mailbox.room()).isEqualTo(mailbox.lengthMax());
        assertThat(put(mailbox.room())).isTrue();
    }

    @Test
    void aFullOneTakesNone() {
        while (mailbox.room() > 0) {
            assertThat(put(mailbox.room())).isTrue();
        }
        assertThat(put(1)).isFalse();
        mailbox.drain((kind, b, offset, length) -> {}, 1);
        assertThat(mailbox.room()).isPositive();
    }

    /** Two runs of a simulation hear the same in the same passes only if it matters nothing who had the mailbox before. */
    @Test
    void aClearedOneReadsAsANewOne() {
        for (int eighths = 0; eighths < 7; eighths++) {
            assertThat(put(CAPACITY / 8 - 8)).isTrue();
        }
        mailbox.clear();
        assertThat(mailbox.isEmpty()).isTrue();
        for (int eighths = 0; eighths < 4; eighths++) {
            assertThat(put(CAPACITY / 8 - 8)).isTrue();
        }
        assertThat(mailbox.drain((kind, b, offset, length) -> {}, 16))
                .as("what a read hears, which ends where the ring does")
                .isEqualTo(4);
    }

    /** Wherever in the ring its ends are: what is left before the end of the ring is no room for one piece. */
    @Test
    void asMuchAsItSaysAndNoByteMore() {
        Random random = new Random(3);
        int refused = 0;
        int shortened = 0;
        for (int i = 0; i < 20_000; i++) {
            int room = mailbox.room();
            if (room < mailbox.lengthMax()) {
                assertThat(put(room + 1)).as("beyond its room").isFalse();
                refused++;
                shortened += room > 0 ? 1 : 0;
                // What did not fit before the end of the ring has left that piece empty.
                room = mailbox.room();
            }
            if (random.nextBoolean()) {
                assertThat(put(random.nextInt(4) == 0 || room == 0 ? Math.max(1, room) : 1 + random.nextInt(room)))
                        .as("within its room of " + room)
                        .isEqualTo(room > 0);
            } else {
                mailbox.drain((kind, b, offset, length) -> {}, 1);
            }
        }
        assertThat(refused).isGreaterThan(1_000);
        assertThat(shortened).isGreaterThan(100);
    }
}
