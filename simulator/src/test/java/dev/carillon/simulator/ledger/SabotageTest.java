package dev.carillon.simulator.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.simulator.traffic.SyntheticDay;
import dev.carillon.simulator.traffic.Traffic;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An honest delivery of a whole day, tampered with on the way to the ledger. */
class SabotageTest {
    private static final Traffic DAY = SyntheticDay.of(5, 2_000, 60);

    private static Balance deliverAll(Sabotage.Kind kind, long seed) {
        Ledger ledger = new Ledger(DAY, 1, () -> 0, nanos -> {});
        Sabotage sabotage = new Sabotage(kind, DAY, seed, ledger);
        for (int row = 0; row < DAY.size(); row++) {
            ledger.sent(row);
            ledger.acked(row);
            if (DAY.from(row) != DAY.to(row)) {
                sabotage.delivered(DAY.user(DAY.to(row)), DAY.user(DAY.from(row)), ledger.payload(row));
            }
        }
        Balance balance = ledger.balance();
        assertThat(new Verdict(balance, 0, 0, 0, 1).isGreen()).isFalse();
        return balance;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void dropLosesAndDoesNothingElse(long seed) {
        Balance balance = deliverAll(Sabotage.Kind.DROP, seed);

        assertThat(balance.lost()).isBetween(1L, (long) Sabotage.DRAWN);
        assertThat(balance.duplicated() + balance.outOfOrder() + balance.invented())
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void repeatDuplicatesAndDoesNothingElse(long seed) {
        Balance balance = deliverAll(Sabotage.Kind.REPEAT, seed);

        assertThat(balance.duplicated()).isBetween(1L, (long) Sabotage.DRAWN);
        assertThat(balance.lost() + balance.outOfOrder() + balance.invented()).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void swapBreaksTheOrderAndDoesNothingElse(long seed) {
        Balance balance = deliverAll(Sabotage.Kind.SWAP, seed);

        assertThat(balance.outOfOrder()).isBetween(1L, (long) Sabotage.DRAWN);
        assertThat(balance.lost() + balance.duplicated() + balance.invented()).isZero();
    }

    @org.junit.jupiter.api.Test
    void saysThatThereIsNothingToTamperWith() {
        Ledger ledger = new Ledger(LedgerTest.town(), 1, () -> 0, nanos -> {});
        Traffic empty = new Traffic.Builder("nothing").build();

        assertThatThrownBy(() -> new Sabotage(Sabotage.Kind.SWAP, empty, 1, ledger))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
