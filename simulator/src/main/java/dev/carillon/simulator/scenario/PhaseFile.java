package dev.carillon.simulator.scenario;

import dev.carillon.node.config.Problem;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads the phases of a scenario. */
final class PhaseFile {
    private static final int PHASES_MAX = 100;

    private PhaseFile() {}

    /** @param fields of the scenario */
    static List<Phase> read(String source, Fields fields, Set<String> personas, List<Problem> problems) {
        List<Phase> phases = new ArrayList<>();
        List<Node> items = fields.list("phases");
        if (items.isEmpty() || items.size() > PHASES_MAX) {
            fields.wrong("phases", "a scenario has 1 to " + PHASES_MAX + " phases, not " + items.size(), null);
            return phases;
        }
        Set<String> names = new LinkedHashSet<>();
        for (Node item : items) {
            Fields each = Fields.of(source, item, "a phase", Keys.PHASE, problems);
            Phase phase = phase(each, personas);
            if (!names.add(phase.name())) {
                each.wrong("name", "there is a phase " + phase.name() + " already", null);
            }
            phases.add(phase);
        }
        return phases;
    }

    private static Phase phase(Fields fields, Set<String> personas) {
        double[] rates = fields.required("rate", new double[2], Quantities::rates);
        List<String> away = fields.words("away", text -> ScenarioFile.known(text, personas, "persona"));
        return new Phase(
                fields.required("name", "phase", ScenarioFile::name),
                fields.required("for", 1L, Quantities::length),
                rates[0],
                rates[1],
                Set.copyOf(away),
                fields.scalar("return-over", 0L, Quantities::time),
                fields.word("barrier", Phase.Barrier.NONE, List.of(Phase.Barrier.values())));
    }
}
