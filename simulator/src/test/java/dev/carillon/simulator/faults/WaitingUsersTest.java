package dev.carillon.simulator.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.ring.Partitions;
import dev.carillon.simulator.ledger.Ledger;
import dev.carillon.simulator.process.LocalCluster;
import dev.carillon.simulator.traffic.BadTrafficException;
import dev.carillon.simulator.traffic.Traffic;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WaitingUsersTest {
    private static final Partitions PARTITIONS = Partitions.of(LocalCluster.PARTITIONS);

    /** Rows 0 and 1 from a, 2 from b, 3 from a. */
    private final Traffic traffic = traffic();

    private final Ledger ledger = new Ledger(traffic, 1, () -> 0, ns -> {});

    private static Traffic traffic() {
        try {
            Traffic.Builder rows = new Traffic.Builder("three users");
            rows.add(1, 0, "a", "c", new byte[0]);
            rows.add(2, 0, "a", "c", new byte[0]);
            rows.add(3, 0, "b", "c", new byte[0]);
            rows.add(4, 0, "a", "c", new byte[0]);
            return rows.build();
        } catch (BadTrafficException e) {
            throw new AssertionError(e);
        }
    }

    private static int partition(String user) {
        return PARTITIONS.ofUser(user.getBytes(StandardCharsets.UTF_8));
    }

    private void sent(int rows) {
        for (int row = 0; row < rows; row++) {
            ledger.sent(row);
        }
    }

    @Test
    void aUserWaitsUntilAllIsAckedThatWasSentBefore() {
        sent(3);
        WaitingUsers users = new WaitingUsers(traffic, ledger, Set.of(partition("a"), partition("b")), 3);
        users.look(60);
        ledger.sent(3);
        ledger.acked(1);
        ledger.acked(2);
        users.look(70);
        assertThat(users.waits()).containsExactly(70L);
        users.look(80);
        ledger.acked(0);
        users.look(90);
        users.look(100);
        assertThat(users.waits()).as("row 3 was sent after it").containsExactly(70L, 90L);
    }

    @Test
    void othersUsersAndAcksOnTheWireDoNotCount() {
        sent(3);
        WaitingUsers users = new WaitingUsers(traffic, ledger, Set.of(partition("a")), 3);
        users.look(1);
        ledger.acked(0);
        ledger.acked(1);
        users.look(WaitingUsers.LATE_ACKS_MS);
        ledger.acked(2);
        users.look(200);
        assertThat(users.waits()).isEmpty();
    }
}
