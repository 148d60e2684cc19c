package dev.carillon.storage.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.BitSet;
import org.junit.jupiter.api.Test;

class SimulatedDiskTest {
    private static final int BYTES = 2_000;

    private final SimulatedDisk disk = new SimulatedDisk(1, 1 << 20);

    private DiskFile written(String name, int filled) throws IOException {
        DiskFile file = disk.create(name);
        ByteBuffer bytes = ByteBuffer.allocate(BYTES);
        for (int i = 0; i < filled; i++) {
            bytes.put(i, (byte) 0x55);
        }
        file.write(bytes, 0);
        return file;
    }

    @Test
    void whatAProcessHasWrittenOutlivesItButNotAPowerCut() throws IOException {
        DiskFile file = written("a", BYTES);
        disk.syncDirectory();
        disk.endProcess();
        assertThatThrownBy(file::sync).isInstanceOf(PowerLostException.class);
        assertThat(disk.contents("a")).hasSize(BYTES).containsOnly(0x55);
        disk.powerCut();
        assertThat(disk.counts().sectorsDropped() + disk.counts().sectorsKept()).isPositive();
    }

    @Test
    void oneBitRotsOfWhatWasWritten() throws IOException {
        written("empty", 0).sync();
        int filled = 700;
        written("full", filled).sync();
        disk.syncDirectory();
        byte[] before = disk.contents("full");
        assertThat(disk.rot(0.99, 0.999_9)).isTrue();
        BitSet changed = BitSet.valueOf(disk.contents("full"));
        changed.xor(BitSet.valueOf(before));
        assertThat(changed.cardinality()).isEqualTo(1);
        assertThat(changed.length()).isBetween(1, filled * 8);
        disk.powerCut();
        assertThat(disk.contents("full")).as("on the platter too").isNotEqualTo(before);
    }

    @Test
    void whatWasNeverSyncedDoesNotRot() throws IOException {
        written("a", BYTES);
        assertThat(disk.rot(0, 0)).isFalse();
    }

    @Test
    void aFullDiskTakesWhatFits() throws IOException {
        DiskFile file = written("a", BYTES);
        disk.leaveFree(512);
        assertThat(disk.free()).isEqualTo(512);
        file.write(ByteBuffer.allocate(BYTES), 0);
        assertThatThrownBy(() -> file.write(ByteBuffer.allocate(2 * 512), BYTES))
                .isInstanceOf(DiskFullException.class);
    }
}
