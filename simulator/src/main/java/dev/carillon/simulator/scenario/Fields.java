package dev.carillon.simulator.scenario;

import dev.carillon.node.config.NearestKey;
import dev.carillon.node.config.Problem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * The keys of one mapping of a YAML file. Collects what is wrong, with its place, and goes on with a default, so that one look
 * finds all. Confined to one reading.
 */
final class Fields {
    private final String source;
    private final List<Problem> problems;
    private final Node whole;
    private final Map<String, Node> values = new LinkedHashMap<>();
    private final Map<String, Node> names = new LinkedHashMap<>();

    private Fields(String source, Node whole, List<Problem> problems) {
        this.source = source;
        this.whole = whole;
        this.problems = problems;
    }

    /** @param known the keys that there are; null where the file gives the names */
    static Fields of(
            String source, Node node, String what, @Nullable Collection<String> known, List<Problem> problems) {
        Fields fields = new Fields(source, node, problems);
        if (!(node instanceof MappingNode mapping)) {
            fields.problem(node, what + " needs keys below it, each with a value", null);
            return fields;
        }
        for (NodeTuple entry : mapping.getValue()) {
            if (!(entry.getKeyNode() instanceof ScalarNode name)) {
                fields.problem(entry.getKeyNode(), "a key must be plain text", null);
            } else if (known != null && !known.contains(name.getValue())) {
                fields.unknown(name, what, known);
            } else if (fields.values.putIfAbsent(name.getValue(), entry.getValueNode()) != null) {
                fields.problem(name, name.getValue() + " is there twice", null);
            } else {
                fields.names.put(name.getValue(), name);
            }
        }
        return fields;
    }

    private void unknown(ScalarNode name, String what, Collection<String> known) {
        if (name.getValue().equals("groups")) {
            problem(
                    name,
                    "groups are not part of Carillon yet, so no load can be put on them; leave the key out",
                    null);
        } else {
            problem(
                    name,
                    name.getValue() + " is no key of " + what + "; there are " + String.join(", ", known),
                    NearestKey.to(name.getValue(), known));
        }
    }

    /** The names of its keys, in order. */
    Collection<String> keys() {
        return values.keySet();
    }

    boolean has(String key) {
        return values.containsKey(key);
    }

    @Nullable
    Node get(String key) {
        return values.get(key);
    }

    /** The value of a key, or the fallback where it is not there, or wrong. */
    <T> T scalar(String key, T fallback, Function<String, T> parse) {
        Node node = values.get(key);
        return node == null ? fallback : text(node, key, fallback, parse);
    }

    /** The same, where there is no fallback. */
    <T> Optional<T> maybe(String key, Function<String, T> parse) {
        return scalar(key, Optional.empty(), text -> Optional.of(parse.apply(text)));
    }

    /** The same of a key that must be there. */
    <T> T required(String key, T fallback, Function<String, T> parse) {
        if (!values.containsKey(key)) {
            problem(whole, key + " is missing here", null);
        }
        return scalar(key, fallback, parse);
    }

    private <T> T text(Node node, String key, T fallback, Function<String, T> parse) {
        if (!(node instanceof ScalarNode scalar)) {
            problem(node, key + " takes one value", null);
            return fallback;
        }
        try {
            return parse.apply(scalar.getValue());
        } catch (IllegalArgumentException e) {
            problem(node, key + ": " + e.getMessage(), null);
            return fallback;
        }
    }

    /** One of several words. */
    <T> T word(String key, T fallback, List<T> words) {
        return scalar(key, fallback, text -> {
            for (T word : words) {
                if (word.toString().equals(text)) {
                    return word;
                }
            }
            List<String> all = words.stream().map(Object::toString).toList();
            String near = NearestKey.to(text, all);
            throw new IllegalArgumentException("'" + text + "' is not one of " + String.join(", ", all)
                    + (near == null ? "" : "; did you mean " + near + "?"));
        });
    }

    /** The items of a list, none where the key is not there. */
    List<Node> list(String key) {
        Node node = values.get(key);
        if (node == null) {
            return List.of();
        }
        if (node instanceof SequenceNode sequence) {
            return sequence.getValue();
        }
        problem(node, key + " is a list: put each item below it, behind a dash", null);
        return List.of();
    }

    /** The items of a list of words. */
    <T> List<T> words(String key, Function<String, T> parse) {
        List<T> all = new ArrayList<>();
        for (Node item : list(key)) {
            text(item, key, Optional.<T>empty(), text -> Optional.of(parse.apply(text)))
                    .ifPresent(all::add);
        }
        return all;
    }

    /** What is wrong with a key's value. */
    void wrong(String key, String text, @Nullable String nearest) {
        Node node = values.get(key);
        problem(node == null ? whole : node, text, nearest);
    }

    /** What is wrong with a key itself. */
    void wrongName(String key, String text) {
        problem(names.getOrDefault(key, whole), text, null);
    }

    int line() {
        return line(whole);
    }

    static int line(Node node) {
        return node.getStartMark().map(Mark::getLine).orElse(-1) + 1;
    }

    private void problem(Node node, String text, @Nullable String nearest) {
        Mark mark = node.getStartMark().orElse(null);
        int column = mark == null ? 0 : mark.getColumn() + 1;
        problems.add(new Problem(source, line(node), column, text, nearest));
    }
}
