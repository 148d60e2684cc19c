package dev.carillon.admin;

import dev.carillon.admin.v1.Counter;
import dev.carillon.admin.v1.Replica;
import dev.carillon.admin.v1.StatusReply;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command {@code top}: what the nodes do, second by second. */
@Command(
        name = "top",
        description =
                "Shows what nodes do, live: sessions, messages stored (by any replica) and delivered, syncs, log and memory.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  carillon top --server 127.0.0.1:7491,127.0.0.1:7492,127.0.0.1:7493",
            "  carillon top --count 1 --json",
            "",
            AdminCommand.EXIT_CODES
        })
final class TopCommand extends AdminCommand implements Runnable {
    private static final String CLEAR = "\u001b[H\u001b[2J";

    @Mixin
    private AdminOptions options = new AdminOptions();

    @Option(
            names = "--every",
            paramLabel = "TIME",
            defaultValue = "1s",
            converter = Lifetime.Converter.class,
            description = "Time between two looks. Default: ${DEFAULT-VALUE}")
    private Lifetime every = new Lifetime(1);

    @Option(
            names = "--count",
            paramLabel = "N",
            defaultValue = "0",
            description = "How many times to look; 0: until Ctrl-C. Default: ${DEFAULT-VALUE}")
    private int count;

    /** What was counted at the look before, by server. */
    private final Map<String, Map<String, Long>> before = new HashMap<>();

    TopCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    public void run() {
        boolean live = System.console() != null && !options.json() && count != 1;
        try (AdminConnections nodes = options.connect(surroundings())) {
            // Rates need two looks; the first one shows nothing.
            look(nodes);
            for (int i = 0; count == 0 || i < count; i++) {
                Thread.sleep(every.seconds() * 1_000);
                List<NodeRow> rows = look(nodes);
                print(
                        options.json()
                                ? Json.of(rows.stream().map(NodeRow::facts).toList())
                                : (live ? CLEAR : "") + table(rows));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private List<NodeRow> look(AdminConnections nodes) {
        List<NodeRow> rows = new ArrayList<>();
        CommandException trouble = null;
        for (int i = 0; i < nodes.servers().size(); i++) {
            String server = nodes.servers().get(i).toString();
            try {
                rows.add(row(server, nodes.ask(i, AdminCommand::status)));
            } catch (CommandException e) {
                trouble = e;
                rows.add(NodeRow.silent(server));
            }
        }
        if (trouble != null && (nodes.servers().size() == 1 || trouble.exitCode() == ExitCode.NOT_ALLOWED)) {
            throw trouble;
        }
        return rows;
    }

    private NodeRow row(String server, StatusReply status) {
        Map<String, Long> now = new HashMap<>();
        for (Counter counter : status.getCountersList()) {
            now.put(counter.getName(), counter.getValue());
        }
        Map<String, Long> then = before.getOrDefault(server, now);
        before.put(server, now);
        return new NodeRow(
                server,
                true,
                status.getNodeId(),
                (int) status.getReplicasList().stream()
                        .filter(Replica::getLeads)
                        .count(),
                now.getOrDefault("sessions", 0L),
                rate(now, then, "messages.accepted"),
                rate(now, then, "messages.delivered"),
                rate(now, then, "syncs"),
                now.getOrDefault("log.bytes", 0L),
                now.getOrDefault("overlay.bytes", 0L));
    }

    private long rate(Map<String, Long> now, Map<String, Long> then, String name) {
        return (now.getOrDefault(name, 0L) - then.getOrDefault(name, 0L)) / every.seconds();
    }

    private static String table(List<NodeRow> rows) {
        StringBuilder out = new StringBuilder(NodeRow.HEADLINE);
        rows.forEach(row -> out.append(row.line()));
        return out.toString();
    }
}
