package dev.carillon.simulator;

import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;

/** Prints what went wrong as sentences on standard error: no stack trace, and no page of options below which they vanish. */
final class PlainErrors implements CommandLine.IParameterExceptionHandler, CommandLine.IExecutionExceptionHandler {
    @Override
    public int handleParseException(CommandLine.ParameterException e, String[] args) {
        PrintWriter err = e.getCommandLine().getErr();
        err.println(e.getMessage());
        CommandLine.UnmatchedArgumentException.printSuggestions(e, err);
        err.println("'" + e.getCommandLine().getCommandSpec().qualifiedName() + " --help' lists the options.");
        return CommandLine.ExitCode.USAGE;
    }

    @Override
    public int handleExecutionException(Exception e, CommandLine command, CommandLine.ParseResult parsed) {
        command.getErr().println("carillon: " + sentence(e));
        return CommandLine.ExitCode.SOFTWARE;
    }

    private static String sentence(Exception failure) {
        List<String> known = List.of("java.io.IOException", "java.lang.InterruptedException");
        String message = String.valueOf(failure.getMessage());
        return known.contains(failure.getClass().getName())
                ? message
                : failure.getClass().getSimpleName() + ": " + message
                        + ". This is a fault of ours; nothing outside the demo's own folder was touched.";
    }
}
