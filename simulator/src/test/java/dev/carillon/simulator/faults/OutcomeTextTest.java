package dev.carillon.simulator.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.simulator.ledger.Balance;
import dev.carillon.simulator.promises.Seen;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OutcomeTextTest {
    private static final Balance BALANCE = new Balance(5, 0, 5, 0, 5, 0, 0, 0, 0, 0, List.of());

    private static Outcome outcome(Map<String, Seen> seen) {
        return new Outcome(
                new Schedule(List.of()),
                new Tally(),
                BALANCE,
                seen,
                Invariant.inOrder(BALANCE, seen, new Invariant.Facts(3, List.of(), 20, null)),
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
                .anySatisfy(line -> assertThat(line).startsWith("  ReplicasAgree        not checked here: nodes tell"))
                .anySatisfy(line -> assertThat(line).startsWith("  OwnHistory           not checked here: nothing"));
        assertThat(OutcomeText.json(1, outcome))
                .contains("\"HonestReceipt\":1", "\"not_checked\":[\"ContiguousInbox: nothing")
                .doesNotContain("\"ReplicasAgree\":");
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
    void everyPromiseIsThereOnce() {
        assertThat(outcome(Map.of()).invariants())
                .extracting(Invariant::name)
                .doesNotHaveDuplicates()
                .hasSize(11);
    }
}
