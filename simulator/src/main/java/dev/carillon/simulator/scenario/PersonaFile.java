package dev.carillon.simulator.scenario;

import dev.carillon.node.config.Problem;
import dev.carillon.simulator.traffic.Traffic;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** Reads one persona of a scenario. */
final class PersonaFile {
    private static final Spread THINK = new Spread(Spread.Kind.LOGNORMAL, 10_000_000_000L, 0.8);
    private static final double SIGMA = 0.8;
    private static final int CONTACTS = 10;

    private PersonaFile() {}

    /** @param personas the names of all */
    static Persona read(
            String source, Fields fields, Collection<String> personas, Set<String> networks, List<Problem> problems) {
        return new Persona(
                fields.required("users", 1, text -> Quantities.whole(text, 1, Scenario.USERS_MAX)),
                fields.scalar("weight", 1.0, text -> Quantities.decimal(text, 0, 1e6)),
                fields.scalar("talk", 4.0, text -> Quantities.decimal(text, 1, 1_000)),
                think(source, fields, problems),
                size(source, fields, problems),
                fields.scalar("contacts", CONTACTS, text -> Quantities.whole(text, 1, Scenario.USERS_MAX)),
                fields.scalar("skew", 1.0, text -> Quantities.decimal(text, 0, 5)),
                fields.maybe("to", text -> ScenarioFile.known(text, personas, "persona"))
                        .orElse(null),
                fields.scalar("second-device", 0.0, Quantities::share),
                fields.scalar("receipts", 0.0, Quantities::share),
                fields.scalar("reads", 0.0, Quantities::share),
                online(source, fields, problems),
                fields.maybe("network", text -> ScenarioFile.known(text, networks, "network"))
                        .orElse(null));
    }

    private static Spread think(String source, Fields fields, List<Problem> problems) {
        Node node = fields.get("think");
        if (node == null) {
            return THINK;
        }
        if (node instanceof ScalarNode) {
            return new Spread(Spread.Kind.EXPONENTIAL, fields.scalar("think", THINK.ns(), Quantities::time), 0);
        }
        Fields think = Fields.of(source, node, "think", Keys.THINK, problems);
        List<Spread.Kind> named = List.of(Spread.Kind.values()).stream()
                .filter(kind -> think.has(kind.toString()))
                .toList();
        if (named.size() != 1) {
            fields.wrong("think", "think takes one of constant, exponential and lognormal", null);
            return THINK;
        }
        Spread.Kind kind = named.get(0);
        if (think.has("sigma") && kind != Spread.Kind.LOGNORMAL) {
            think.wrong("sigma", "sigma is for lognormal; leave it out", null);
        }
        return new Spread(
                kind,
                think.scalar(kind.toString(), THINK.ns(), Quantities::time),
                kind == Spread.Kind.LOGNORMAL
                        ? think.scalar("sigma", SIGMA, text -> Quantities.decimal(text, 0, 3))
                        : 0);
    }

    private static int length(String text) {
        int bytes = Quantities.bytes(text);
        if (bytes < 1 || bytes > Traffic.TEXT_MAX) {
            throw new IllegalArgumentException("a text has 1 to " + Traffic.TEXT_MAX + " B, not " + text);
        }
        return bytes;
    }

    private static Sizes size(String source, Fields fields, List<Problem> problems) {
        Node node = fields.get("size");
        if (node == null) {
            return Sizes.CHAT;
        }
        if (node instanceof ScalarNode) {
            return fields.scalar(
                    "size",
                    Sizes.CHAT,
                    text -> text.equals("chat") ? Sizes.CHAT : new Sizes(false, length(text), length(text)));
        }
        Fields size = Fields.of(source, node, "size", Keys.SIZE, problems);
        int least = size.required("from", 1, PersonaFile::length);
        int most = size.required("to", Traffic.TEXT_MAX, PersonaFile::length);
        if (least > most) {
            size.wrong("from", "from is more than to", null);
        }
        return new Sizes(false, Math.min(least, most), most);
    }

    private static Presence online(String source, Fields fields, List<Problem> problems) {
        Node node = fields.get("online");
        if (node == null) {
            return Presence.ALWAYS;
        }
        if (node instanceof ScalarNode) {
            return fields.scalar("online", Presence.ALWAYS, text -> {
                if (!text.equals("always")) {
                    throw new IllegalArgumentException("takes 'always', or 'for' and 'away' below it");
                }
                return Presence.ALWAYS;
            });
        }
        Fields online = Fields.of(source, node, "online", Keys.ONLINE, problems);
        return new Presence(
                online.required("for", 1L, Quantities::length), online.required("away", 1L, Quantities::length));
    }
}
