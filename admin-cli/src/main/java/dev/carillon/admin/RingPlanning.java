package dev.carillon.admin;

import dev.carillon.admin.v1.Replica;
import dev.carillon.ring.plan.Change;
import dev.carillon.ring.plan.ClusterFacts;
import dev.carillon.ring.plan.Move;
import dev.carillon.ring.plan.Plan;
import dev.carillon.ring.plan.Planned;
import dev.carillon.ring.plan.Planner;
import dev.carillon.ring.plan.Warning;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes plans from what nodes say. */
final class RingPlanning {
    private RingPlanning() {}

    /** @throws CommandException if the changes make no sense */
    static Plan plan(List<ClusterView> views, ChangeOptions options) {
        ClusterView view = newest(views);
        if (view.isAlone()) {
            throw new CommandException("The node is alone: it has no ring that could change. Nothing was changed.");
        }
        long[] bytes = bytes(views, view.map().assignments().size());
        ClusterFacts facts = new ClusterFacts(p -> bytes[p], node -> Long.MAX_VALUE, view.healthy());
        List<Change> changes = options.changes(view.map());
        Planned planned = new Planner(options.limits(), facts).plan(view.map(), changes);
        if (planned instanceof Planned.Refused refused) {
            throw new CommandException(ExitCode.USAGE, refused.sentence() + " Nothing was changed.");
        }
        return ((Planned.Ready) planned).plan();
    }

    static ClusterView newest(List<ClusterView> views) {
        ClusterView newest = views.get(0);
        for (ClusterView view : views) {
            newest = view.map().epoch() > newest.map().epoch() ? view : newest;
        }
        return newest;
    }

    /** Of each partition, as large as any of its replicas that was asked about. */
    private static long[] bytes(List<ClusterView> views, int partitions) {
        long[] bytes = new long[partitions];
        for (ClusterView view : views) {
            for (Replica replica : view.status().getReplicasList()) {
                if (replica.getPartition() < partitions) {
                    bytes[replica.getPartition()] = Math.max(bytes[replica.getPartition()], replica.getStateBytes());
                }
            }
        }
        return bytes;
    }

    static Map<String, Object> facts(Plan plan) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("changes", plan.changes().stream().map(Change::words).toList());
        facts.put("epoch", plan.base().epoch());
        facts.put("copies", plan.copies());
        facts.put("bytes", plan.bytes());
        facts.put("predicted_ms", plan.predictedMillis());
        List<Map<String, Object>> moves = new ArrayList<>();
        for (Move move : plan.moves()) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("partition", move.partition());
            one.put("from", move.from().replicas());
            one.put("to", move.to());
            one.put("bytes", move.bytes());
            moves.add(one);
        }
        facts.put("moves", moves);
        List<Map<String, Object>> warnings = new ArrayList<>();
        for (Warning warning : plan.warnings()) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("severity", warning.severity().name().toLowerCase(java.util.Locale.ROOT));
            one.put("sentence", warning.sentence());
            warnings.add(one);
        }
        facts.put("warnings", warnings);
        return facts;
    }
}
