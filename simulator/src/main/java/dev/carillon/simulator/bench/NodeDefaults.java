package dev.carillon.simulator.bench;

import java.util.ArrayList;
import java.util.List;

/** The options of a node that is measured: what a benchmark wants by itself gives way to what the user wants. */
final class NodeDefaults {
    private NodeDefaults() {}

    /**
     * @param wanted the user's, as {@code --name=value}
     * @param defaults likewise; one whose name is among the user's is left out
     */
    static List<String> command(List<String> wanted, String... defaults) {
        List<String> all = new ArrayList<>(List.of("node"));
        for (String each : defaults) {
            String name = each.substring(0, each.indexOf('='));
            if (wanted.stream().noneMatch(option -> option.equals(name) || option.startsWith(name + "="))) {
                all.add(each);
            }
        }
        all.addAll(wanted);
        return all;
    }
}
