package dev.carillon.admin;

import dev.carillon.admin.v1.ChangeReply;
import dev.carillon.admin.v1.ChangeRequest;
import java.util.List;
import java.util.Map;

/** Asks a node to have the cluster changed, and says what came of it. */
final class ClusterChange {
    private ClusterChange() {}

    /** @throws CommandException if nothing was done, saying why */
    static ChangeReply make(AdminConnections nodes, ChangeRequest.Kind kind, List<String> words) {
        ChangeRequest request =
                ChangeRequest.newBuilder().setKind(kind).addAllWords(words).build();
        return judge(nodes.any(node -> node.changeCluster(request)));
    }

    /** @throws CommandException if nothing was done, saying why */
    static ChangeReply judge(ChangeReply reply) {
        return switch (reply.getResult()) {
            case DONE -> reply;
            case NOT_NOW -> throw new CommandException(ExitCode.NOT_NOW, reply.getWords());
            case NOT_KNOWN -> throw new CommandException(ExitCode.NOT_KNOWN, reply.getWords());
            case REFUSED, RESULT_UNSPECIFIED, UNRECOGNIZED -> throw new CommandException(reply.getWords());
        };
    }

    /** The same, and prints it. */
    static int run(
            AdminCommand command, AdminOptions options, ChangeRequest.Kind kind, List<String> words, boolean dryRun) {
        if (dryRun) {
            command.print(
                    options.json()
                            ? Json.of(Map.of("done", false, "dry_run", true))
                            : "Would ask for " + kind.name().toLowerCase(java.util.Locale.ROOT) + " "
                                    + String.join(" ", words) + ". Nothing was changed.");
            return ExitCode.OK;
        }
        try (AdminConnections nodes = options.connect(command.surroundings())) {
            ChangeReply reply = make(nodes, kind, words);
            command.print(options.json() ? Json.of(Map.of("done", true, "words", reply.getWords())) : reply.getWords());
            return ExitCode.OK;
        }
    }
}
