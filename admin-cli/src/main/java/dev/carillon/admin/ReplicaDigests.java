package dev.carillon.admin;

import dev.carillon.admin.v1.DigestStateReply;
import dev.carillon.admin.v1.DigestStateReply.Result;
import dev.carillon.admin.v1.DigestStateRequest;
import dev.carillon.admin.v1.Replica;
import dev.carillon.ring.Assignment;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Gets digests of all replicas of a partition as of one entry. Of a partition that is quiet that is the last one; of one
 * that is written to all are asked for an entry that is still to come, as many ahead as come while they are asked: each
 * takes its state when it comes by. What none of them did in time is tried again. One thread.
 */
final class ReplicaDigests {
    private static final int WAIT_MS = 5_000;
    private static final long RETRY_MS = 200;

    /** Of asking several nodes and looking at them before, with room for slow ones. */
    private static final double AHEAD_SECONDS = 0.5;

    private static final long AHEAD_MAX = 1_000_000;

    private final AskedNodes nodes;
    private final LongSupplier nanoTime;
    private final long withinNs;
    private final LongConsumer progress;

    /**
     * @param withinSeconds after which a partition counts as not comparable
     * @param progress hears how many bytes of the present partition were read
     */
    ReplicaDigests(AskedNodes nodes, LongSupplier nanoTime, int withinSeconds, LongConsumer progress) {
        this.nodes = nodes;
        this.nanoTime = nanoTime;
        this.withinNs = TimeUnit.SECONDS.toNanos(withinSeconds);
        this.progress = progress;
    }

    /** One try: what came of it, or why there is nothing. */
    private record Try(@Nullable VerifiedPartition verified, String why, long aheadNext) {
        static Try again(String why, long aheadNext) {
            return new Try(null, why, aheadNext);
        }
    }

    /** What the nodes say of a partition's replicas. */
    private record Look(Assignment held, SortedMap<Integer, Replica> replicas, List<Integer> silent, long atNs) {
        /** Who could not be asked, a sentence; empty if all could. */
        String missing() {
            return silent.isEmpty()
                    ? ""
                    : "Nodes " + silent
                            + " do not answer, or their admin addresses were not named (--server, $CARILLON_ADMIN).";
        }

        long furthest() {
            return replicas.values().stream()
                    .mapToLong(Replica::getApplied)
                    .max()
                    .orElse(0);
        }
    }

    VerifiedPartition of(int partition) throws InterruptedException {
        long fromNs = nanoTime.getAsLong();
        long ahead = 0;
        while (true) {
            Try last = attempt(look(partition), partition, ahead);
            VerifiedPartition verified = last.verified();
            if (verified != null) {
                return verified;
            }
            if (nanoTime.getAsLong() - fromNs > withinNs) {
                return VerifiedPartition.notComparable(
                        partition,
                        last.why() + " That was so for " + TimeUnit.NANOSECONDS.toSeconds(withinNs)
                                + " s. Nothing was changed; ask again, with a longer --within.");
            }
            ahead = last.aheadNext();
            if (ahead == 0) {
                Thread.sleep(RETRY_MS);
            }
        }
    }

    private Look look(int partition) {
        SortedMap<Integer, ClusterView> now = nodes.look();
        Assignment held = Survivors.newest(List.copyOf(now.values())).map().assignment(partition);
        SortedMap<Integer, Replica> replicas = new TreeMap<>();
        for (int node : held.replicas()) {
            ClusterView view = now.get(node);
            if (view != null) {
                view.status().getReplicasList().stream()
                        .filter(replica -> replica.getPartition() == partition)
                        .forEach(replica -> replicas.put(node, replica));
            }
        }
        List<Integer> silent =
                held.replicas().stream().filter(node -> !now.containsKey(node)).toList();
        return new Look(held, replicas, silent, nanoTime.getAsLong());
    }

    private Try attempt(Look look, int partition, long ahead) throws InterruptedException {
        long generation = look.held().generation();
        for (int node : look.held().replicas()) {
            if (!look.silent().contains(node) && !isMember(look.replicas().get(node), generation)) {
                return Try.again("It is changing hands, or node " + node + " has not begun with it.", 0);
            }
        }
        if (look.replicas().size() < 2) {
            return look.held().replicas().size() < 2
                    ? new Try(VerifiedPartition.of(partition, generation, 0, new TreeMap<>(), ""), "", 0)
                    : Try.again("Fewer than two of its replicas can be asked. " + look.missing(), 0);
        }
        long index = look.furthest() + ahead;
        SortedMap<Integer, DigestStateReply> replies = ask(look, partition, generation, index);
        if (replies.values().stream().allMatch(reply -> reply.getResult() == Result.DONE)) {
            return new Try(VerifiedPartition.of(partition, generation, index, replies, look.missing()), "", 0);
        }
        return next(look, replies, ahead);
    }

    private static boolean isMember(@Nullable Replica replica, long generation) {
        return replica != null
                && !replica.getFollowing()
                && !replica.getSealed()
                && replica.getGeneration() == generation;
    }

    /** What to try next, after at least one node had no digest. */
    private Try next(Look look, Map<Integer, DigestStateReply> replies, long ahead) {
        long passed = replies.values().stream()
                .filter(reply -> reply.getResult() == Result.PASSED)
                .mapToLong(DigestStateReply::getApplied)
                .max()
                .orElse(-1);
        if (passed >= 0) {
            // It is written to; how fast shows from what came since the look.
            double seconds = Math.max(1e-3, (nanoTime.getAsLong() - look.atNs()) / 1e9);
            double rate = Math.max(0, passed - look.furthest()) / seconds;
            long wanted = Math.max(2 * ahead, 1 + (long) (rate * AHEAD_SECONDS));
            return Try.again("It is written to faster than its replicas can be asked.", Math.min(AHEAD_MAX, wanted));
        }
        return Try.again(
                replies.entrySet().stream()
                        .filter(each -> each.getValue().getResult() != Result.DONE)
                        .map(each -> "Node " + each.getKey() + " "
                                + said(each.getValue().getResult()))
                        .collect(Collectors.joining(" ")),
                0);
    }

    private static String said(Result result) {
        return switch (result) {
            case LATE -> "had not come to the entry in time.";
            case MOVING, ELSEWHERE -> "says that the partition is changing hands.";
            case BUSY -> "has too much of this kind to do.";
            default -> "broke off its answer.";
        };
    }

    /** All of them at once, for each waits for the entry by itself. @return the last thing that each said */
    private SortedMap<Integer, DigestStateReply> ask(Look look, int partition, long generation, long index) {
        DigestStateRequest request = DigestStateRequest.newBuilder()
                .setPartition(partition)
                .setGeneration(generation)
                .setIndex(index)
                .setWaitMs(WAIT_MS)
                .build();
        Map<Integer, Iterator<DigestStateReply>> streams = new LinkedHashMap<>();
        for (int node : look.replicas().keySet()) {
            streams.put(node, nodes.digest(node, request));
        }
        SortedMap<Integer, DigestStateReply> replies = new TreeMap<>();
        streams.forEach((node, stream) -> replies.put(node, last(node, stream)));
        return replies;
    }

    private DigestStateReply last(int node, Iterator<DigestStateReply> stream) {
        DigestStateReply last = DigestStateReply.getDefaultInstance();
        try {
            while (stream.hasNext()) {
                last = stream.next();
                progress.accept(last.getBytes());
            }
        } catch (StatusRuntimeException e) {
            if (e.getStatus().getCode() == Status.Code.UNIMPLEMENTED) {
                throw new CommandException("Node " + node
                        + " is of a version that tells no digests. Nothing was changed. Upgrade it, then ask again.");
            }
            if (e.getStatus().getCode() != Status.Code.UNAVAILABLE) {
                throw nodes.told(node, e.getStatus());
            }
            return DigestStateReply.getDefaultInstance();
        }
        return last;
    }
}
