package dev.carillon.ring.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.carillon.ring.Member;
import dev.carillon.ring.PartitionMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** What must hold of every placement, told without a look at how placements are made. */
public final class RingChecks {
    private final List<Member> active;
    private final List<List<Integer>> placed;
    private final int copies;
    private final int partitions;
    private final boolean zoned;
    private final Map<Integer, Integer> load = new TreeMap<>();
    private final Map<Integer, Integer> leads = new TreeMap<>();

    private RingChecks(PartitionMap map, List<List<Integer>> placed) {
        active = map.members().stream().filter(Member::isActive).toList();
        this.placed = placed;
        copies = Math.min(map.replicationFactor(), active.size());
        partitions = placed.size();
        zoned = active.stream().anyMatch(member -> !member.zone().isEmpty());
        active.forEach(member -> load.put(member.id(), 0));
        active.forEach(member -> leads.put(member.id(), 0));
        for (List<Integer> replicas : placed) {
            replicas.forEach(node -> load.merge(node, 1, Integer::sum));
            leads.merge(replicas.get(0), 1, Integer::sum);
        }
    }

    /** All of them, for what {@code map} should become. */
    public static void check(PartitionMap map, List<List<Integer>> placed) {
        RingChecks checks = new RingChecks(map, placed);
        checks.replicasAreDistinctAndActive();
        checks.zonesAreSpreadEvenly();
        checks.loadIsFair();
        checks.leadsAreFair();
    }

    private void replicasAreDistinctAndActive() {
        for (List<Integer> replicas : placed) {
            assertThat(replicas).hasSize(copies).doesNotHaveDuplicates();
        }
        assertThat(load).hasSize(active.size());
    }

    private String zoneOf(Member member) {
        if (!zoned) {
            return "";
        }
        return member.zone().isEmpty() ? "alone " + member.id() : member.zone();
    }

    private Map<String, Integer> nodesInZones() {
        Map<String, Integer> nodes = new TreeMap<>();
        active.forEach(member -> nodes.merge(zoneOf(member), 1, Integer::sum));
        return nodes;
    }

    /** No replica could go from a zone to one that has at least two fewer of the same partition. */
    private void zonesAreSpreadEvenly() {
        Map<Integer, String> zones = new TreeMap<>();
        active.forEach(member -> zones.put(member.id(), zoneOf(member)));
        Map<String, Integer> nodes = nodesInZones();
        for (int p = 0; p < partitions; p++) {
            Map<String, Integer> count = new TreeMap<>();
            nodes.keySet().forEach(zone -> count.put(zone, 0));
            placed.get(p).forEach(node -> count.merge(zones.get(node), 1, Integer::sum));
            int most = count.values().stream().max(Integer::compare).orElseThrow();
            int least = count.entrySet().stream()
                    .filter(entry -> entry.getValue() < nodes.getOrDefault(entry.getKey(), 0))
                    .mapToInt(Map.Entry::getValue)
                    .min()
                    .orElse(most);
            if (most - least >= 2) {
                fail("partition %d on %s with %s", p, placed.get(p), count);
            }
        }
    }

    /**
     * Nobody is a whole replica above the proportion of weights while another is one below it, unless a node holds
     * everything or zones leave no choice.
     */
    private void loadIsFair() {
        Map<String, Integer> nodes = nodesInZones();
        Map<String, Integer> even = new TreeMap<>();
        nodes.keySet().forEach(zone -> even.put(zone, 0));
        for (int i = 0; i < copies; i++) {
            String emptiest = null;
            for (String zone : nodes.keySet()) {
                if (even.getOrDefault(zone, 0) < nodes.getOrDefault(zone, 0)
                        && (emptiest == null || even.getOrDefault(zone, 0) < even.getOrDefault(emptiest, 0))) {
                    emptiest = zone;
                }
            }
            even.merge(Objects.requireNonNull(emptiest), 1, Integer::sum);
        }
        int level = even.values().stream().max(Integer::compare).orElseThrow();
        Map<String, Integer> total = new TreeMap<>();
        active.forEach(member -> total.merge(zoneOf(member), load.getOrDefault(member.id(), 0), Integer::sum));
        for (Member a : active) {
            for (Member b : active) {
                String zoneA = zoneOf(a);
                String zoneB = zoneOf(b);
                boolean possible = load.getOrDefault(b.id(), 0) < partitions
                        && (zoneA.equals(zoneB)
                                || total.getOrDefault(zoneB, 0)
                                                < partitions * Math.min(level, nodes.getOrDefault(zoneB, 0))
                                        && total.getOrDefault(zoneA, 0)
                                                > partitions * Math.min(level - 1, nodes.getOrDefault(zoneA, 0)));
                long above = (long) (load.getOrDefault(a.id(), 0) - 1) * b.weight();
                long below = (long) (load.getOrDefault(b.id(), 0) + 1) * a.weight();
                if (possible && above >= below) {
                    fail(
                            "%s has %d, %s has %d, all %s",
                            a, load.getOrDefault(a.id(), 0), b, load.getOrDefault(b.id(), 0), load);
                }
            }
        }
    }

    private void leadsAreFair() {
        for (Member member : active) {
            int held = load.getOrDefault(member.id(), 0);
            assertThat(leads.getOrDefault(member.id(), 0))
                    .as("leads of %s, which holds %d", member, held)
                    .isBetween(held / copies, (held + copies - 1) / copies);
        }
    }

    /** Replicas that are where there was none of the partition before. */
    public static int newReplicas(PartitionMap before, List<List<Integer>> after) {
        int count = 0;
        for (int p = 0; p < after.size(); p++) {
            HashSet<Integer> added = new HashSet<>(after.get(p));
            added.removeAll(before.assignment(p).replicas());
            count += added.size();
        }
        return count;
    }
}
