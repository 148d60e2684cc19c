package dev.carillon.admin;

import picocli.CommandLine.ParameterException;

/** A word that needs another one to say what to do. */
abstract class AdminCommandGroup extends AdminCommand implements Runnable {
    AdminCommandGroup(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec().commandLine(),
                "Say what to do: " + String.join(", ", spec().subcommands().keySet()) + ".");
    }
}
