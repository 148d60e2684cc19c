package dev.carillon.admin;

import java.io.PrintWriter;
import picocli.CommandLine;

/** Prints what went wrong as sentences on standard error, never as a stack trace. */
final class PlainErrors implements CommandLine.IParameterExceptionHandler, CommandLine.IExecutionExceptionHandler {
    @Override
    public int handleParseException(CommandLine.ParameterException e, String[] args) {
        PrintWriter err = e.getCommandLine().getErr();
        err.println(e.getMessage());
        CommandLine.UnmatchedArgumentException.printSuggestions(e, err);
        err.println("'" + e.getCommandLine().getCommandSpec().qualifiedName() + " --help' lists the options.");
        return ExitCode.USAGE;
    }

    @Override
    public int handleExecutionException(Exception e, CommandLine command, CommandLine.ParseResult parsed) {
        String message = e.getMessage();
        command.getErr().println(message == null ? e.getClass().getSimpleName() : message);
        return e instanceof CommandException known ? known.exitCode() : ExitCode.FAILED;
    }
}
