package dev.carillon.simulator.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.simulator.ledger.Balance;
import dev.carillon.simulator.promises.Seen;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

/** What a generator's process tells arrives as it was. */
class WireTest {
    private static List<Histogram> times(long first) {
        return List.of(Meter.Timed.values()).stream()
                .map(what -> {
                    Histogram times = new Histogram(Meter.LONGEST_MICROS, Meter.DIGITS);
                    times.recordValue(first + what.ordinal());
                    times.recordValue(1_000_000);
                    return times;
                })
                .toList();
    }

    @Test
    void ticksArrive() {
        Tick tick = new Tick(3, 1, 10, 9, 8, 7, 6, 5, 4, new BusiestThread.Share(0.25, 0.5), times(100));
        assertThat(Wire.tick(fields(Wire.tick(tick)))).isEqualTo(tick);
    }

    @Test
    void accountsArrive() {
        Account account = new Account(
                new Balance(20, 0, 19, 1, 18, 1, 2, 3, 4, 5, List.of("lost: row 1 (a to\tb)", "failed: x")),
                Map.of("HonestReceipt", new Seen(7, 1, List.of("a lie"))),
                List.of(new PhaseCount(20, 15, times(50)), new PhaseCount(0, 0, times(70))),
                List.of("a trouble"));
        Wire.AccountReader reader = new Wire.AccountReader();
        Account arrived = null;
        for (String line : Wire.account(account)) {
            arrived = reader.take(fields(line));
        }
        assertThat(arrived).isNotNull();
        assertThat(arrived.promises()).isEqualTo(account.promises());
        assertThat(arrived.phases()).isEqualTo(account.phases());
        assertThat(arrived.troubles()).isEqualTo(account.troubles());
        assertThat(arrived.balance().lost()).isEqualTo(1);
        assertThat(arrived.balance().unsettled()).isEqualTo(5);
        assertThat(arrived.balance().evidence()).containsExactly("lost: row 1 (a to b)", "failed: x");
    }

    private static String[] fields(String line) {
        String[] fields = Wire.fields(line);
        assertThat(fields).isNotNull();
        return fields;
    }

    @Test
    void whateverElseIsPrintedIsNotTakenForAWord() {
        assertThat(Wire.fields("WARNING: a library says something")).isNull();
    }
}
