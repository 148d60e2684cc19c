package dev.carillon.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VarintTest {
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[16]);

    @ParameterizedTest
    @CsvSource({
        "0, 00",
        "37, 25",
        "63, 3f",
        "64, 4040",
        "15293, 7bbd",
        "16383, 7fff",
        "16384, 80004000",
        "494878333, 9d7f3e7d",
        "1073741823, bfffffff",
        "1073741824, c000000040000000",
        "151288809941952652, c2197c5eff14e88c",
        "4611686018427387903, ffffffffffffffff"
    })
    void writesAndReadsTheShortestForm(long value, String hex) {
        int end = Varint.put(buffer, 3, value);

        assertThat(FrameText.hex(buffer, 3, end - 3)).isEqualTo(hex);
        assertThat(Varint.get(buffer, 3, end)).isEqualTo(value);
        assertThat(Varint.length(value)).isEqualTo(end - 3);
        for (int limit = 3; limit < end; limit++) {
            assertThat(Varint.get(buffer, 3, limit)).isEqualTo(Varint.TRUNCATED);
        }
    }

    @ParameterizedTest
    @CsvSource({"4000", "403f", "80000000", "80003fff", "c000000000000000", "c00000003fffffff"})
    void refusesALongerForm(String hex) {
        for (int i = 0; i < hex.length() / 2; i++) {
            buffer.putByte(i, (byte) Integer.parseInt(hex.substring(2 * i, 2 * i + 2), 16));
        }

        assertThat(Varint.get(buffer, 0, hex.length() / 2)).isEqualTo(Varint.OVERLONG);
    }

    @Test
    void refusesToWriteWhatDoesNotFit() {
        assertThatThrownBy(() -> Varint.put(buffer, 0, -1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Varint.put(buffer, 0, Varint.MAX + 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void foldsSignedValues() {
        for (long value : new long[] {0, -1, 1, -2, 1_000, -1_000, (1L << 61) - 1, -(1L << 61)}) {
            assertThat(Varint.unzigzag(Varint.zigzag(value))).isEqualTo(value);
            assertThat(Varint.zigzag(value)).isBetween(0L, Varint.MAX);
        }
        assertThat(Varint.zigzag(-2)).isEqualTo(3);
    }
}
