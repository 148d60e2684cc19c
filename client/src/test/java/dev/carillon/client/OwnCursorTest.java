package dev.carillon.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Exactly once, as the Javadoc of {@link CarillonClient} shows it, and what it is compared with. */
class OwnCursorTest {
    /** The application's database: a message and the cursor commit together. */
    private static final class Database {
        final List<MessageId> rows = new ArrayList<>();
        long cursor;

        void transaction(Message message) {
            rows.add(message.id());
            cursor = message.seq();
        }
    }

    private final ClientBench bench = new ClientBench(1);
    private final Database database = new Database();
    private int crashAfter = 2;

    @Test
    void aCrashBetweenTheTransactionAndTheAckRepeatsNothing() {
        threeMessages();
        process(true);
        assertThat(database.rows).hasSize(2);
        assertThat(bench.node.onlyDevice().cursor).as("no ack had left").isZero();
        process(true);
        assertThat(database.rows).extracting(MessageId::cseq).containsExactly(1L, 2L, 3L);
        assertThat(bench.node.hellos).last().asString().contains("lastSeq=2");
        assertThat(bench.node.onlyDevice().cursor).isEqualTo(3);
    }

    @Test
    void withoutTheCursorTheSameCrashRepeatsWhatWasInHandUnderItsOldName() {
        threeMessages();
        process(false);
        process(false);
        assertThat(database.rows).extracting(MessageId::cseq).containsExactly(1L, 2L, 1L, 2L, 3L);
        assertThat(database.rows.get(2)).isEqualTo(database.rows.get(0));
    }

    private void threeMessages() {
        for (int i = 1; i <= 3; i++) {
            bench.node.arrive("bob", 7, i, "m" + i);
        }
    }

    /** Lives until it crashes, or for a while. */
    private void process(boolean ownCursor) {
        bench.life = bench.network.life();
        var life = bench.life;
        bench.start(builder -> {
            builder.store(new KillableStore(bench.store, life)).onMessage(message -> {
                if (life.over()) {
                    return;
                }
                database.transaction(message);
                if (--crashAfter == 0) {
                    life.kill();
                }
            });
            return ownCursor ? builder.resumeAfter(database.cursor) : builder;
        });
        bench.run(1_000);
    }
}
