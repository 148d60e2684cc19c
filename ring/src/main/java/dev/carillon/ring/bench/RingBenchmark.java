package dev.carillon.ring.bench;

import dev.carillon.ring.Partitions;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How even the load is and how much moves, beside the other ways of placing data; see {@link Figures}. */
public final class RingBenchmark {
    private static final double LOAD_MAX = 1.05;
    private static final double MOVES_MAX = 1.1;
    private static final int PARTITIONS_LEAST = 256;
    /** Partitions per node from which rounding stays below five percent, for leaderships too. */
    private static final int PARTITIONS_PER_NODE = 20;

    private static final List<Integer> NODES = List.of(3, 5, 10, 30, 100, 300, 1000);
    private static final String USAGE = """
            usage: bench ring [--nodes N,N,...] [--tsv]

              --nodes N,N,...   sizes of the cluster, 3 or multiples of 5 up to 3000 (default 3,5,10,30,100,300,1000)
              --tsv             rows for a program: peer, workload, metric, run, value, unit

            example: bench ring --nodes 10,100""";

    private List<Integer> nodes = NODES;
    private boolean tsv;

    private RingBenchmark() {}

    public static void main(String[] args) {
        int status = run(args, System.out, System.err);
        if (status != 0) {
            System.exit(status);
        }
    }

    /** As the command does; the exit status: 0; 1 if Carillon's own row misses its bounds; 2 for wrong arguments. */
    public static int run(String[] args, PrintStream out, PrintStream err) {
        RingBenchmark benchmark = new RingBenchmark();
        String problem = benchmark.parse(args);
        if (problem != null) {
            boolean help = problem.isEmpty();
            (help ? out : err).println(help ? USAGE : problem + "\n\n" + USAGE);
            return help ? 0 : 2;
        }
        return benchmark.run(out, err);
    }

    private @Nullable String parse(String[] args) {
        for (int i = 0; i < args.length; i++) {
            switch (args[i]) {
                case "--tsv" -> tsv = true;
                case "--help", "-h" -> {
                    return "";
                }
                case "--nodes" -> {
                    List<Integer> given = ++i < args.length ? numbers(args[i]) : List.of();
                    if (given.isEmpty()) {
                        return "--nodes needs numbers like 5,10: 3, or multiples of 5 up to 3000";
                    }
                    nodes = given;
                }
                default -> {
                    return "unknown option " + args[i];
                }
            }
        }
        return null;
    }

    private static List<Integer> numbers(String words) {
        List<Integer> numbers = new ArrayList<>();
        for (String word : words.split(",", -1)) {
            if (!word.matches("[0-9]{1,4}")) {
                return List.of();
            }
            int n = Integer.parseInt(word);
            if (n != 3 && (n < 5 || n > 3000 || n % Figures.ZONES != 0)) {
                return List.of();
            }
            numbers.add(n);
        }
        return numbers;
    }

    private int run(PrintStream out, PrintStream err) {
        if (!tsv) {
            out.println(
                    "3 replicas. max/mean over all situations, weights counted; moves beside the least that is possible.");
            out.println("Virtual nodes cut the ring where their tokens are; the others place equal partitions.");
            out.println();
            out.printf(
                    Locale.ROOT,
                    "%5s %10s  %-17s %8s %8s   %6s %6s %8s %9s%n",
                    "nodes",
                    "partitions",
                    "scheme",
                    "replicas",
                    "leads",
                    "join",
                    "leave",
                    "reweigh",
                    "zone loss");
        }
        boolean met = true;
        for (int count : nodes) {
            int partitions = partitionsFor(count);
            List<Scheme> schemes = Stream.<Scheme>of(
                            new PartitionScheme(partitions),
                            new VirtualNodes(16),
                            new VirtualNodes(256),
                            new Rendezvous(partitions),
                            new Jump(partitions))
                    .toList();
            for (Scheme scheme : schemes) {
                Figures figures = Figures.of(scheme, count);
                print(out, count, partitions, scheme, figures);
                if (scheme instanceof PartitionScheme && !meetsBounds(figures)) {
                    met = false;
                    err.printf(
                            Locale.ROOT,
                            "bench: on %d nodes Carillon misses max/mean %.2f or moves %.1f times the least.%n",
                            count,
                            LOAD_MAX,
                            MOVES_MAX);
                }
            }
        }
        return met ? 0 : 1;
    }

    static int partitionsFor(int nodes) {
        int partitions = PARTITIONS_LEAST;
        while (partitions < PARTITIONS_PER_NODE * nodes && partitions < Partitions.MAX) {
            partitions *= 2;
        }
        return partitions;
    }

    private static boolean meetsBounds(Figures figures) {
        return figures.load() <= LOAD_MAX
                && figures.leads() <= LOAD_MAX
                && Stream.of(figures.join(), figures.leave(), figures.reweigh(), figures.zoneLoss())
                        .allMatch(moves -> moves.orElse(1) <= MOVES_MAX);
    }

    private void print(PrintStream out, int count, int partitions, Scheme scheme, Figures figures) {
        if (tsv) {
            String row = scheme.label().replace(' ', '-') + "\tring-" + count;
            out.printf(Locale.ROOT, "%s\tmax_mean_replicas\t1\t%.4f\tratio%n", row, figures.load());
            out.printf(Locale.ROOT, "%s\tmax_mean_leads\t1\t%.4f\tratio%n", row, figures.leads());
            tsv(out, row, "join", figures.join());
            tsv(out, row, "leave", figures.leave());
            tsv(out, row, "reweigh", figures.reweigh());
            tsv(out, row, "zone_loss", figures.zoneLoss());
            return;
        }
        boolean first = scheme instanceof PartitionScheme;
        out.printf(
                Locale.ROOT,
                "%5s %10s  %-17s %8.3f %8.3f   %6s %6s %8s %9s%n",
                first ? count : "",
                first ? partitions : "",
                scheme.label(),
                figures.load(),
                figures.leads(),
                shown(figures.join()),
                shown(figures.leave()),
                shown(figures.reweigh()),
                shown(figures.zoneLoss()));
    }

    private static void tsv(PrintStream out, String row, String what, OptionalDouble value) {
        if (value.isPresent()) {
            out.printf(Locale.ROOT, "%s\tmoves_%s\t1\t%.4f\tratio%n", row, what, value.getAsDouble());
        }
    }

    private static String shown(OptionalDouble value) {
        return value.isPresent() ? String.format(Locale.ROOT, "%.3f", value.getAsDouble()) : "-";
    }
}
