package dev.carillon.node.boot;

import dev.carillon.node.config.ConfigException;
import dev.carillon.node.config.NearestKey;
import java.io.PrintWriter;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine;

/** Prints what went wrong as sentences on standard error, never as a stack trace. */
final class PlainErrors implements CommandLine.IParameterExceptionHandler, CommandLine.IExecutionExceptionHandler {
    @Override
    public int handleParseException(CommandLine.ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        PrintWriter err = command.getErr();
        err.println(e.getMessage());
        if (e instanceof CommandLine.UnmatchedArgumentException unmatched) {
            String typed = unmatched.getUnmatched().get(0);
            Set<String> known =
                    new TreeSet<>(command.getCommandSpec().optionsMap().keySet());
            known.addAll(command.getSubcommands().keySet());
            String nearest = NearestKey.to(typed, known);
            if (nearest != null) {
                err.println("Did you mean " + nearest + "?");
            }
        }
        err.println("'" + command.getCommandSpec().qualifiedName() + " --help' lists the options.");
        return ExitCode.USAGE;
    }

    @Override
    public int handleExecutionException(Exception e, CommandLine command, CommandLine.ParseResult parsed) {
        PrintWriter err = command.getErr();
        if (e instanceof CommandException expected) {
            err.println(e.getMessage());
            return expected.exitCode();
        }
        if (e instanceof ConfigException) {
            err.println(e.getMessage());
            err.println("Nothing was started. Mend the configuration and run this again.");
            return ExitCode.USAGE;
        }
        String message = e.getMessage();
        err.println(message == null ? e.getClass().getSimpleName() : message);
        return ExitCode.FAILED;
    }
}
