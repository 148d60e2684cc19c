package dev.carillon.admin;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The commands {@code context list|set|use|remove}: names for clusters, so that nobody types their addresses. */
@Command(
        name = "context",
        description = {
            "Names for clusters. The current one is asked where no --server, no --context, and no $CARILLON_ADMIN says",
            "otherwise."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  carillon context set bells --server 10.0.0.1:7490,10.0.0.2:7490 --key-file bells.keys --ca bells/ca.crt",
            "  carillon context use bells",
            "  carillon ring status --context chimes"
        })
final class ContextCommand extends AdminCommandGroup {
    private static final String JSON = "Print JSON.";
    private static final String NAME = "The context's name.";

    ContextCommand(Surroundings surroundings) {
        super(surroundings);
    }

    private Contexts contexts() {
        return Contexts.read(surroundings().environment());
    }

    @Command(
            name = "list",
            description = "Lists them; the current one has a star.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExample:%n",
            footer = "  carillon context list")
    int list(@Option(names = "--json", description = JSON) boolean json) {
        Contexts contexts = contexts();
        if (json) {
            List<Object> rows = new ArrayList<>();
            contexts.all().forEach((name, context) -> {
                Map<String, Object> row = new LinkedHashMap<>();
                row.put("name", name);
                row.put("current", name.equals(contexts.current()));
                row.put("server", context.server());
                row.put("key_file", context.keyFile() == null ? "" : context.keyFile());
                row.put("ca", context.authority() == null ? "" : context.authority());
                row.put("insecure_dev", context.insecureDev());
                rows.add(row);
            });
            print(Json.of(Map.of("contexts", rows)));
        } else if (contexts.all().isEmpty()) {
            print("There is none yet. 'carillon context set NAME --server HOST:PORT' makes one.");
        } else {
            StringBuilder out = new StringBuilder();
            contexts.all()
                    .forEach((name, context) -> out.append(String.format(
                            Locale.ROOT,
                            "%s %-14s %s%s%s%s%n",
                            name.equals(contexts.current()) ? "*" : " ",
                            name,
                            context.server(),
                            context.keyFile() == null ? "" : "  keys " + context.keyFile(),
                            context.authority() == null ? "" : "  ca " + context.authority(),
                            context.insecureDev() ? "  insecure-dev" : "")));
            print(out.toString().stripTrailing());
        }
        return ExitCode.OK;
    }

    @Command(
            name = "set",
            description = "Makes one, or makes it anew. The first one is the current one at once.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = {
                "  carillon context set bells --server 10.0.0.1:7490,10.0.0.2:7490 --key-file bells.keys",
                "  carillon context set here --server 127.0.0.1:7491 --insecure-dev"
            })
    int set(
            @Parameters(paramLabel = "NAME", description = NAME) String name,
            @Option(
                            names = "--server",
                            required = true,
                            paramLabel = "HOST:PORT",
                            split = ",",
                            description = "Admin addresses of some of its nodes; tried in turn.")
                    List<String> servers,
            @Option(names = "--key-file", paramLabel = "FILE", description = "The nodes' key file.") @Nullable
                    Path keyFile,
            @Option(names = "--ca", paramLabel = "FILE", description = "The cluster's ca.crt.") @Nullable
                    Path authority,
            @Option(names = "--insecure-dev", description = "Its nodes run with --insecure-dev.") boolean insecureDev) {
        if (!name.matches("[A-Za-z0-9_-]{1,32}")) {
            throw new CommandException(
                    ExitCode.USAGE, "A context's name is 1 to 32 letters, digits, '-' and '_'. Nothing was changed.");
        }
        List<String> checked =
                servers.stream().map(String::strip).peek(ServerAddress::parse).toList();
        Contexts contexts = contexts();
        contexts.put(
                name,
                new Contexts.Context(String.join(",", checked), absolute(keyFile), absolute(authority), insecureDev));
        print("Context " + name + " is set" + (name.equals(contexts.current()) ? ", and the current one." : "."));
        return ExitCode.OK;
    }

    /** A context is used from any folder. */
    private static @Nullable String absolute(@Nullable Path file) {
        return file == null ? null : file.toAbsolutePath().normalize().toString();
    }

    @Command(
            name = "use",
            description = "Makes one the current one.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExample:%n",
            footer = "  carillon context use bells")
    int use(@Parameters(paramLabel = "NAME", description = NAME) String name) {
        contexts().use(name);
        print("Context " + name + " is the current one.");
        return ExitCode.OK;
    }

    @Command(
            name = "remove",
            description = "Removes one from the list; the cluster does not hear of it.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExample:%n",
            footer = "  carillon context remove bells")
    int remove(@Parameters(paramLabel = "NAME", description = NAME) String name) {
        contexts().remove(name);
        print("Context " + name + " is removed. The cluster itself goes on.");
        return ExitCode.OK;
    }
}
