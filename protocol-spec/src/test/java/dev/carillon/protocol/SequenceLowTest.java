package dev.carillon.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SequenceLowTest {
    @Test
    void findsTheSequenceNearestToTheReference() {
        assertThat(SequenceLow.nearest(255, 0, 8)).isEqualTo(256);
        assertThat(SequenceLow.nearest(256, 255, 8)).isEqualTo(255);
        assertThat(SequenceLow.nearest(1_000, 0xE8, 8)).isEqualTo(1_000);
        assertThat(SequenceLow.nearest(70_000, 70_000 + 32_767 & 0xFFFF, 16)).isEqualTo(102_767);
        assertThat(SequenceLow.nearest(70_000, 70_000 - 32_768 & 0xFFFF, 16)).isEqualTo(37_232);
        assertThat(SequenceLow.nearest(1L << 40, 5, 16)).isEqualTo((1L << 40) + 5);
    }

    @Test
    void findsEverySequenceOfTheRangeBack() {
        for (long reference = 0; reference < 1_000; reference++) {
            for (long value = reference - 128; value <= reference + 127; value++) {
                assertThat(SequenceLow.nearest(reference, (int) value & 0xFF, 8))
                        .isEqualTo(value);
            }
        }
    }
}
