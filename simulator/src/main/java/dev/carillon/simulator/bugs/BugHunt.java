package dev.carillon.simulator.bugs;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.carillon.simulator.process.JavaCommand;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Looks for one planted bug in many seeds, in a process of its own: there a bug lives as long as its process. */
public final class BugHunt {
    /**
     * What was found.
     *
     * @param seeds that were run
     * @param failed that broke a promise
     * @param firstFailed the first of them; 0 if there is none
     * @param promises which promise was broken, in how many of them
     */
    public record Found(Bug bug, long seeds, long failed, long firstFailed, Map<String, Long> promises) {
        /** Which promise most of them broke; empty if none. */
        public String mostly() {
            return promises.entrySet().stream()
                    .max(Map.Entry.<String, Long>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
                    .map(Map.Entry::getKey)
                    .orElse("");
        }
    }

    private final long first;
    private final long count;

    /** @param first seed of {@code count} */
    public BugHunt(long first, long count) {
        this.first = first;
        this.count = count;
    }

    /** @throws IOException if the process did not say what it found */
    public Found look(Bug bug) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of("sim", "seeds", "--bug", bug.label()));
        words.addAll(List.of("--first", Long.toString(first), "--count", Long.toString(count)));
        words.addAll(List.of("--jobs", "1", "--no-shrink", "--json"));
        Process process = new ProcessBuilder(
                        JavaCommand.of("dev.carillon.simulator.SimulatorMain", List.of("-XX:+UseSerialGC"), words))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            process.waitFor();
            return parse(bug, out.substring(out.lastIndexOf('\n') + 1));
        } finally {
            process.destroyForcibly();
        }
    }

    private static Found parse(Bug bug, String json) throws IOException {
        Map<String, Long> numbers = new TreeMap<>();
        Map<String, Long> promises = new TreeMap<>();
        String within = "";
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.START_OBJECT) {
                    within = parser.currentName() == null ? "" : parser.currentName();
                } else if (token == JsonToken.END_OBJECT) {
                    within = "";
                } else if (token == JsonToken.VALUE_NUMBER_INT) {
                    (within.isEmpty() ? numbers : within.equals("promises") ? promises : new TreeMap<String, Long>())
                            .put(parser.currentName(), parser.getLongValue());
                }
            }
        }
        if (!numbers.containsKey("seeds")) {
            throw new IOException("The search for " + bug + " ended without a result: " + json);
        }
        return new Found(
                bug,
                numbers.get("seeds"),
                numbers.getOrDefault("failed", 0L),
                numbers.getOrDefault("first_failed", 0L),
                promises);
    }
}
