package dev.carillon.admin;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code node restart}. */
@Command(
        name = "restart",
        description = {
            "Restarts nodes that run under 'carillon node --supervised' (or set stop.supervised), one after another, while the",
            "others serve. Before each it waits until losing that node would stop nobody; after each until it is back, has all",
            "it missed, and leads again what it should. It stops at the first that does not come back."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  carillon node restart 2",
            "  carillon node restart --rolling --dry-run",
            "  carillon node restart --rolling --yes --within 5m",
            "",
            "Every node's admin address has to be named (--server, $CARILLON_ADMIN, a context). Ended half-way (Ctrl-C), at",
            "most one node is restarting, and it comes back by itself; start again with those that are left.",
            "Exit codes: 0 all are back, 1 refused, nothing was restarted, 2 wrong command line, 3 a node does not answer,",
            "4 token not taken, 5 a node did not come back in time, or did not become safe to restart."
        })
final class RestartCommand extends AdminCommand implements Callable<Integer> {
    @Mixin
    private AdminOptions options = new AdminOptions();

    @Parameters(
            arity = "0..*",
            paramLabel = "ID",
            description = "The nodes' numbers; they are restarted in this order.")
    private List<Integer> ids = new ArrayList<>();

    @Option(names = "--rolling", description = "Every node of the cluster; whoever leads the meta group comes last.")
    private boolean rolling;

    @Option(
            names = "--within",
            paramLabel = "TIME",
            defaultValue = "2m",
            converter = Lifetime.Converter.class,
            description = "How long each step of each node may take. Default: ${DEFAULT-VALUE}")
    private Lifetime within = new Lifetime(120);

    @Option(names = "--force", description = "Also if users have to wait meanwhile, as with a single replica.")
    private boolean force;

    @Option(names = "--yes", description = "Do not ask.")
    private boolean yes;

    @Option(names = "--dry-run", description = "Say what would be done, and restart nothing.")
    private boolean dryRun;

    RestartCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    public Integer call() throws InterruptedException {
        if (rolling != ids.isEmpty()) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "Say which nodes to restart: their numbers, or --rolling for all of them. Nothing was restarted.");
        }
        try (AdminConnections nodes = options.connect(surroundings())) {
            NamedNodes named = new NamedNodes(nodes);
            RestartableNodes known = new RestartableNodes(named);
            List<Integer> order = rolling ? known.rollingOrder() : known.checked(ids);
            known.checkAll(order, force);
            if (dryRun) {
                print(options.json() ? Json.of(dryRun(order)) : words(order) + " Nothing was restarted.");
                return ExitCode.OK;
            }
            if (!options.json()) {
                print(words(order));
            }
            if (!yes && !Consent.isGiven("Shall this be done?")) {
                print("Nothing was restarted.");
                return ExitCode.FAILED;
            }
            return new RollingRestart(this, options, named, known, within.seconds() * 1_000, force).run(order);
        }
    }

    private static Map<String, Object> dryRun(List<Integer> order) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("order", order);
        facts.put("dry_run", true);
        return facts;
    }

    private static String words(List<Integer> order) {
        return "To be restarted, one after another: node "
                + order.stream().map(String::valueOf).collect(Collectors.joining(", ")) + ".";
    }
}
