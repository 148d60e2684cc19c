package dev.carillon.node.config;

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
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * Reads a YAML file of sections and keys. Walks the syntax tree rather than loaded values, so that every problem has its
 * line and column; collects all problems instead of stopping at the first.
 */
final class ConfigFile {
    /** Larger than any sensible configuration; a wrong file is refused before it is parsed. */
    static final int CHARACTERS_MAX = 1 << 20;

    private final String source;
    private final List<Problem> problems;
    private final Map<String, Config.Value> values = new LinkedHashMap<>();

    private ConfigFile(String source, List<Problem> problems) {
        this.source = source;
        this.problems = problems;
    }

    /** The values in the text by key; what is wrong is added to {@code problems}. */
    static Map<String, Config.Value> parse(String source, String text, List<Problem> problems) {
        ConfigFile file = new ConfigFile(source, problems);
        if (text.length() > CHARACTERS_MAX) {
            problems.add(new Problem(source, 0, 0, "larger than 1 MiB, so hardly a configuration", null));
            return file.values;
        }
        LoadSettings settings =
                LoadSettings.builder().setLabel(source).setUseMarks(true).build();
        try {
            Optional<Node> root = new Compose(settings).composeString(text);
            root.ifPresent(file::root);
        } catch (MarkedYamlEngineException e) {
            Mark mark = e.getProblemMark().or(e::getContextMark).orElse(null);
            file.problem(mark, "not valid YAML: " + e.getProblem(), null);
        } catch (YamlEngineException e) {
            problems.add(new Problem(source, 0, 0, "not valid YAML: " + e.getMessage(), null));
        }
        return file.values;
    }

    private void root(Node root) {
        if (root instanceof MappingNode mapping) {
            walk(mapping, "");
        } else if (!(root instanceof ScalarNode scalar && scalar.getValue().isBlank())) {
            problem(mark(root), "expected sections such as \"listen:\" with keys below them", null);
        }
    }

    private void walk(MappingNode mapping, String prefix) {
        for (NodeTuple entry : mapping.getValue()) {
            if (entry.getKeyNode() instanceof ScalarNode name) {
                entry(prefix + name.getValue(), name, entry.getValueNode());
            } else {
                problem(mark(entry.getKeyNode()), "a key must be plain text", null);
            }
        }
    }

    private void entry(String key, ScalarNode name, Node value) {
        Setting setting = Settings.byKey(key);
        if (value instanceof MappingNode section && setting == null && Settings.SECTIONS.containsKey(key)) {
            walk(section, key + ".");
        } else if (setting == null) {
            unknown(key, name, value);
        } else if (!(value instanceof ScalarNode scalar)) {
            problem(mark(value), key + " takes one value: " + setting.range(), null);
        } else {
            Config.@Nullable Value before = values.get(key);
            if (before != null) {
                problem(mark(name), key + " is set twice, before at " + before.source(), null);
            }
            try {
                setting.check(scalar.getValue());
                values.put(key, new Config.Value(scalar.getValue(), where(mark(name))));
            } catch (IllegalArgumentException e) {
                problem(mark(scalar), key + ": " + e.getMessage(), null);
            }
        }
    }

    private void unknown(String key, ScalarNode name, Node value) {
        if (Settings.SECTIONS.containsKey(key)) {
            // A section whose every key is commented out reads as an empty value.
            if (!(value instanceof ScalarNode scalar && scalar.getValue().isBlank())) {
                problem(mark(value), key + " is a section: put its keys below it, indented", null);
            }
        } else if (key.indexOf('.') < 0 && value instanceof MappingNode) {
            problem(mark(name), key + " is not a section", NearestKey.to(key, Settings.SECTIONS.keySet()));
        } else {
            problem(mark(name), key + " is not a setting", nearest(key));
        }
    }

    static @Nullable String nearest(String key) {
        return NearestKey.to(key, Settings.all().stream().map(Setting::key).toList());
    }

    private static @Nullable Mark mark(Node node) {
        return node.getStartMark().orElse(null);
    }

    private String where(@Nullable Mark mark) {
        return mark == null ? source : source + ":" + (mark.getLine() + 1);
    }

    private void problem(@Nullable Mark mark, String text, @Nullable String nearest) {
        int line = mark == null ? 0 : mark.getLine() + 1;
        int column = mark == null ? 0 : mark.getColumn() + 1;
        problems.add(new Problem(source, line, column, text, nearest));
    }
}
