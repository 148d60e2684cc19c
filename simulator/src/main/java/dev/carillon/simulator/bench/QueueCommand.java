package dev.carillon.simulator.bench;

import dev.carillon.storage.bench.QueueBenchmark;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code carillon bench queue}: the storage's own benchmark. */
@Command(
        name = "queue",
        description = "Storage alone: whether reading an inbox stays flat after ten million append-read-delete rounds.",
        footer = {
            "",
            "Examples:",
            "  ./carillon bench queue",
            "  ./carillon bench queue --rounds 1000000 --inboxes 10000"
        },
        mixinStandardHelpOptions = true)
final class QueueCommand implements Callable<Integer> {
    @Option(names = "--rounds", paramLabel = "N", description = "Items of each run (default: ${DEFAULT-VALUE}).")
    long rounds = 10_000_000;

    @Option(
            names = "--inboxes",
            paramLabel = "N",
            description = "Inboxes of the run with many (default: ${DEFAULT-VALUE}).")
    int inboxes = 100_000;

    @Option(names = "--data", paramLabel = "DIR", description = "Where the state goes (default: a temporary folder).")
    @Nullable
    Path data;

    @Option(names = "--tsv", description = "Print rows of tab-separated columns.")
    boolean tsv;

    @Override
    public Integer call() throws IOException {
        List<String> words = new ArrayList<>(List.of("--rounds", "" + rounds, "--inboxes", "" + inboxes));
        if (data != null) {
            words.addAll(List.of("--data", data.toString()));
        }
        if (tsv) {
            words.add("--tsv");
        }
        return QueueBenchmark.run(words.toArray(String[]::new), System.out, System.err);
    }
}
