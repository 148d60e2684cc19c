package dev.carillon.client.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The main class of {@code carillon chat}, {@code send} and {@code receive}. */
@Command(
        name = "carillon",
        mixinStandardHelpOptions = true,
        version = "carillon 0.1.0",
        description = "Talks to a Carillon node.",
        subcommands = {ChatCommand.class, SendCommand.class, ReceiveCommand.class},
        synopsisSubcommandLabel = "COMMAND")
public final class ClientMain implements Runnable {
    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandLine.Model.CommandSpec spec;

    /** For picocli. */
    ClientMain() {}

    public static void main(String[] args) {
        QuietLog.begin();
        System.exit(commandLine(Surroundings.system()).execute(args));
    }

    static CommandLine commandLine(Surroundings surroundings) {
        PlainErrors errors = new PlainErrors();
        return new CommandLine(ClientMain.class, new CommandFactory(surroundings))
                .setOut(new java.io.PrintWriter(surroundings.out(), true, java.nio.charset.StandardCharsets.UTF_8))
                .setErr(new java.io.PrintWriter(surroundings.err(), true, java.nio.charset.StandardCharsets.UTF_8))
                .setParameterExceptionHandler(errors)
                .setExecutionExceptionHandler(errors);
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "A command is missing: chat, send or receive.");
    }

    /** Gives commands what they know of the world; picocli makes everything else itself. */
    private record CommandFactory(Surroundings surroundings) implements CommandLine.IFactory {
        @Override
        public <K> K create(Class<K> type) throws Exception {
            if (type == ClientMain.class) {
                return type.cast(new ClientMain());
            }
            if (type == ChatCommand.class) {
                return type.cast(new ChatCommand(surroundings));
            }
            if (type == SendCommand.class) {
                return type.cast(new SendCommand(surroundings));
            }
            if (type == ReceiveCommand.class) {
                return type.cast(new ReceiveCommand(surroundings));
            }
            return CommandLine.defaultFactory().create(type);
        }
    }
}
