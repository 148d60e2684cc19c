package dev.carillon.simulator.faults;

import dev.carillon.admin.v1.DigestStateReply;
import dev.carillon.admin.v1.DigestStateReply.Result;
import dev.carillon.admin.v1.DigestStateRequest;
import dev.carillon.admin.v1.Replica;
import dev.carillon.admin.v1.StatePart;
import dev.carillon.admin.v1.StatusReply;
import dev.carillon.ring.Assignment;
import dev.carillon.ring.Decoded;
import dev.carillon.ring.PartitionMap;
import dev.carillon.ring.PartitionMapCodec;
import dev.carillon.simulator.process.OperatorCall;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Asks every replica of every partition for a digest of its state as of the same entry, the last one that any has, and
 * compares them. For a cluster that nobody writes to any more: where a replica has gone on meanwhile, or has not come so
 * far, that partition is asked about again.
 */
final class ReplicaCompare {
    private static final int WAIT_MS = 2_000;
    private static final long ANSWER_MS = 30_000;
    private static final long RETRY_MS = 200;

    private final Testbed bed;
    private final Map<Integer, String> left = new TreeMap<>();
    private final List<String> differing = new ArrayList<>();
    private int compared;
    private long things;

    ReplicaCompare(Testbed bed) {
        this.bed = bed;
    }

    /** Until all are compared, or for that long. */
    Agreement within(long ms) throws InterruptedException {
        long from = bed.now();
        List<Integer> open = null;
        do {
            Map<Integer, StatusReply> nodes = new TreeMap<>();
            bed.watch().lookAtAll().forEach(answer -> nodes.put(answer.getNodeId(), answer));
            PartitionMap map = newest(nodes);
            if (map != null) {
                if (open == null) {
                    open = all(map);
                }
                compare(open, map, nodes);
                if (open.isEmpty()) {
                    break;
                }
            }
            TimeUnit.MILLISECONDS.sleep(RETRY_MS);
        } while (bed.msSince(from) <= ms);
        if (open == null) {
            left.put(0, "no node says which partitions there are");
        }
        return new Agreement(compared, things, List.copyOf(differing), List.copyOf(left.values()));
    }

    private static List<Integer> all(PartitionMap map) {
        List<Integer> all = new ArrayList<>();
        for (int partition = 0; partition < map.assignments().size(); partition++) {
            all.add(partition);
        }
        return all;
    }

    private static @Nullable PartitionMap newest(Map<Integer, StatusReply> nodes) {
        PartitionMap newest = null;
        for (StatusReply answer : nodes.values()) {
            if (PartitionMapCodec.decode(answer.getMap().toByteArray()) instanceof Decoded.Whole whole
                    && (newest == null || newest.epoch() < whole.map().epoch())) {
                newest = whole.map();
            }
        }
        return newest;
    }

    private void compare(List<Integer> open, PartitionMap map, Map<Integer, StatusReply> nodes) {
        for (Iterator<Integer> each = open.iterator(); each.hasNext(); ) {
            int partition = each.next();
            String why = compare(partition, map.assignment(partition), nodes);
            if (why.isEmpty()) {
                left.remove(partition);
                each.remove();
            } else {
                left.put(partition, "partition " + partition + ": " + why);
            }
        }
    }

    /** @return why it could not be; empty if it could */
    private String compare(int partition, Assignment held, Map<Integer, StatusReply> nodes) {
        long index = 0;
        for (int node : held.replicas()) {
            Replica replica = replica(partition, nodes.get(node));
            if (replica == null
                    || replica.getFollowing()
                    || replica.getSealed()
                    || replica.getGeneration() != held.generation()) {
                return "node " + node + " has no replica of generation " + held.generation();
            }
            index = Math.max(index, replica.getApplied());
        }
        Map<Integer, DigestStateReply> digests = new LinkedHashMap<>();
        for (int node : held.replicas()) {
            DigestStateReply reply = ask(node, partition, held.generation(), index);
            if (reply.getResult() != Result.DONE) {
                return "node " + node + " has no digest at entry " + index + ": " + reply.getResult() + ", it is at "
                        + reply.getApplied();
            }
            digests.put(node, reply);
        }
        judge(partition, index, digests);
        return "";
    }

    private static @Nullable Replica replica(int partition, @Nullable StatusReply node) {
        return node == null
                ? null
                : node.getReplicasList().stream()
                        .filter(each -> each.getPartition() == partition)
                        .findAny()
                        .orElse(null);
    }

    private DigestStateReply ask(int node, int partition, long generation, long index) {
        DigestStateRequest request = DigestStateRequest.newBuilder()
                .setPartition(partition)
                .setGeneration(generation)
                .setIndex(index)
                .setWaitMs(WAIT_MS)
                .build();
        try {
            return OperatorCall.ask(bed.node(node), ANSWER_MS, call -> {
                DigestStateReply last = DigestStateReply.getDefaultInstance();
                for (Iterator<DigestStateReply> replies = call.digestState(request); replies.hasNext(); ) {
                    last = replies.next();
                }
                return last;
            });
        } catch (StatusRuntimeException e) {
            return DigestStateReply.getDefaultInstance();
        }
    }

    private void judge(int partition, long index, Map<Integer, DigestStateReply> digests) {
        compared++;
        things += digests.values().stream()
                .mapToLong(reply -> reply.getPartsList().stream()
                        .mapToLong(StatePart::getCount)
                        .sum())
                .max()
                .orElse(0);
        if (digests.values().stream()
                        .map(DigestStateReply::getDigest)
                        .distinct()
                        .count()
                > 1) {
            differing.add("partition " + partition + " at entry " + index + ": " + differences(digests));
        }
    }

    /** What is not the same everywhere, and how much of it each node has. */
    private static String differences(Map<Integer, DigestStateReply> digests) {
        Map<String, Map<Integer, StatePart>> parts = new TreeMap<>();
        digests.forEach((node, reply) -> reply.getPartsList()
                .forEach(part -> parts.computeIfAbsent(part.getName(), name -> new TreeMap<>())
                        .put(node, part)));
        TreeSet<String> words = new TreeSet<>();
        parts.forEach((name, byNode) -> {
            boolean same = byNode.size() == digests.size()
                    && byNode.values().stream()
                                    .map(StatePart::getDigest)
                                    .distinct()
                                    .count()
                            == 1;
            if (!same) {
                StringBuilder each = new StringBuilder(name);
                byNode.forEach((node, part) ->
                        each.append(", node ").append(node).append(" has ").append(part.getCount()));
                words.add(each.toString());
            }
        });
        return String.join("; ", words);
    }
}
