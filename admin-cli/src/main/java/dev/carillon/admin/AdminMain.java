package dev.carillon.admin;

import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Entry point of the operator's commands. */
@Command(
        name = "carillon",
        description = "The operator's commands.",
        mixinStandardHelpOptions = true,
        versionProvider = AdminVersion.class,
        subcommands = {
            TokenCommand.class,
            CertCommand.class,
            ClusterCommand.class,
            RingCommand.class,
            NodesCommand.class,
            PartitionCommand.class,
            UserCommand.class,
            InboxCommand.class,
            BackupCommand.class,
            DoctorCommand.class,
            TopCommand.class,
            LogLevelCommand.class,
            ContextCommand.class
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  carillon token init --key-file carillon.keys",
            "  carillon token alice --key-file carillon.keys",
            "  carillon cert init --cluster bells",
            "  carillon cluster init 127.0.0.1:7401/7501 127.0.0.1:7402/7502 127.0.0.1:7403/7503",
            "  carillon ring status --server 127.0.0.1:7491",
            "  carillon doctor --server 127.0.0.1:7491,127.0.0.1:7492,127.0.0.1:7493"
        })
public final class AdminMain implements Runnable {
    /** By their first word. */
    private static final Map<String, Class<?>> COMMANDS = Map.ofEntries(
            Map.entry("token", TokenCommand.class),
            Map.entry("cert", CertCommand.class),
            Map.entry("cluster", ClusterCommand.class),
            Map.entry("ring", RingCommand.class),
            Map.entry("node", NodesCommand.class),
            Map.entry("partition", PartitionCommand.class),
            Map.entry("user", UserCommand.class),
            Map.entry("inbox", InboxCommand.class),
            Map.entry("backup", BackupCommand.class),
            Map.entry("doctor", DoctorCommand.class),
            Map.entry("top", TopCommand.class),
            Map.entry("log-level", LogLevelCommand.class),
            Map.entry("context", ContextCommand.class));

    @Spec
    private @Nullable CommandSpec spec;

    public static void main(String[] args) {
        Surroundings surroundings = Surroundings.system();
        Class<?> only = args.length == 0 ? null : COMMANDS.get(args[0]);
        System.exit((only == null ? commandLine(surroundings) : one(args[0], only, surroundings)).execute(args));
    }

    /** With a single command, because making the models of all of them takes longer than most of them run. */
    private static CommandLine one(String name, Class<?> command, Surroundings surroundings) {
        CommandSpec root = CommandSpec.create().name("carillon");
        root.addSubcommand(name, new CommandLine(command, new CommandFactory(surroundings)));
        return withErrors(new CommandLine(root));
    }

    static CommandLine commandLine(Surroundings surroundings) {
        return withErrors(new CommandLine(new AdminMain(), new CommandFactory(surroundings)));
    }

    private static CommandLine withErrors(CommandLine line) {
        PlainErrors errors = new PlainErrors();
        return line.setParameterExceptionHandler(errors).setExecutionExceptionHandler(errors);
    }

    @Override
    public void run() {
        throw new ParameterException(
                Objects.requireNonNull(spec).commandLine(), "Say what to do: '--help' lists the commands.");
    }
}
