package dev.carillon.admin;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The command {@code doctor}: checks, from "does it answer" to "would it survive losing a node now". */
@Command(
        name = "doctor",
        description = {
            "Checks a cluster in stages: do the nodes answer, do they agree, does every partition have a leader and a majority,",
            "is there room on the disks, do the clocks agree, and would the cluster survive losing any one node now?"
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  carillon doctor",
            "  carillon doctor --server 127.0.0.1:7491,127.0.0.1:7492,127.0.0.1:7493 --json",
            "",
            "Exit codes: 0 all is well, 2 wrong command line, 3 no node answered, 4 token not taken, 5 something is wrong."
        })
final class DoctorCommand extends AdminCommand implements Callable<Integer> {
    @Mixin
    private AdminOptions options = new AdminOptions();

    DoctorCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    public Integer call() {
        List<ClusterView> views = new ArrayList<>();
        List<Finding> findings = new ArrayList<>();
        try (AdminConnections nodes = options.connect(surroundings())) {
            for (int i = 0; i < nodes.servers().size(); i++) {
                ServerAddress server = nodes.servers().get(i);
                try {
                    views.add(new ClusterView(nodes.ask(i, AdminCommand::status)));
                    findings.add(Finding.good("answers", server + " answers"));
                } catch (CommandException e) {
                    if (nodes.servers().size() == 1 || e.exitCode() == ExitCode.NOT_ALLOWED) {
                        throw e;
                    }
                    findings.add(Finding.bad("answers", String.valueOf(e.getMessage())));
                }
            }
        }
        if (!views.isEmpty()) {
            findings.addAll(new Checkup(views).findings());
        }
        boolean well = findings.stream().allMatch(Finding::isGood);
        print(options.json() ? json(well, findings) : text(well, findings));
        return views.isEmpty() ? ExitCode.NOT_REACHED : well ? ExitCode.OK : ExitCode.TROUBLE;
    }

    private static String text(boolean well, List<Finding> findings) {
        StringBuilder out = new StringBuilder();
        for (Finding finding : findings) {
            out.append(finding.isGood() ? "  ok    " : "  WRONG ")
                    .append(finding.text())
                    .append('\n');
        }
        return out.append(well ? "All is well.\n" : "Something is wrong; see above.\n")
                .toString();
    }

    private static String json(boolean well, List<Finding> findings) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("well", well);
        facts.put("findings", findings.stream().map(Finding::facts).toList());
        return Json.of(facts);
    }
}
