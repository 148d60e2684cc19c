package dev.carillon.ring.bench;

import dev.carillon.ring.Member;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * What one scheme does on one number of nodes. Load is the worst of all situations, each node's held against what its
 * weight asks for; moves are held against what nobody can do without.
 *
 * @param load most replicas of a node, 1 being its fair share
 * @param leads most leaderships of a node, 1 being its fair share
 * @param join moves when a node joins, 1 being ideal
 * @param leave moves when one leaves, 1 being ideal
 * @param reweigh moves when one's weight doubles, 1 being ideal
 * @param zoneLoss moves when one of five zones is lost, 1 being ideal
 */
record Figures(
        double load,
        double leads,
        OptionalDouble join,
        OptionalDouble leave,
        OptionalDouble reweigh,
        OptionalDouble zoneLoss) {
    static final int ZONES = 5;
    private static final int WEIGHT = 100;

    static Figures of(Scheme scheme, int nodes) {
        return new Run(scheme, nodes).figures();
    }

    private static final class Run {
        private final Scheme scheme;
        private final int nodes;
        private final List<Member> members;
        private double load;
        private double leads;

        Run(Scheme scheme, int nodes) {
            this.scheme = scheme;
            this.nodes = nodes;
            members = IntStream.rangeClosed(1, nodes).mapToObj(Member::of).toList();
        }

        Figures figures() {
            Ownership first = scheme.begin(members);
            see(first, members);
            List<Member> more = new ArrayList<>(members);
            more.add(Member.of(nodes + 1));
            OptionalDouble join = moves(first, more, (double) Scheme.COPIES / (nodes + 1));
            OptionalDouble leave = OptionalDouble.empty();
            OptionalDouble reweigh = OptionalDouble.empty();
            OptionalDouble zoneLoss = OptionalDouble.empty();
            // With no more nodes than copies, everybody holds everything before and after.
            if (nodes > Scheme.COPIES) {
                List<Member> fewer = new ArrayList<>(members);
                fewer.remove(scheme.isGeneral() ? nodes / 2 : nodes - 1);
                leave = moves(first, fewer, (double) Scheme.COPIES / nodes);
                if (scheme.isGeneral()) {
                    List<Member> heavier = new ArrayList<>(members);
                    heavier.set(nodes / 2, heavier.get(nodes / 2).withWeight(2 * WEIGHT));
                    reweigh = moves(first, heavier, Scheme.COPIES * (2.0 / (nodes + 1) - 1.0 / nodes));
                    zoneLoss = zoneLoss();
                }
            }
            return new Figures(load, leads, join, leave, reweigh, zoneLoss);
        }

        private OptionalDouble zoneLoss() {
            List<Member> zoned = members.stream()
                    .map(member -> member.withZone("z" + member.id() % ZONES))
                    .toList();
            Ownership before = scheme.begin(zoned);
            see(before, zoned);
            List<Member> left =
                    zoned.stream().filter(member -> !member.zone().equals("z0")).toList();
            return moves(before, left, (double) Scheme.COPIES / ZONES);
        }

        private OptionalDouble moves(Ownership before, List<Member> after, double ideal) {
            Ownership changed = scheme.change(after);
            see(changed, after);
            return OptionalDouble.of(changed.movedSince(before) / ideal);
        }

        private void see(Ownership ownership, List<Member> there) {
            double weights = there.stream().mapToDouble(Member::weight).sum();
            Map<Integer, Double> held = ownership.load(false);
            Map<Integer, Double> led = ownership.load(true);
            int copies = Math.min(Scheme.COPIES, there.size());
            for (Member member : there) {
                double fair = member.weight() / weights;
                load = Math.max(load, held.getOrDefault(member.id(), 0.0) / (fair * copies));
                leads = Math.max(leads, led.getOrDefault(member.id(), 0.0) / fair);
            }
        }
    }
}
