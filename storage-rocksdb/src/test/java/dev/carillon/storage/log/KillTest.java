package dev.carillon.storage.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.storage.disk.FileDisk;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that writes is killed with -9 at some acked pass; whatever it acked is there, again and again in one folder. */
class KillTest {
    @TempDir
    Path directory = Path.of("");

    private long acked;
    private long cuts;
    private long recycled;

    @Test
    void nothingAckedIsLostInTwelveKills() throws Exception {
        killAgainAndAgain(12);
    }

    @Tag("long")
    @Test
    void nothingAckedIsLostInTwoHundredKills() throws Exception {
        killAgainAndAgain(200);
    }

    private void killAgainAndAgain(int kills) throws Exception {
        Random random = new Random(kills);
        for (int kill = 0; kill < kills; kill++) {
            long before = acked;
            runAndKill(kill > 0 && random.nextInt(10) == 0 ? 0 : 1 + random.nextInt(120));
            verify(before);
        }
        System.out.println(
                kills + " kills: " + acked + " records acked, " + cuts + " segments cut, " + recycled + " recycled");
        assertThat(cuts).isPositive();
        assertThat(recycled).isPositive();
    }

    private void runAndKill(int passes) throws Exception {
        Process process = new ProcessBuilder(command())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<String> lines = new ArrayList<>();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII))) {
            while (lines.size() < passes) {
                String line = out.readLine();
                assertThat(line).as("the writer ended by itself").isNotNull();
                lines.add(line);
            }
            // Process.destroyForcibly would close the pipe, and with it lose lines that were acked.
            process.toHandle().destroyForcibly();
            drain(out, lines);
        }
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as("killed by signal 9").isEqualTo(137);
        if (!lines.isEmpty()) {
            String[] last = lines.get(lines.size() - 1).split(" ");
            acked = Long.parseLong(last[0]);
            cuts += Long.parseLong(last[1]);
            recycled += Long.parseLong(last[2]);
        }
    }

    /** What was in the pipe was acked too; a line that was cut off was not. */
    private static void drain(BufferedReader out, List<String> lines) throws IOException {
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.endsWith(" .")) {
                lines.add(line);
            }
        }
    }

    private List<String> command() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--"))
                .forEach(command::add);
        command.addAll(List.of("-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp"));
        command.add(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
        command.add(KilledWriter.class.getName());
        command.add(directory.toString());
        return command;
    }

    /** Everything from before the oldest index that was not released up to the last acked one, and no more than a pass. */
    private void verify(long ackedBefore) throws IOException {
        try (FileDisk disk = FileDisk.open(directory);
                SegmentLog log = KilledWriter.open(disk, Runnable::run)) {
            List<LogRecord> found = LogRecord.replay(log);
            long first = found.isEmpty() ? acked + 1 : found.get(0).index();
            for (int i = 0; i < found.size(); i++) {
                assertThat(found.get(i)).isEqualTo(KilledWriter.record(first + i));
            }
            long last = first + found.size() - 1;
            assertThat(last).isGreaterThanOrEqualTo(Math.max(acked, ackedBefore));
            assertThat(first).isLessThanOrEqualTo(Math.max(1, acked - KilledWriter.INDEXES_KEPT));
            acked = last;
        }
    }
}
