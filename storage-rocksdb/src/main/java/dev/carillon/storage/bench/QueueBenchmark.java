package dev.carillon.storage.bench;

import dev.carillon.storage.rocksdb.EngineLimits;
import dev.carillon.storage.rocksdb.RocksStateEngine;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Does reading stay flat however many items have passed? Items are appended to inboxes, read in order up to 64 at a
 * time after a lag that is longer than the overlay, so that they come from RocksDB, and deleted; the rate of the reads
 * in the first tenth is held against that in the last. A third row keeps no lag, so that items never leave memory.
 */
public final class QueueBenchmark {
    private static final long ROUNDS = 10_000_000;
    private static final long WARM_UP_ROUNDS = 500_000;
    private static final int INBOXES = 100_000;
    private static final String USAGE = """
            usage: bench queue [--rounds N] [--inboxes N] [--data DIR] [--tsv]

              --rounds N    items appended, read and deleted in each run (default 10000000)
              --inboxes N   inboxes of the run with many (default 100000)
              --data DIR    where the state goes (default: a temporary folder, removed afterwards)
              --tsv         rows for a program: peer, workload, metric, run, value, unit

            example: bench queue --rounds 1000000""";

    private long rounds = ROUNDS;
    private int inboxes = INBOXES;
    private @Nullable Path data;
    private boolean tsv;

    private QueueBenchmark() {}

    public static void main(String[] args) throws IOException {
        int status = run(args, System.out, System.err);
        if (status != 0) {
            System.exit(status);
        }
    }

    /** As the command does; the exit status: 0, or 2 for wrong arguments. */
    public static int run(String[] args, PrintStream out, PrintStream err) throws IOException {
        QueueBenchmark benchmark = new QueueBenchmark();
        String problem = benchmark.parse(args);
        if (problem != null) {
            boolean help = problem.isEmpty();
            (help ? out : err).println(help ? USAGE : problem + "\n\n" + USAGE);
            return help ? 0 : 2;
        }
        benchmark.run(out);
        return 0;
    }

    private @Nullable String parse(String[] args) {
        for (int i = 0; i < args.length; i++) {
            String option = args[i];
            switch (option) {
                case "--tsv" -> tsv = true;
                case "--help", "-h" -> {
                    return "";
                }
                case "--rounds", "--inboxes", "--data" -> {
                    if (++i == args.length) {
                        return option + " needs a value";
                    }
                    String problem = set(option, args[i]);
                    if (problem != null) {
                        return problem;
                    }
                }
                default -> {
                    return "unknown option " + option;
                }
            }
        }
        return null;
    }

    private @Nullable String set(String option, String value) {
        if (option.equals("--data")) {
            data = Path.of(value);
            return null;
        }
        if (!value.matches("[1-9]\\d{0,8}")) {
            return option + " needs a whole number from 1 to 999999999, not " + value;
        }
        if (option.equals("--rounds")) {
            rounds = Long.parseLong(value);
        } else {
            inboxes = Integer.parseInt(value);
        }
        return null;
    }

    private void run(PrintStream out) throws IOException {
        if (!tsv) {
            out.printf(
                    Locale.ROOT,
                    "queue: %,d rounds of append, read, delete; items of %d bytes; state flushed in the background,"
                            + " no log; %d cores, JDK %s%n%n",
                    rounds,
                    QueueWorkload.ITEM_BYTES,
                    Runtime.getRuntime().availableProcessors(),
                    Runtime.version().feature());
            out.printf(
                    "%-18s %12s %14s %14s %6s %9s %9s %9s %9s%n",
                    "inboxes",
                    "rounds/s",
                    "reads/s first",
                    "reads/s last",
                    "ratio",
                    "p50 first",
                    "p50 last",
                    "RSS MiB",
                    "overlay");
        }
        Path folder = data == null ? Files.createTempDirectory("carillon-queue") : data;
        try {
            measure(QueueWorkload.hot(Math.min(rounds, WARM_UP_ROUNDS)), folder);
            for (QueueWorkload workload : List.of(
                    QueueWorkload.hot(rounds), QueueWorkload.many(rounds, inboxes), QueueWorkload.soon(rounds))) {
                print(out, measure(workload, folder));
            }
        } finally {
            if (data == null) {
                deleteTree(folder);
            }
        }
    }

    private static QueueResult measure(QueueWorkload workload, Path folder) throws IOException {
        Path state = folder.resolve("queue-" + workload.name());
        deleteTree(state);
        try (RocksStateEngine engine = RocksStateEngine.open(state, EngineLimits.DEFAULT)) {
            return workload.run(engine);
        } finally {
            deleteTree(state);
        }
    }

    private void print(PrintStream out, QueueResult result) throws IOException {
        double ratio = result.lastReadsPerSecond() / result.firstReadsPerSecond();
        if (!tsv) {
            out.printf(
                    Locale.ROOT,
                    "%-18s %,12.0f %,14.0f %,14.0f %6.2f %6.1f us %6.1f us %9d %5.1f MiB%n",
                    result.name(),
                    result.roundsPerSecond(),
                    result.firstReadsPerSecond(),
                    result.lastReadsPerSecond(),
                    ratio,
                    result.firstReadMedianNs() / 1000.0,
                    result.lastReadMedianNs() / 1000.0,
                    residentBytes() >> 20,
                    result.overlayBytesMax() / 1048576.0);
            return;
        }
        row(out, result.name(), "rounds_per_s", result.roundsPerSecond(), "1/s");
        row(out, result.name(), "reads_per_s_first_tenth", result.firstReadsPerSecond(), "1/s");
        row(out, result.name(), "reads_per_s_last_tenth", result.lastReadsPerSecond(), "1/s");
        row(out, result.name(), "reads_last_over_first", ratio, "ratio");
        row(out, result.name(), "read_p50_first_tenth", result.firstReadMedianNs() / 1000.0, "us");
        row(out, result.name(), "read_p50_last_tenth", result.lastReadMedianNs() / 1000.0, "us");
        row(out, result.name(), "rss", residentBytes() / 1048576.0, "MiB");
        row(out, result.name(), "overlay_max", result.overlayBytesMax() / 1048576.0, "MiB");
    }

    private void row(PrintStream out, String name, String metric, double value, String unit) {
        out.printf(Locale.ROOT, "carillon\tqueue-%s\t%s\t1\t%.3f\t%s%n", name, metric, value, unit);
    }

    private static long residentBytes() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (Files.exists(status)) {
            for (String line : Files.readAllLines(status)) {
                if (line.startsWith("VmRSS:")) {
                    return Long.parseLong(line.replaceAll("\\D", "")) << 10;
                }
            }
        }
        return 0;
    }

    private static void deleteTree(Path root) throws IOException {
        if (Files.exists(root)) {
            try (Stream<Path> tree = Files.walk(root)) {
                for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }
}
