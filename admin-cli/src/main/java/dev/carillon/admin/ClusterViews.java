package dev.carillon.admin;

import java.util.ArrayList;
import java.util.List;

/** What every node that was named sees. */
final class ClusterViews {
    private ClusterViews() {}

    /**
     * Asks all of them; those that do not answer are left out.
     *
     * @throws CommandException if none answers
     */
    static List<ClusterView> all(AdminConnections nodes) {
        List<ClusterView> views = new ArrayList<>();
        CommandException trouble = null;
        for (int i = 0; i < nodes.servers().size(); i++) {
            try {
                views.add(new ClusterView(nodes.ask(i, AdminCommand::status)));
            } catch (CommandException e) {
                trouble = e;
            }
        }
        if (views.isEmpty()) {
            throw trouble == null ? new CommandException(ExitCode.USAGE, "No server was named.") : trouble;
        }
        return views;
    }
}
