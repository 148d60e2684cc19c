package dev.carillon.simulator.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Numbers for people, and values that do not fit together. */
class ValueTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 | 0", "7 | 7", "-12 | -12", "1234567 | 1,234,567", "1499.6 | 1,500", "268.4 | 268",
                "61.24 | 61.2", "1.234 | 1.23", "0.0123 | 0.012", "0.00001 | 1.00e-05", "NaN | –", "Infinity | –"
            })
    void numbersAreShort(double number, String text) {
        assertThat(Value.of(number).text()).isEqualTo(text);
    }

    @Test
    void aChartWhoseLinesDoNotFitIsRefused() {
        List<Double> places = List.of(0.0, 1.0);
        Axis axis = Axis.linear("rate", "messages/s");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Chart(
                        "x", "", Axis.SECONDS, axis, places, List.of(new Series("sent", List.of(1.0))), List.of()))
                .withMessageContaining("'sent' has 1 values at 2 places");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Chart("x", "", Axis.SECONDS, axis, List.of(1.0, 1.0), List.of(), List.of()))
                .withMessageContaining("do not rise");
    }

    @Test
    void aRowThatDoesNotFitIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Table(
                        "x", "", List.of(Table.Column.words("a")), List.of(Table.Row.of(Value.of(1), Value.of(2)))))
                .withMessageContaining("2 cells under 1 columns");
    }
}
