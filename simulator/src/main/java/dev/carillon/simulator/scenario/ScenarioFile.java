package dev.carillon.simulator.scenario;

import dev.carillon.node.config.NearestKey;
import dev.carillon.node.config.Problem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
    private static final int PHASES_MAX = 100;

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
        List<PlannedFault> faults = file.faults(fields);
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
        Map<String, NetworkQuality> networks = networks(fields);
        Map<String, Persona> personas = personas(fields, networks);
        double speed = fields.scalar("speed", 1.0, text -> Quantities.decimal(text, 0.001, 1e6));
        List<Phase> phases = phases(fields, personas.keySet());
        Scenario scenario = new Scenario(
                fields.required("name", "scenario", ScenarioFile::name),
                fields.scalar("about", "", String::strip),
                fields.scalar("seed", 1, text -> Quantities.whole(text, 0, Integer.MAX_VALUE)),
                speed,
                fields.word("arrivals", "poisson", List.of("poisson", "even")).equals("poisson"),
                fields.scalar("patience", PATIENCE_NS, Quantities::length),
                personas,
                networks,
                phases,
                faults(fields),
                thresholds(fields, phases));
        limits(fields, scenario);
        return scenario;
    }

    private static String name(String text) {
        if (!text.matches("[a-z0-9][a-z0-9-]{0,39}")) {
            throw new IllegalArgumentException("'" + text + "' must be 1 to 40 small letters, digits and hyphens");
        }
        return text;
    }

    private void limits(Fields fields, Scenario scenario) {
        if (!problems.isEmpty()) {
            return; // Sums of what is wrong are wrong.
        }
        if (scenario.users() > Scenario.USERS_MAX) {
            fields.wrong("personas", scenario.users() + " users; there may be " + Scenario.USERS_MAX, null);
        }
        if (scenario.messages() > Scenario.MESSAGES_MAX) {
            fields.wrong(
                    "phases",
                    Math.round(scenario.messages()) + " messages; a run may have " + Scenario.MESSAGES_MAX
                            + ": lower the rates or raise the speed",
                    null);
        }
        boolean writes = scenario.messages() > 0;
        if (writes && scenario.personas().values().stream().noneMatch(persona -> persona.weight() > 0)) {
            fields.wrong("personas", "nobody ever begins a talk: every weight is 0", null);
        }
        if (scenario.users() < 2) {
            fields.wrong("personas", "at least two users are needed, so that somebody is written to", null);
        }
        boolean visits = scenario.personas().values().stream()
                .anyMatch(persona -> !persona.online().isAlways());
        for (Phase phase : scenario.phases()) {
            if (phase.barrier() == Phase.Barrier.DELIVERED
                    && (visits || !phase.away().isEmpty())) {
                fields.wrong(
                        "phases",
                        "the barrier 'delivered' of " + phase.name()
                                + " would wait for users who are offline; say acked",
                        null);
            }
        }
        for (PlannedFault fault : scenario.faults()) {
            if (fault.atNs() / scenario.speed() > scenario.runNs()) {
                problems.add(new Problem(
                        source, fault.line(), 1, "the " + fault.kind() + " would come after the last phase", null));
            }
        }
    }

    private Map<String, NetworkQuality> networks(Fields fields) {
        Map<String, NetworkQuality> networks = new LinkedHashMap<>();
        Node node = fields.get("networks");
        if (node != null) {
            Fields all = Fields.of(source, node, "networks", null, problems);
            for (String name : all.keys()) {
                Node value = all.get(name);
                if (value != null) {
                    Fields each = Fields.of(source, value, "a network", Keys.NETWORK, problems);
                    networks.put(name, network(each));
                }
            }
        }
        return networks;
    }

    private static NetworkQuality network(Fields fields) {
        long every = fields.scalar("lost-every", 0L, Quantities::length);
        long lost = fields.scalar("lost-for", 0L, Quantities::length);
        if (every > 0 != lost > 0) {
            fields.wrong(every > 0 ? "lost-every" : "lost-for", "lost-every and lost-for need each other", null);
        }
        return new NetworkQuality(
                fields.scalar("delay", 0L, text -> {
                    long ns = Quantities.time(text);
                    if (ns > 5_000_000_000L) {
                        throw new IllegalArgumentException("at most 5s");
                    }
                    return ns;
                }),
                every,
                lost,
                fields.scalar("breaks", 0.0, Quantities::share));
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

    private List<Phase> phases(Fields fields, Set<String> personas) {
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
        List<String> away = fields.words("away", text -> known(text, personas, "persona"));
        return new Phase(
                fields.required("name", "phase", ScenarioFile::name),
                fields.required("for", 1L, Quantities::length),
                rates[0],
                rates[1],
                Set.copyOf(away),
                fields.scalar("return-over", 0L, Quantities::time),
                fields.word("barrier", Phase.Barrier.NONE, List.of(Phase.Barrier.values())));
    }

    static String known(String word, Collection<String> names, String what) {
        if (!names.contains(word)) {
            String near = NearestKey.to(word, names);
            throw new IllegalArgumentException(
                    "there is no " + what + " '" + word + "'" + (near == null ? "" : "; did you mean " + near + "?"));
        }
        return word;
    }

    private List<PlannedFault> faults(Fields fields) {
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
