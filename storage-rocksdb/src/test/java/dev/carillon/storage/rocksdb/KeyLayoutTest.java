package dev.carillon.storage.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.storage.Marker;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The bytes on disk, as drawn in the package's description: a change of these is a new format. */
class KeyLayoutTest {
    @Test
    void keysAreAsDrawn() {
        assertThat(hex(KeyLayout.queueKey(7, 0x0102030405060708L, 9)))
                .isEqualTo("00000007" + "0102030405060708" + "0000000000000009");
        assertThat(hex(KeyLayout.recordKey(0xFFFFFFFE, new byte[] {0x61, 0x62})))
                .isEqualTo("fffffffe" + "6162");
        assertThat(hex(KeyLayout.dataNumberKey(255, 3))).isEqualTo("64" + "000000ff" + "0000000000000003");
        assertThat(hex(KeyLayout.markerKey(7))).isEqualTo("6d" + "00000007");
        assertThat(hex(KeyLayout.orphanKey(7))).isEqualTo("6f" + "00000007");
        assertThat(hex(KeyLayout.markerValue(new Marker(2, 300)))).isEqualTo("0000000000000002" + "000000000000012c");
    }

    @Test
    void markersComeBack() {
        Marker marker = new Marker(Long.MAX_VALUE, 12345);
        assertThat(KeyLayout.marker(KeyLayout.markerValue(marker))).isEqualTo(marker);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
