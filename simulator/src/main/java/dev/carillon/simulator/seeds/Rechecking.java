package dev.carillon.simulator.seeds;

import dev.carillon.simulator.process.JavaCommand;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Runs a share of the seeds once more, each in a fresh process, which must see the same: else chance came in from somewhere
 * else than the seed. {@link #keep} is thread-safe.
 */
final class Rechecking {
    private static final Pattern TRACE = Pattern.compile("\"trace_hash\":\"([0-9a-f]{16})\"");

    private final long first;

    /** One of so many; 0 for none. */
    private final long step;

    private final List<String> options;
    private final Map<Long, String> traces = new TreeMap<>();

    /**
     * @param first the first seed
     * @param percent of all seeds; 0 for none
     * @param options of the command, beside those that say which seed
     */
    Rechecking(long first, int percent, List<String> options) {
        this.first = first;
        this.step = percent == 0 ? 0 : Math.max(1, 100 / percent);
        this.options = List.copyOf(options);
    }

    /** A run has ended. */
    synchronized void keep(SeedResult result) {
        if (step > 0 && (result.seed() - first) % step == 0) {
            traces.put(result.seed(), SeedsOutcome.hex(SeedsOutcome.traceOf(result)));
        }
    }

    /** @return the seeds of which a fresh process ran something else */
    synchronized List<Long> different(PrintStream progress) throws IOException, InterruptedException {
        List<Long> different = new ArrayList<>();
        int done = 0;
        long toldNs = System.nanoTime();
        for (Map.Entry<Long, String> each : traces.entrySet()) {
            if (!elsewhere(each.getKey()).equals(each.getValue())) {
                different.add(each.getKey());
            }
            done++;
            if (System.nanoTime() - toldNs > SeedsProgress.LINE_NS) {
                toldNs = System.nanoTime();
                progress.println("ran " + done + " of " + traces.size() + " seeds again, each in a fresh process");
            }
        }
        return different;
    }

    private String elsewhere(long seed) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of("sim", "seeds", "--first", Long.toString(seed), "--count", "1"));
        words.addAll(List.of("--jobs", "1", "--no-shrink", "--json"));
        words.addAll(options);
        Process process = new ProcessBuilder(
                        JavaCommand.of("dev.carillon.simulator.SimulatorMain", List.of("-XX:+UseSerialGC"), words))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        Matcher trace = TRACE.matcher(out);
        return trace.find() ? trace.group(1) : "none";
    }
}
