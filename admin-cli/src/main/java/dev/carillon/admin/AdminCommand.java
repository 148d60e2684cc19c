package dev.carillon.admin;

import dev.carillon.admin.v1.AdminGrpc.AdminBlockingStub;
import dev.carillon.admin.v1.StatusReply;
import dev.carillon.admin.v1.StatusRequest;
import java.io.PrintWriter;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What the commands that speak to nodes have in common. */
abstract class AdminCommand {
    static final String EXIT_CODES =
            "Exit codes: 0 ok, 1 failed, 2 wrong command line, 3 no node answered, 4 token not taken; of a"
                    + " change also 6 not now, ask again, 7 not known whether it was done.";

    private final Surroundings surroundings;

    @Spec
    private @Nullable CommandSpec spec;

    AdminCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    Surroundings surroundings() {
        return surroundings;
    }

    CommandSpec spec() {
        return Objects.requireNonNull(spec);
    }

    PrintWriter out() {
        return spec().commandLine().getOut();
    }

    void print(String text) {
        out().print(text.endsWith("\n") ? text : text + System.lineSeparator());
        out().flush();
    }

    static StatusReply status(AdminBlockingStub node) {
        return node.status(StatusRequest.getDefaultInstance());
    }
}
