package dev.carillon.admin;

import com.google.protobuf.ByteString;
import dev.carillon.admin.v1.DigestStateReply;
import dev.carillon.admin.v1.StatePart;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What came of comparing a partition's replicas.
 *
 * @param replies digests by node, all of one generation and entry; empty if it could not be compared
 * @param why it could not, or not all of them could, a sentence; empty if all could
 */
record VerifiedPartition(
        int partition,
        Result result,
        long generation,
        long index,
        SortedMap<Integer, DigestStateReply> replies,
        String why) {
    /** What is known of a partition's replicas. */
    enum Result {
        AGREE,
        DIFFER,
        /** Not all could be compared; those that could agree. */
        NOT_COMPARABLE
    }

    private static final HexFormat HEX = HexFormat.of();
    private static final int SHOWN_DIGITS = 8;

    static VerifiedPartition of(
            int partition, long generation, long index, SortedMap<Integer, DigestStateReply> replies, String missing) {
        boolean oneFormat = replies.values().stream()
                        .map(DigestStateReply::getFormat)
                        .distinct()
                        .count()
                <= 1;
        boolean differ = oneFormat
                && replies.values().stream()
                                .map(DigestStateReply::getDigest)
                                .distinct()
                                .count()
                        > 1;
        String why = !missing.isEmpty()
                ? missing
                : oneFormat ? "" : "Nodes of different versions sum up states in different ways.";
        return new VerifiedPartition(
                partition,
                differ ? Result.DIFFER : why.isEmpty() ? Result.AGREE : Result.NOT_COMPARABLE,
                generation,
                index,
                replies,
                why);
    }

    static VerifiedPartition notComparable(int partition, String why) {
        return new VerifiedPartition(partition, Result.NOT_COMPARABLE, 0, 0, new TreeMap<>(), why);
    }

    /** Of state that each node read, at most. */
    long bytes() {
        return replies.values().stream()
                .mapToLong(DigestStateReply::getBytes)
                .max()
                .orElse(0);
    }

    /** For JSON. */
    Map<String, Object> facts() {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("partition", partition);
        facts.put("result", result.name().toLowerCase(Locale.ROOT));
        facts.put("generation", generation);
        facts.put("index", index);
        facts.put(
                "replicas",
                replies.entrySet().stream()
                        .map(each -> replica(each.getKey(), each.getValue()))
                        .toList());
        facts.put("differing", result == Result.DIFFER ? differing() : List.of());
        facts.put("why", why);
        return facts;
    }

    private static Map<String, Object> replica(int node, DigestStateReply reply) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("node", node);
        facts.put("digest", HEX.formatHex(reply.getDigest().toByteArray()));
        facts.put("bytes", reply.getBytes());
        facts.put(
                "parts",
                reply.getPartsList().stream().map(VerifiedPartition::part).toList());
        return facts;
    }

    private static Map<String, Object> part(StatePart part) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("name", part.getName());
        facts.put("count", part.getCount());
        facts.put("bytes", part.getBytes());
        facts.put("digest", HEX.formatHex(part.getDigest().toByteArray()));
        return facts;
    }

    /** Names of the kinds of records and items that are not the same everywhere. */
    List<String> differing() {
        List<String> names = new ArrayList<>();
        parts().forEach((name, byNode) -> {
            boolean same = byNode.size() == replies.size()
                    && byNode.values().stream()
                                    .map(StatePart::getDigest)
                                    .distinct()
                                    .count()
                            == 1;
            if (!same) {
                names.add(name);
            }
        });
        return names;
    }

    /** By name, then by node. */
    private SortedMap<String, SortedMap<Integer, StatePart>> parts() {
        SortedMap<String, SortedMap<Integer, StatePart>> parts = new TreeMap<>();
        replies.forEach((node, reply) -> reply.getPartsList()
                .forEach(part -> parts.computeIfAbsent(part.getName(), name -> new TreeMap<>())
                        .put(node, part)));
        return parts;
    }

    /** Nodes that agree with each other, the most first. */
    private List<List<Integer>> groups() {
        Map<ByteString, List<Integer>> groups = new HashMap<>();
        replies.forEach((node, reply) -> groups.computeIfAbsent(reply.getDigest(), digest -> new ArrayList<>())
                .add(node));
        return groups.values().stream()
                .sorted((one, other) -> one.size() == other.size()
                        ? Integer.compare(one.get(0), other.get(0))
                        : Integer.compare(other.size(), one.size()))
                .toList();
    }

    /** What is wrong and what to do, for people; empty if nothing is. */
    String text() {
        return switch (result) {
            case AGREE -> "";
            case NOT_COMPARABLE -> "Partition " + partition + " could not be compared: " + why + "\n";
            case DIFFER -> different();
        };
    }

    private String different() {
        StringBuilder out = new StringBuilder();
        out.append("Partition ")
                .append(partition)
                .append(" DIFFERS at entry ")
                .append(index)
                .append(" of generation ")
                .append(generation)
                .append(":\n");
        for (String name : differing()) {
            SortedMap<Integer, StatePart> of = parts().getOrDefault(name, new TreeMap<>());
            out.append("  ")
                    .append(name)
                    .append(": ")
                    .append(replies.keySet().stream()
                            .map(node -> "node " + node + " has " + amount(of.get(node)))
                            .collect(Collectors.joining(", ")))
                    .append('\n');
        }
        if (!why.isEmpty()) {
            out.append("  Not all of them could be asked: ").append(why).append('\n');
        }
        return out.append(advice()).toString();
    }

    /** With the beginning of the digest, for the same number may not be the same. */
    private static String amount(@Nullable StatePart part) {
        String digest = part == null ? "" : HEX.formatHex(part.getDigest().toByteArray());
        return part == null
                ? "none"
                : part.getCount() + " (" + digest.substring(0, Math.min(SHOWN_DIGITS, digest.length())) + ")";
    }

    /** Whether nothing but records differ, and replicas have different versions of them. */
    private boolean mayBeAnUpgrade() {
        return differing().stream().allMatch(name -> name.contains(", version "))
                && parts().values().stream().anyMatch(byNode -> byNode.size() < replies.size());
    }

    private String advice() {
        List<List<Integer>> groups = groups();
        List<Integer> most = groups.get(0);
        String first = mayBeAnUpgrade()
                ? "  Records of different versions: if nodes were upgraded one after another that may be all of it, and\n"
                        + "  goes away as records are written again. If not:\n"
                : "";
        if (most.size() <= replies.size() / 2) {
            return first
                    + "  No two agree, so which one is right cannot be told. Nothing was changed. Keep the data folders of all of\n"
                    + "  them, and compare with a backup.\n";
        }
        List<Integer> others =
                groups.stream().skip(1).flatMap(List::stream).sorted().toList();
        return first
                + "  Nodes " + most + " agree, so " + others
                + " is probably wrong. Nothing was changed. Keep its data folder,"
                + " then give\n  the partition another copy: 'carillon partition lead " + partition + " --node "
                + most.get(0) + "', and right after it\n  'carillon partition move " + partition + " --to ...' with "
                + most
                + " and a node that does not hold it.\n  If many partitions differ on one node, replace the node"
                + " ('carillon ring apply --replace " + others.get(0) + "=NEW').\n";
    }
}
