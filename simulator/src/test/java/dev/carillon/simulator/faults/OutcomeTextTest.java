package dev.carillon.simulator.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.simulator.ledger.Balance;
import dev.carillon.simulator.promises.Seen;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OutcomeTextTest {
    private static final Balance BALANCE = new Balance(5, 0, 5, 0, 5, 0, 0, 0, 0, 0, List.of());

    private static final Agreement SAME = new Agreement(64, 900, List.of(), List.of());

    private static Outcome outcome(Map<String, Seen> seen) {
        return outcome(seen, SAME);
    }

    private static Outcome outcome(Map<String, Seen> seen, Agreement agreement) {
        return new Outcome(
                new Schedule(List.of()),
                new Tally(),
                BALANCE,
                seen,
                Invariant.inOrder(BALANCE, seen, new Invariant.Facts(3, List.of(), agreement, 20, null)),
                Map.of(),
                List.of(),
                1);
    }

    @Test
    void whatIsNotCheckedSaysWhyAndIsNeitherGreenNorRed() {
        Outcome outcome = outcome(Map.of("HonestReceipt", new Seen(4, 0, List.of())));

        assertThat(outcome.isGreen()).isTrue();
        assertThat(OutcomeText.lines(outcome))
                .anySatisfy(line -> assertThat(line).startsWith("  NoAckedMessageLost   holds  5 acked"))
                .anySatisfy(line -> assertThat(line).startsWith("  HonestReceipt        holds  4 receipts"))
                .anySatisfy(line -> assertThat(line)
                        .startsWith("  ReplicasAgree        holds  all replicas of 64 partitions are the same"))
                .anySatisfy(line -> assertThat(line).startsWith("  OwnHistory           not checked here: nothing"));
        assertThat(OutcomeText.json(1, outcome))
                .contains("\"HonestReceipt\":1", "\"ReplicasAgree\":1", "\"not_checked\":[\"ContiguousInbox: nothing");
    }

    @Test
    void whatIsBrokenNamesTheFirstOffenders() {
        Outcome outcome = outcome(Map.of("OwnHistory", new Seen(4, 1, List.of("row 3 was not shown"))));

        assertThat(outcome.complaints())
                .singleElement()
                .asString()
                .startsWith("OwnHistory: 4 acked sends, 1 not shown");
        assertThat(OutcomeText.lines(outcome))
                .anySatisfy(line -> assertThat(line).startsWith("  OwnHistory           BROKEN 4 acked sends"))
                .contains("  OwnHistory: row 3 was not shown");
        assertThat(OutcomeText.json(1, outcome)).contains("\"OwnHistory\":0");
    }

    @Test
    void aDeviceThatGivesUpIsRed() {
        assertThat(outcome(Map.of("CatchesUp", new Seen(4, 1, List.of("d1 gave up"))))
                        .complaints())
                .singleElement()
                .asString()
                .startsWith("CatchesUp: 1 devices gave up; all that was pending came");
    }

    @Test
    void replicasThatDifferOrCannotBeComparedAreNamed() {
        Outcome differing =
                outcome(Map.of(), new Agreement(64, 900, List.of("partition 7 at entry 3: users"), List.of()));
        assertThat(differing.complaints()).containsExactly("ReplicasAgree: partition 7 at entry 3: users");

        Outcome left = outcome(Map.of(), new Agreement(63, 900, List.of(), List.of("partition 7: node 2 is away")));
        assertThat(left.complaints())
                .containsExactly("ReplicasAgree: 1 partitions could not be compared; partition 7: node 2 is away");

        assertThat(outcome(Map.of(), new Agreement(0, 0, List.of(), List.of())).isGreen())
                .isFalse();
    }

    @Test
    void everyPromiseIsThereOnce() {
        assertThat(outcome(Map.of()).invariants())
                .extracting(Invariant::name)
                .doesNotHaveDuplicates()
                .hasSize(11);
    }
}
