package dev.carillon.simulator.scenario;

import dev.carillon.node.config.NearestKey;
import dev.carillon.node.config.Problem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads a scenario, or a file of faults, and finds all that is wrong with it. Confined to one reading. */
public final class ScenarioFile {
    private static final int CHARACTERS_MAX = 1 << 20;
    private static final long PATIENCE_NS = 60_000_000_000L;

    private final String source;
    private final List<Problem> problems = new ArrayList<>();

    private ScenarioFile(String source) {
        this.source = source;
    }

    /**
     * @param source the file's name, for messages
     * @throws ScenarioException with every problem
     */
    public static Scenario read(String source, String text) throws ScenarioException {
        ScenarioFile file = new ScenarioFile(source);
        Scenario scenario = file.scenario(file.root(text, "a scenario", Keys.SCENARIO));
        if (!file.problems.isEmpty()) {
            throw new ScenarioException(file.problems);
        }
        return scenario;
    }

    /**
     * Faults of a file of their own, in the time of the run.
     *
     * @throws ScenarioException with every problem
     */
    public static List<PlannedFault> readFaults(String source, String text) throws ScenarioException {
        ScenarioFile file = new ScenarioFile(source);
        Fields fields = file.root(text, "a file of faults", Keys.CHAOS);
        List<PlannedFault> faults = FaultFile.read(source, fields, file.problems);
        if (faults.isEmpty() && file.problems.isEmpty()) {
            fields.wrong("faults", "no fault is named, so nothing would happen", null);
        }
        if (!file.problems.isEmpty()) {
            throw new ScenarioException(file.problems);
        }
        return faults;
    }

    private Fields root(String text, String what, List<String> keys) throws ScenarioException {
        if (text.length() > CHARACTERS_MAX) {
            throw new ScenarioException(
                    List.of(new Problem(source, 0, 0, "larger than 1 MiB, so hardly " + what, null)));
        }
        LoadSettings settings =
                LoadSettings.builder().setLabel(source).setUseMarks(true).build();
        try {
            Optional<Node> root = new Compose(settings).composeString(text);
            if (root.isPresent()) {
                return Fields.of(source, root.get(), what, keys, problems);
            }
            problems.add(
                    new Problem(source, 0, 0, "empty; 'sim scenario show chat-day' prints one to begin with", null));
        } catch (MarkedYamlEngineException e) {
            Mark mark = e.getProblemMark().or(e::getContextMark).orElse(null);
            problems.add(new Problem(
                    source,
                    mark == null ? 0 : mark.getLine() + 1,
                    mark == null ? 0 : mark.getColumn() + 1,
                    "not valid YAML: " + e.getProblem(),
                    null));
        } catch (YamlEngineException e) {
            problems.add(new Problem(source, 0, 0, "not valid YAML: " + e.getMessage(), null));
        }
        throw new ScenarioException(problems);
    }

    private Scenario scenario(Fields fields) {
        Map<String, NetworkQuality> networks = NetworkFile.read(source, fields, problems);
        Map<String, Persona> personas = personas(fields, networks);
        double speed = fields.scalar("speed", 1.0, text -> Quantities.decimal(text, 0.001, 1e6));
        List<Phase> phases = PhaseFile.read(source, fields, personas.keySet(), problems);
        Scenario scenario = new Scenario(
                fields.required("name", "scenario", ScenarioFile::name),
                fields.scalar("about", "", String::strip),
                fields.scalar("seed", 1, text -> Quantities.whole(text, 0, Integer.MAX_VALUE)),
                speed,
                1,
                fields.word("arrivals", "poisson", List.of("poisson", "even")).equals("poisson"),
                fields.scalar("patience", PATIENCE_NS, Quantities::length),
                personas,
                networks,
                phases,
                FaultFile.read(source, fields, problems),
                thresholds(fields, phases));
        if (problems.isEmpty()) { // Sums of what is wrong are wrong.
            ScenarioLimits.check(source, fields, scenario, problems);
        }
        return scenario;
    }

    static String name(String text) {
        if (!text.matches("[a-z0-9][a-z0-9-]{0,39}")) {
            throw new IllegalArgumentException("'" + text + "' must be 1 to 40 small letters, digits and hyphens");
        }
        return text;
    }

    private Map<String, Persona> personas(Fields fields, Map<String, NetworkQuality> networks) {
        Map<String, Persona> personas = new LinkedHashMap<>();
        Node node = fields.get("personas");
        if (node == null) {
            fields.wrong("personas", "personas is missing here: who writes to whom", null);
            return personas;
        }
        Fields all = Fields.of(source, node, "personas", null, problems);
        for (String name : all.keys()) {
            Node value = all.get(name);
            if (!name.matches("[a-z0-9][a-z0-9-]{0,29}")) {
                all.wrongName(name, "'" + name + "' must be 1 to 30 small letters, digits and hyphens");
            } else if (value != null) {
                Fields each = Fields.of(source, value, "a persona", Keys.PERSONA, problems);
                personas.put(name, PersonaFile.read(source, each, all.keys(), networks.keySet(), problems));
            }
        }
        return personas;
    }

    static String known(String word, Collection<String> names, String what) {
        if (!names.contains(word)) {
            String near = NearestKey.to(word, names);
            throw new IllegalArgumentException(
                    "there is no " + what + " '" + word + "'" + (near == null ? "" : "; did you mean " + near + "?"));
        }
        return word;
    }

    private static List<Threshold> thresholds(Fields fields, List<Phase> phases) {
        List<String> names = phases.stream().map(Phase::name).toList();
        return fields.words("thresholds", text -> {
            Threshold threshold = Threshold.parse(text);
            @Nullable String phase = threshold.phase();
            if (phase != null) {
                known(phase, names, "phase");
            }
            return threshold;
        });
    }
}
