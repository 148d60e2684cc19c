package dev.carillon.node.cluster;

import static java.nio.ByteOrder.BIG_ENDIAN;

import java.util.HashMap;
import java.util.Map;
import org.agrona.DirectBuffer;

/** Those who follow a partition of this loop: how far they are, as they said last, and what they are told. Runs on the loop. */
final class Followers {
    private record Key(int partition, int node) {}

    private record Word(long generation, long next, boolean based, long atNs) {}

    /** Entries in one answer, bytes. */
    private static final int ANSWER_BYTES = 256 * 1024;

    private final Map<Key, Word> words = new HashMap<>();
    private final HandoverFrames frames = new HandoverFrames();

    /** FOLLOW: a member to be wants entries. */
    void answer(Peers peers, int node, PartitionReplica replica, DirectBuffer b, int offset, long nowNs) {
        int p = replica.number();
        long generation = b.getLong(offset, BIG_ENDIAN);
        if (replica.isFollowing() && generation == replica.generation()) {
            return;
        }
        long from = b.getLong(offset + 8, BIG_ENDIAN);
        heard(p, node, generation, from, b.getByte(offset + 16) == 1, nowNs);
        frames.begin(generation);
        frames.sealed(replica.seal().isSealed(generation) ? replica.seal() : null);
        long next = replica.read(generation, from, ANSWER_BYTES, frames::add);
        frames.followed(peers, node, p, next < 0);
    }

    private void heard(int partition, int node, long generation, long next, boolean based, long nowNs) {
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
