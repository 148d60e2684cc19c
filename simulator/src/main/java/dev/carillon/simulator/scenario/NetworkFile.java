package dev.carillon.simulator.scenario;

import dev.carillon.node.config.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads the weak networks of a scenario. */
final class NetworkFile {
    private NetworkFile() {}

    /** @param fields of the scenario */
    static Map<String, NetworkQuality> read(String source, Fields fields, List<Problem> problems) {
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
}
