package dev.carillon.simulator.scenario;

import dev.carillon.node.config.Problem;
import java.util.ArrayList;
import java.util.List;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads faults that are planned. */
final class FaultFile {
    private FaultFile() {}

    /** @param fields of the scenario, or of a file that has nothing but faults */
    static List<PlannedFault> read(String source, Fields fields, List<Problem> problems) {
        List<PlannedFault> faults = new ArrayList<>();
        for (Node item : fields.list("faults")) {
            Fields each = Fields.of(source, item, "a fault", Keys.FAULT, problems);
            if (!each.has("kind")) {
                each.wrong("kind", "kind is missing here", null);
            }
            PlannedFault.Kind kind = each.word("kind", PlannedFault.Kind.KILL, List.of(PlannedFault.Kind.values()));
            if (kind.lasts() != each.has("for")) {
                each.wrong(
                        "for",
                        kind.lasts()
                                ? "for is missing here: how long the " + kind + " lasts"
                                : kind + " has no length; leave out for",
                        null);
            }
            if (kind == PlannedFault.Kind.JOIN && each.has("node")) {
                each.wrong("node", "a node that joins gets the next number; leave out node", null);
            }
            faults.add(new PlannedFault(
                    each.required("at", 0L, Quantities::time),
                    kind,
                    each.scalar("node", 0, text -> Quantities.whole(text, 1, 99)),
                    each.scalar("for", 0L, Quantities::length),
                    each.line()));
        }
        return faults;
    }
}
