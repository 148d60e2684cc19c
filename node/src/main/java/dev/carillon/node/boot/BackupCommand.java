package dev.carillon.node.boot;

import dev.carillon.node.cluster.ClusterMap;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The commands {@code backup verify|restore}, which read a backup and speak to no node. */
@Command(
        name = "backup",
        description = "Checks a backup, and restores nodes from one. ('backup create' takes one of a running cluster.)",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  carillon backup verify /backups/monday",
            "  carillon backup restore /backups/monday --data carillon-data --cluster cluster.yaml --node 1"
        })
final class BackupCommand implements Runnable {
    private static final String CODES =
            "Exit codes: 0 ok, 1 the backup cannot be used, or the place is taken, 2 wrong command line.";

    @Spec
    private @Nullable CommandSpec spec;

    @Command(
            name = "verify",
            description =
                    "Reads a whole backup: checksums, order, counts, and whether the partitions' copies fit together.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExample:%n",
            footer = {"  carillon backup verify /backups/monday", "", CODES})
    int verify(
            @Parameters(paramLabel = "DIR", description = "The backup's folder.") Path folder,
            @Option(names = "--json", description = "Print JSON.") boolean json)
            throws IOException {
        StoredBackup backup = StoredBackup.open(folder);
        BackupCheck check = check(backup, json);
        if (json) {
            print(Json.object(facts(backup, check)));
        } else {
            print(words(backup, check));
        }
        return ExitCode.OK;
    }

    @Command(
            name = "restore",
            description = {
                "Makes the data folder of a node that begins with a backup. Run it for every node of the new cluster, with the",
                "same backup and the same cluster file, before any of them is started. Nodes, their number and that of the replicas",
                "may be others than before; the number of partitions may not. Devices enrol anew, and get what their inboxes keep."
            },
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = {
                "  carillon cluster init --backup 1f2e3d4c5b6a7988 a:7400/7500 b:7400/7500 c:7400/7500",
                "  carillon backup restore /backups/monday --data carillon-data --cluster cluster.yaml --node 1",
                "  carillon backup restore /backups/monday --data carillon-data     (a node that is alone)",
                "",
                CODES
            })
    int restore(
            @Parameters(paramLabel = "DIR", description = "The backup's folder.") Path folder,
            @Option(
                            names = "--data",
                            required = true,
                            paramLabel = "DIR",
                            description = "The data folder to make; not there yet, or empty.")
                    Path data,
            @Option(
                            names = "--cluster",
                            paramLabel = "FILE",
                            description =
                                    "The new cluster's file, which names the backup. Without: a node that is alone.")
                    @Nullable
                    Path cluster,
            @Option(names = "--node", paramLabel = "N", description = "Which node of the cluster file.") @Nullable
                    Integer node,
            @Option(names = "--json", description = "Print JSON.") boolean json)
            throws IOException {
        if ((cluster == null) != (node == null)) {
            throw wrong(
                    "--cluster and --node come together, or neither for a node that is alone. Nothing was touched.");
        }
        StoredBackup backup = StoredBackup.open(folder);
        ClusterMap map = cluster == null ? null : clusterOf(cluster, Objects.requireNonNull(node), backup);
        Restoration.checkPlace(data);
        BackupCheck check = check(backup, json);
        int number = node == null ? 0 : node;
        List<Integer> held = Restoration.held(backup, map, number);
        NodeFile.Seat seat = map == null ? null : new NodeFile.Seat(map.id(), number, new SecureRandom().nextLong());
        int loops = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        Restoration restoration = new Restoration(backup, check, data);
        Lines lines = new Lines(json, "restored", held.size());
        restoration.run(held, NodeFile.fresh(backup.partitions(), loops, NodeVersion.text(), seat), lines::done);
        if (json) {
            Map<String, Object> facts = new LinkedHashMap<>();
            facts.put("backup", backup.id());
            facts.put("data", data.toString());
            facts.put("node", number);
            facts.put("partitions", held.size());
            facts.put("users", restoration.users());
            facts.put("items", restoration.items());
            print(Json.object(facts));
        } else {
            print(String.format(
                    Locale.ROOT,
                    "%s holds %d of %d partitions, %,d users, %,d messages and receipts. %s",
                    data,
                    held.size(),
                    backup.partitions(),
                    restoration.users(),
                    restoration.items(),
                    map == null
                            ? "Start it: carillon node --data " + data
                            : "When every node of " + cluster + " is restored, start them: carillon node --data " + data
                                    + " --cluster " + cluster + " --node " + number));
        }
        return ExitCode.OK;
    }

    private static ClusterMap clusterOf(Path file, int node, StoredBackup backup) {
        ClusterMap map = ClusterFile.read(file);
        if (map.node(node) == null) {
            throw new CommandException(
                    ExitCode.USAGE, "The cluster file " + file + " has no node " + node + ". Nothing was touched.");
        }
        int partitions = map.ring().assignments().size();
        if (partitions != backup.partitions()) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "The cluster file " + file + " has " + partitions + " partitions, and the backup "
                            + backup.partitions() + ". Nothing was touched. Lay out the new cluster with --partitions "
                            + backup.partitions() + ".");
        }
        if (!backup.id().equals(ClusterFile.backup(file))) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "The cluster file " + file
                            + " does not say that this cluster begins with the backup. Nothing was touched."
                            + " Put the line 'backup: " + backup.id()
                            + "' into it, on every node ('carillon cluster init"
                            + " --backup'): then no node can start that was not restored, and would take the others' messages"
                            + " for none.");
        }
        return map;
    }

    private BackupCheck check(StoredBackup backup, boolean json) throws IOException {
        Lines lines = new Lines(json, "checked", backup.partitions());
        return BackupCheck.of(backup, (done, bytes) -> lines.done(done));
    }

    private static Map<String, Object> facts(StoredBackup backup, BackupCheck check) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("whole", true);
        facts.put("backup", backup.id());
        facts.put("cluster", backup.cluster());
        facts.put("taken_ms", backup.takenMs());
        facts.put("partitions", backup.partitions());
        facts.put("bytes", backup.bytes());
        facts.put("users", check.users());
        facts.put("items", check.items());
        facts.put("under_way", check.cut().underWay());
        return facts;
    }

    private static String words(StoredBackup backup, BackupCheck check) {
        return String.format(
                Locale.ROOT,
                "Whole: backup %s of %s, begun %s; %d partitions, %,d users, %,d messages and receipts (%,d on their way),"
                        + " %,d bytes.",
                backup.id(),
                backup.cluster().isEmpty() ? "a node that was alone" : "cluster " + backup.cluster(),
                Instant.ofEpochMilli(backup.takenMs()),
                backup.partitions(),
                check.users(),
                check.items(),
                check.cut().underWay(),
                backup.bytes());
    }

    /** A line now and then for what takes longer than two seconds. */
    private final class Lines {
        private static final long LINE_NS = 2_000_000_000L;

        private final boolean silent;
        private final String what;
        private final int of;
        private final long fromNs = System.nanoTime();
        private long saidNs = fromNs;

        Lines(boolean silent, String what, int of) {
            this.silent = silent;
            this.what = what;
            this.of = of;
        }

        void done(int count) {
            long now = System.nanoTime();
            if (!silent && now - saidNs > LINE_NS && count < of) {
                saidNs = now;
                long leftS = TimeUnit.NANOSECONDS.toSeconds((now - fromNs) / count * (of - count)) + 1;
                print(count + " of " + of + " partitions " + what + ", about " + leftS + " s left");
            }
        }
    }

    private ParameterException wrong(String sentence) {
        return new ParameterException(Objects.requireNonNull(spec).commandLine(), sentence);
    }

    private void print(String line) {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        out.println(line);
        out.flush();
    }

    @Override
    public void run() {
        throw wrong("Say what to do: verify or restore.");
    }
}
