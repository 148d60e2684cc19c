package dev.carillon.simulator.faults.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.storage.disk.Disk;
import dev.carillon.storage.disk.DiskFile;
import dev.carillon.storage.disk.DiskFullException;
import dev.carillon.storage.disk.FileDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The disks of the suite's nodes, over a real folder. */
class WeakDiskTest {
    @TempDir
    Path folder;

    private static byte[] read(DiskFile file, int position, int length) throws IOException {
        ByteBuffer target = ByteBuffer.allocate(length);
        file.read(target, position);
        return target.array();
    }

    @Test
    void whatIsNotSyncedIsReadBackButNotOnTheRealDisk() throws IOException {
        try (Disk disk = new UnsyncedDisk(FileDisk.open(folder))) {
            DiskFile file = disk.create("f");
            file.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), 0);

            assertThat(read(file, 0, 3)).containsExactly(1, 2, 3);
            assertThat(folder.resolve("f")).isEmptyFile();

            file.sync();
            assertThat(Files.readAllBytes(folder.resolve("f"))).containsExactly(1, 2, 3);
            file.write(ByteBuffer.wrap(new byte[] {9}), 1);
            assertThat(read(file, 0, 3)).containsExactly(1, 9, 3);
            assertThat(Files.readAllBytes(folder.resolve("f"))).containsExactly(1, 2, 3);
        }
    }

    /** Against an array: writes that overlap in every way, syncs in between. */
    @Test
    void whatIsReadIsWhatWasWrittenLast() throws IOException {
        Random random = new Random(1);
        byte[] model = new byte[200];
        try (Disk disk = new UnsyncedDisk(FileDisk.open(folder))) {
            DiskFile file = disk.create("f");
            file.write(ByteBuffer.wrap(model), 0);
            for (int i = 0; i < 5_000; i++) {
                int at = random.nextInt(model.length);
                byte[] bytes = new byte[random.nextInt(model.length - at + 1)];
                random.nextBytes(bytes);
                System.arraycopy(bytes, 0, model, at, bytes.length);
                file.write(ByteBuffer.wrap(bytes), at);
                if (random.nextInt(50) == 0) {
                    file.sync();
                    assertThat(Files.readAllBytes(folder.resolve("f"))).isEqualTo(model);
                }
                int from = random.nextInt(model.length);
                int length = random.nextInt(model.length - from + 1);
                byte[] expected = java.util.Arrays.copyOfRange(model, from, from + length);
                assertThat(read(file, from, length)).isEqualTo(expected);
            }
        }
    }

    @Test
    void aFullDiskTakesNothingNewAndStillWritesWhatHasItsSpace() throws IOException {
        Path full = folder.resolve("full");
        Path refused = folder.resolve("refused");
        try (Disk disk = new FillableDisk(FileDisk.open(folder.resolve("disk")), full, refused)) {
            DiskFile file = disk.create("f");
            file.write(ByteBuffer.wrap(new byte[4]), 0);
            Files.createFile(full);

            file.write(ByteBuffer.wrap(new byte[4]), 0);
            assertThat(refused).doesNotExist();
            assertThatThrownBy(() -> file.write(ByteBuffer.wrap(new byte[4]), 1))
                    .isInstanceOf(DiskFullException.class);
            assertThatThrownBy(() -> disk.create("g")).isInstanceOf(DiskFullException.class);
            assertThat(refused).exists();

            Files.delete(full);
            file.write(ByteBuffer.wrap(new byte[4]), 1);
            assertThat(file.size()).isEqualTo(5);
        }
    }
}
