package dev.carillon.simulator.capacity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers as people write them. */
class QuantityTest {
    @Test
    void unitsAreKnown() {
        assertThat(Quantity.count("x", "10M")).isEqualTo(10e6);
        assertThat(Quantity.count("x", "2.5k")).isEqualTo(2500);
        assertThat(Quantity.bytes("x", "32G")).isEqualTo(32 * 0x1p30);
        assertThat(Quantity.bits("x", "10Gbit")).isEqualTo(10e9);
        assertThat(Quantity.share("x", "20%")).isEqualTo(0.2);
        assertThat(Quantity.share("x", "0.2")).isEqualTo(0.2);
        assertThat(Machine.parse("8c/32G/1T/1Gbit")).isEqualTo(new Machine(8, 32 * 0x1p30, 0x1p40, 1e9));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ten", "-1", "10X", "1e9", "10 M M"})
    void whatIsNoNumberIsRefusedInASentence(String text) {
        assertThatExceptionOfType(PlanException.class)
                .isThrownBy(() -> Quantity.count("--users", text))
                .withMessage("--users is '" + text + "'; it must be a number such as 500k or 10M");
    }

    @ParameterizedTest
    @ValueSource(strings = {"8c", "8/32G/1T/1Gbit", "8c/32G/1T/1G", "0c/32G/1T/1Gbit", "8c/32G/1T/1Gbit/x"})
    void whatIsNoMachineIsRefused(String text) {
        assertThatExceptionOfType(PlanException.class)
                .isThrownBy(() -> Machine.parse(text))
                .withMessageContaining("--node");
    }

    @Test
    void aShareIsAtMostAll() {
        assertThatExceptionOfType(PlanException.class)
                .isThrownBy(() -> Quantity.share("--online", "120%"))
                .withMessageContaining("at most 100%");
    }
}
