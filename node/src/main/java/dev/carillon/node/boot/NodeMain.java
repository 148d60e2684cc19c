package dev.carillon.node.boot;

import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Entry point of the module: the commands {@code node}, {@code config} and {@code backup verify|restore}. */
@Command(
        name = "carillon",
        description = "Runs a Carillon node, and explains its configuration.",
        mixinStandardHelpOptions = true,
        versionProvider = NodeVersion.class,
        subcommands = {NodeCommand.class, ConfigCommand.class, BackupCommand.class},
        footerHeading = "%nExamples:%n",
        footer = {"  carillon node --insecure-dev", "  carillon config check carillon.yaml"})
public final class NodeMain implements Runnable {
    @CommandLine.Spec
    private CommandLine.Model.@org.jspecify.annotations.Nullable CommandSpec spec;

    private static final String LEAK_DETECTION = "io.netty.leakDetection.level";

    private NodeMain() {}

    public static void main(String[] args) {
        run(Surroundings.REAL, args);
    }

    /** The same command over other surroundings; ends the process. */
    public static void run(Surroundings surroundings, String... args) {
        if (System.getProperty(LEAK_DETECTION) == null) {
            // Netty would trace one of 128 buffers; the tests trace all of them instead.
            System.setProperty(LEAK_DETECTION, "disabled");
        }
        System.exit(commandLine(surroundings).execute(withCommand(args)));
    }

    /** Whoever starts this class itself may leave out the word {@code node}. */
    static String[] withCommand(String... args) {
        boolean optionsOnly = args.length > 0
                && args[0].startsWith("--")
                && !args[0].equals("--help")
                && !args[0].equals("--version");
        return optionsOnly ? Stream.concat(Stream.of("node"), Stream.of(args)).toArray(String[]::new) : args;
    }

    static CommandLine commandLine() {
        return commandLine(Surroundings.REAL);
    }

    private static CommandLine commandLine(Surroundings surroundings) {
        PlainErrors errors = new PlainErrors();
        return new CommandLine(new NodeMain(), new Commands(surroundings))
                .setParameterExceptionHandler(errors)
                .setExecutionExceptionHandler(errors)
                .setCaseInsensitiveEnumValuesAllowed(true);
    }

    private record Commands(Surroundings surroundings) implements CommandLine.IFactory {
        @Override
        public <K> K create(Class<K> type) throws Exception {
            return type == NodeCommand.class
                    ? type.cast(new NodeCommand(surroundings))
                    : CommandLine.defaultFactory().create(type);
        }
    }

    @Override
    public void run() {
        CommandLine command = java.util.Objects.requireNonNull(spec).commandLine();
        throw new CommandLine.ParameterException(command, "Say what to do: node, config or backup.");
    }
}
