package dev.carillon.ring.placement;

import dev.carillon.ring.Member;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The zones of the active nodes, and how many replicas of one partition each may and must have so that they are spread
 * as evenly as there are nodes for. With at least as many zones as replicas that is at most one in each. A node without
 * a zone is a zone of its own; if no node has one, zones do not matter and all nodes are in a single one.
 *
 * <p>Nodes and zones are known by their places here, from 0. Immutable.
 */
final class Zones {
    private final int[] zoneOf;
    private final int[] nodes;
    private final int level;

    /** Of active members, for {@code copies} replicas on distinct nodes, of which there are enough. */
    Zones(List<Member> active, int copies) {
        zoneOf = new int[active.size()];
        Map<String, Integer> known = new TreeMap<>();
        boolean zoned = active.stream().anyMatch(member -> !member.zone().isEmpty());
        int count = 0;
        for (int i = 0; i < zoneOf.length; i++) {
            String zone = active.get(i).zone();
            Integer found = zoned && zone.isEmpty() ? null : known.get(zone);
            if (found == null) {
                found = count++;
                if (!zoned || !zone.isEmpty()) {
                    known.put(zone, found);
                }
            }
            zoneOf[i] = found;
        }
        nodes = new int[count];
        for (int zone : zoneOf) {
            nodes[zone]++;
        }
        level = levelFor(copies);
    }

    private int levelFor(int copies) {
        int level = 1;
        while (room(level) < copies) {
            level++;
        }
        return level;
    }

    private int room(int level) {
        int room = 0;
        for (int n : nodes) {
            room += Math.min(n, level);
        }
        return room;
    }

    int count() {
        return nodes.length;
    }

    int of(int node) {
        return zoneOf[node];
    }

    /** Most replicas of a partition in this zone. */
    int most(int zone) {
        return Math.min(nodes[zone], level);
    }

    /** Fewest replicas of a partition in this zone. */
    int least(int zone) {
        return Math.min(nodes[zone], level - 1);
    }
}
