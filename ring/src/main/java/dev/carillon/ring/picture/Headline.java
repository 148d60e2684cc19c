package dev.carillon.ring.picture;

import dev.carillon.ring.PartitionMap;
import java.util.List;
import java.util.Locale;

/** The line above a picture. */
final class Headline {
    private Headline() {}

    static String of(PartitionMap map, List<Standing> standings) {
        long down = standings.stream().filter(standing -> !standing.healthy()).count();
        long zones = standings.stream()
                .map(standing -> standing.member().zone())
                .filter(zone -> !zone.isEmpty())
                .distinct()
                .count();
        return counted(standings.size(), "node")
                + (down == 0 ? "" : " (" + down + " down)")
                + (zones == 0 ? "" : ", " + counted(zones, "zone"))
                + ", " + counted(map.assignments().size(), "partition")
                + ", " + counted(map.replicationFactor(), "replica")
                + ", epoch " + map.epoch();
    }

    private static String counted(long n, String what) {
        return String.format(Locale.ROOT, "%,d %s%s", n, what, n == 1 ? "" : "s");
    }
}
