package dev.carillon.node.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlternatingFileTest {
    private static final String NAME = "some.bin";

    @TempDir
    private Path folder = Path.of("");

    private Path path = Path.of("");
    private AlternatingFile file = new AlternatingFile(folder, NAME);

    @BeforeEach
    void open() {
        path = folder.resolve(NAME);
        file = new AlternatingFile(folder, NAME);
    }

    private static byte[] bytes(int length, int value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    @Test
    void theLastWriteIsRead() throws IOException {
        for (int i = 1; i < 10; i++) {
            file.write(bytes(10 * i, i));
            assertThat(new AlternatingFile(folder, NAME).read()).isEqualTo(bytes(10 * i, i));
        }
    }

    @Test
    void aLargerWriteMakesALargerFile() throws IOException {
        file.write(bytes(100, 1));
        long small = Files.size(path);
        file.write(bytes(100, 2));
        assertThat(Files.size(path)).as("in place").isEqualTo(small);
        for (int length : new int[] {(int) small, 10 * (int) small}) {
            file.write(bytes(length, 3));
            assertThat(file.read()).isEqualTo(bytes(length, 3));
            file.write(bytes(length, 4));
            assertThat(file.read()).isEqualTo(bytes(length, 4));
        }
        try (var all = Files.list(folder)) {
            assertThat(all).containsExactly(path);
        }
    }

    /** Power goes while it is written: any part of the new bytes may be there, and the rest is as it was. */
    @Test
    void aTornWriteLeavesTheOneBefore() throws IOException {
        file.write(bytes(100, 1));
        file.write(bytes(100, 2));
        byte[] before = Files.readAllBytes(path);
        file.write(bytes(90, 3));
        byte[] after = Files.readAllBytes(path);
        int torn = 0;
        for (int i = 0; i < after.length; i++) {
            if (before[i] != after[i]) {
                byte[] part = after.clone();
                System.arraycopy(before, i, part, i, after.length - i);
                Files.write(path, part);
                assertThat(file.read()).as("torn at " + i).isEqualTo(bytes(100, 2));
                file.write(bytes(80, 4));
                assertThat(file.read()).isEqualTo(bytes(80, 4));
                torn++;
            }
        }
        assertThat(torn).isGreaterThan(90);
    }

    @Test
    void whatIsNoSuchFileIsNotRead() throws IOException {
        for (int length : new int[] {0, 1, 39, 40, 131_072}) {
            Files.write(path, bytes(length, 7));
            assertThat(file.read()).isNull();
        }
    }
}
