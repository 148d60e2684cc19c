package dev.carillon.admin;

import picocli.CommandLine.Option;

/** How a change of the ring is made; shared by all commands that make one. */
final class ApplyOptions {
    @Option(names = "--yes", description = "Do not ask.")
    private boolean yes;

    @Option(names = "--force", description = "Also if data or majorities are missing.")
    private boolean force;

    @Option(names = "--dry-run", description = "Show the plan and change nothing.")
    private boolean dryRun;

    @Option(names = "--no-watch", description = "Return at once; look with 'carillon ring watch'.")
    private boolean noWatch;

    boolean yes() {
        return yes;
    }

    boolean force() {
        return force;
    }

    boolean dryRun() {
        return dryRun;
    }

    boolean noWatch() {
        return noWatch;
    }
}
