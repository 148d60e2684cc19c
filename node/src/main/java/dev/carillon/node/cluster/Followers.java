package dev.carillon.node.cluster;

import java.util.HashMap;
import java.util.Map;

/** How far those are who follow a partition of this loop, as they said last. Runs on the loop. */
final class Followers {
    private record Key(int partition, int node) {}

    private record Word(long generation, long next, boolean based, long atNs) {}

    private final Map<Key, Word> words = new HashMap<>();

    void heard(int partition, int node, long generation, long next, boolean based, long nowNs) {
        words.put(new Key(partition, node), new Word(generation, next, based, nowNs));
    }

    /** Whether a node has said a moment ago that it lacks no more than so many entries. */
    boolean isClose(PartitionReplica replica, int node, long entries, long silenceNs, long nowNs) {
        Word word = words.get(new Key(replica.number(), node));
        return word != null
                && word.based
                && word.generation == replica.generation()
                && nowNs - word.atNs < silenceNs
                && word.next + entries > replica.applied().index();
    }

    void forget(int partition) {
        words.keySet().removeIf(key -> key.partition == partition);
    }
}
