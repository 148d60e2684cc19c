package dev.carillon.node.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResidentMemoryTest {
    @TempDir
    Path folder;

    @Test
    void whatLinuxTellsIsToldInBytes() throws Exception {
        Path status = Files.writeString(folder.resolve("status"), "Name:\tjava\nVmRSS:\t   2048 kB\nThreads:\t9\n");

        assertThat(new ResidentMemory(status).bytes()).isEqualTo(2_097_152);
        assertThat(new ResidentMemory(folder.resolve("none")).bytes()).isNaN();
    }
}
