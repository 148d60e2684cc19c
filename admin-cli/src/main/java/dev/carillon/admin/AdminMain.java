package dev.carillon.admin;

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
        subcommands = {TokenCommand.class, CertCommand.class, ClusterCommand.class},
        footerHeading = "%nExamples:%n",
        footer = {
            "  carillon token init --key-file carillon.keys",
            "  carillon token alice --key-file carillon.keys",
            "  carillon cert init --cluster bells",
            "  carillon cluster init 127.0.0.1:7401/7501 127.0.0.1:7402/7502 127.0.0.1:7403/7503"
        })
public final class AdminMain implements Runnable {
    @Spec
    private @Nullable CommandSpec spec;

    public static void main(String[] args) {
        System.exit(commandLine(Surroundings.system()).execute(args));
    }

    static CommandLine commandLine(Surroundings surroundings) {
        PlainErrors errors = new PlainErrors();
        return new CommandLine(new AdminMain(), new CommandFactory(surroundings))
                .setParameterExceptionHandler(errors)
                .setExecutionExceptionHandler(errors);
    }

    /** Gives commands what they know of the world; picocli makes everything else itself. */
    private record CommandFactory(Surroundings surroundings) implements CommandLine.IFactory {
        @Override
        public <K> K create(Class<K> type) throws Exception {
            if (type == TokenCommand.class) {
                return type.cast(new TokenCommand(surroundings));
            }
            if (type == CertCommand.class) {
                return type.cast(new CertCommand(surroundings));
            }
            return CommandLine.defaultFactory().create(type);
        }
    }

    @Override
    public void run() {
        throw new ParameterException(
                Objects.requireNonNull(spec).commandLine(), "Say what to do: token, cert or cluster.");
    }
}
