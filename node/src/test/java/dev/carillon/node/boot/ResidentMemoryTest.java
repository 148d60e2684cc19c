package dev.carillon.node.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.ref.WeakReference;
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

    @Test
    void aCollectionDoesNotTakeTheGaugeAway() throws Exception {
        Path status = Files.writeString(folder.resolve("status"), "VmRSS:\t 2048 kB\n");
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        new ResidentMemory(status).bindTo(registry);
        WeakReference<Object> collected = new WeakReference<>(new Object());
        for (int i = 0; i < 100 && collected.get() != null; i++) {
            System.gc();
        }

        assertThat(registry.get("process.resident.memory").gauge().value()).isEqualTo(2_097_152);
    }
}
