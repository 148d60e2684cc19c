package dev.carillon.simulator.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BusiestThreadTest {
    private static final long SECOND = 1_000_000_000;

    @TempDir
    Path tasks;

    private long nowNs;

    private void task(int id, String name, long workedNs, long waitedNs) throws IOException {
        Path folder = Files.createDirectories(tasks.resolve(Integer.toString(id)));
        Files.writeString(folder.resolve("comm"), name + "\n");
        Files.writeString(folder.resolve("schedstat"), workedNs + " " + waitedNs + " 7\n");
    }

    @Test
    void waitingForACoreIsNoTimeLeftAndCompilersDoNotCount() throws IOException {
        task(1, "java", 5 * SECOND, SECOND);
        task(2, "C2 CompilerThre", 0, 0);
        BusiestThread busiest = new BusiestThread(tasks, () -> nowNs);
        nowNs += 2 * SECOND;
        task(1, "java", 6 * SECOND, SECOND + SECOND / 2);
        task(2, "C2 CompilerThre", 2 * SECOND, 0);
        task(3, "edge", SECOND / 2, 0);
        assertThat(busiest.share()).isEqualTo(new BusiestThread.Share(0.5, 0.75));
        nowNs += SECOND;
        task(3, "edge", SECOND, SECOND / 4);
        assertThat(busiest.share()).isEqualTo(new BusiestThread.Share(0.5, 0.75));
    }

    /** A process that stood still is asked for every second of it at once. */
    @Test
    void aLookRightAfterAnotherSaysTheSame() throws IOException {
        task(1, "java", 0, 0);
        BusiestThread busiest = new BusiestThread(tasks, () -> nowNs);
        nowNs += 10 * SECOND;
        task(1, "java", SECOND, 0);
        assertThat(busiest.share()).isEqualTo(new BusiestThread.Share(0.1, 0.1));
        nowNs += SECOND / 1_000;
        task(1, "java", SECOND + SECOND / 1_000, 0);
        assertThat(busiest.share()).isEqualTo(new BusiestThread.Share(0.1, 0.1));
    }

    @Test
    void whereLinuxDoesNotTellTheJvmIsAsked() {
        BusiestThread busiest = new BusiestThread(tasks.resolve("none"), System::nanoTime);
        long began = System.nanoTime();
        while (System.nanoTime() - began < SECOND / 4) {
            Thread.onSpinWait();
        }
        BusiestThread.Share share = busiest.share();
        assertThat(share.working()).isPositive().isEqualTo(share.occupied());
    }
}
