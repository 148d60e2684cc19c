package dev.carillon.simulator.bench;

import dev.carillon.ring.bench.RingBenchmark;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code carillon bench ring}: the ring's own benchmark. */
@Command(
        name = "ring",
        description = "Placement alone: how even the load is and how much moves, beside virtual nodes, rendezvous and"
                + " jump hashing. Counts, the same on every machine.",
        footer = {"", "Examples:", "  ./carillon bench ring", "  ./carillon bench ring --nodes 10,100"},
        mixinStandardHelpOptions = true)
final class RingCommand implements Callable<Integer> {
    @Option(
            names = "--nodes",
            paramLabel = "N,N,...",
            description = "Sizes of the cluster: 3, or multiples of 5 (default: 3,5,10,30,100,300,1000).")
    @Nullable
    String nodes;

    @Option(names = "--tsv", description = "Print rows of tab-separated columns.")
    boolean tsv;

    @Override
    public Integer call() {
        List<String> words = new ArrayList<>();
        if (nodes != null) {
            words.addAll(List.of("--nodes", nodes));
        }
        if (tsv) {
            words.add("--tsv");
        }
        return RingBenchmark.run(words.toArray(String[]::new), System.out, System.err);
    }
}
