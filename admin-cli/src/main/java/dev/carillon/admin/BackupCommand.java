package dev.carillon.admin;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code backup create}; {@code verify} and {@code restore} read states, and are the node's. */
@Command(
        name = "backup",
        description = "Takes a backup of a running cluster. ('verify' and 'restore' read one, without any node.)",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  carillon backup create /backups/monday",
            "  carillon backup verify /backups/monday",
            "  carillon backup restore /backups/monday --data carillon-data --cluster cluster.yaml --node 1"
        })
final class BackupCommand extends AdminCommandGroup {
    BackupCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Command(
            name = "create",
            description = {
                "Copies the state of every partition into a folder while the cluster serves. The copies are of different",
                "moments and fit together: every send that was acked before the command was started is in the backup, once, and so is",
                "every later one that the sender's copy knows. What partitions sent to each other is kept on the nodes' disks",
                "meanwhile; if the command dies that ends by itself within a minute."
            },
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = {
                "  carillon backup create /backups/monday",
                "  carillon backup create /backups/monday --megabytes-per-second 50 --json",
                "",
                "Every node's admin address has to be named (--server, $CARILLON_ADMIN, a context).",
                "Exit codes: 0 ok, 1 failed, 2 wrong command line, 3 a node does not answer, 4 token not taken, 6 not now, ask",
                "again. A folder without backup.json is no backup."
            })
    int create(
            @Mixin AdminOptions options,
            @Parameters(paramLabel = "DIR", description = "A folder that is empty, or will be made.") Path folder,
            @Option(
                            names = "--megabytes-per-second",
                            paramLabel = "N",
                            defaultValue = "0",
                            description = "Fetch no more than this; 0: as fast as it goes. Default: ${DEFAULT-VALUE}")
                    int megabytesPerSecond)
            throws InterruptedException {
        if (megabytesPerSecond < 0) {
            throw new CommandException(ExitCode.USAGE, "--megabytes-per-second is 0 or more. Nothing was written.");
        }
        try (AdminConnections connections = options.connect(surroundings())) {
            NamedNodes nodes = new NamedNodes(connections);
            BackupProgress progress = new BackupProgress(System::nanoTime, line -> {
                if (!options.json()) {
                    print(line);
                }
            });
            Map<String, Object> facts =
                    take(new BackupTaking(nodes, number(), megabytesPerSecond, System::nanoTime, progress), folder);
            print(
                    options.json()
                            ? Json.of(facts)
                            : "Backup " + facts.get("backup") + " of " + facts.get("partitions") + " partitions is in "
                                    + folder + ", " + Numbers.bytes(progress.bytes())
                                    + ". See that it is whole: carillon"
                                    + " backup verify " + folder);
            return ExitCode.OK;
        }
    }

    private static Map<String, Object> take(BackupTaking taking, Path folder) throws InterruptedException {
        try {
            return taking.run(folder);
        } catch (IOException e) {
            throw new CommandException("The backup cannot be written to " + folder + ": " + e
                    + ". The cluster is unharmed. Make room or name another folder, remove what is there of this one, and ask"
                    + " again.");
        }
    }

    private long number() {
        byte[] bytes = new byte[Long.BYTES];
        surroundings().random().accept(bytes);
        return ByteBuffer.wrap(bytes).getLong() | 1;
    }
}
