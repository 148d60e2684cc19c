package dev.carillon.storage.kill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.storage.rocksdb.RocksLibrary;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Log, overlay and engine together are killed with -9 at seeded moments, with tiny segments and memtables, and started
 * again on what is left. Every start checks that the engine has exactly the state at its marker, that the log continues
 * it without a hole, that nothing acked is missing, and that what comes of it is the state that the entries describe.
 */
class StorageKillTest {
    private static final int KILLS = 12;
    private static final int KILLS_LONG = 220;
    private static final int LINES_MAX = 350;

    @TempDir
    Path folder;

    private final long[] acked = new long[MiniNode.PARTITIONS];
    private long flushes;
    private long cuts;
    private long recycled;
    private int recoveries;
    private int killedBeforeTheFirstAck;

    @Test
    void nothingAckedIsLostWhenTheProcessIsKilledAgainAndAgain() throws Exception {
        kill(KILLS, 20261120);
    }

    @Test
    @Tag("long")
    void nothingAckedIsLostInVeryManyKills() throws Exception {
        kill(KILLS_LONG, 7);
        assertThat(killedBeforeTheFirstAck).as("killed while recovering").isPositive();
    }

    private void kill(int kills, long seed) throws Exception {
        Path library = RocksLibrary.extract(folder.resolve("native"));
        Random random = new Random(seed);
        for (int kill = 1; kill <= kills; kill++) {
            // Every eighth dies young: before or while it recovers.
            int lines = kill % 8 == 0 ? random.nextInt(3) : 30 + random.nextInt(LINES_MAX);
            runAndKill(library, seed + kill, lines, "seed " + seed + ", kill " + kill);
        }
        System.out.printf(
                "kills %d, recoveries %d, acked %s, flushes %d, log cuts %d, recycled %d%n",
                kills, recoveries, Arrays.toString(acked), flushes, cuts, recycled);
        assertThat(recoveries).isGreaterThan(kills / 2);
        assertThat(Arrays.stream(acked).min().orElse(0)).as("acked").isGreaterThan(100);
        assertThat(flushes).as("flushes").isPositive();
        assertThat(cuts).as("log cuts").isPositive();
        assertThat(recycled).as("recycled segments").isPositive();
    }

    private void runAndKill(Path library, long seed, int lines, String story) throws Exception {
        Process child = start(library, seed);
        long[] did = new long[3];
        boolean serving = false;
        try (BufferedReader said =
                new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
            int seen = 0;
            if (lines == 0) {
                kill(child);
            }
            for (String line = said.readLine(); line != null; line = said.readLine()) {
                if (++seen == lines) {
                    kill(child);
                }
                serving |= hear(line, did, story);
            }
        } finally {
            kill(child);
            child.waitFor();
        }
        flushes += did[0];
        cuts += did[1];
        recycled += did[2];
        if (!serving) {
            killedBeforeTheFirstAck++;
        }
    }

    /** By its handle, which leaves open the stream with what the child said before. */
    private static void kill(Process child) {
        child.toHandle().destroyForcibly();
    }

    private boolean hear(String line, long[] did, String story) {
        String[] words = line.split(" ", -1);
        long[] numbers = numbers(words);
        if (numbers == null) {
            // The last line may be cut off anywhere; one that says what is wrong ends the test.
            assertThat(line).as(story).doesNotStartWith("WRONG").doesNotContain("Exception");
            return false;
        }
        switch (words[0]) {
            case "acked" -> System.arraycopy(numbers, 0, acked, 0, acked.length);
            case "recovered" -> {
                recoveries++;
                for (int p = 0; p < acked.length; p++) {
                    assertThat(numbers[p])
                            .as("%s: partition %d recovered", story, p)
                            .isGreaterThanOrEqualTo(acked[p]);
                }
            }
            case "did" -> System.arraycopy(numbers, 0, did, 0, did.length);
            default -> assertThat(words[0]).isEqualTo("engine");
        }
        return words[0].equals("acked");
    }

    /** Null if the line is not whole. */
    private static long @Nullable [] numbers(String[] words) {
        int expected = words[0].equals("did") ? 3 : MiniNode.PARTITIONS;
        if (words.length != expected + 1 || !words[0].matches("engine|recovered|acked|did")) {
            return null;
        }
        return Arrays.stream(words).skip(1).mapToLong(Long::parseLong).toArray();
    }

    private Process start(Path library, long seed) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Djava.library.path=" + library,
                "--add-opens",
                "java.base/jdk.internal.misc=ALL-UNNAMED",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                MiniNode.class.getName(),
                folder.resolve("data").toString(),
                Long.toString(seed)));
        Files.createDirectories(folder.resolve("data"));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }
}
