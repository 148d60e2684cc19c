package dev.carillon.admin;

import dev.carillon.admin.v1.CopyStateReply;
import dev.carillon.admin.v1.CopyStateRequest;
import dev.carillon.admin.v1.Replica;
import dev.carillon.admin.v1.StatusReply;
import dev.carillon.ring.Member;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Takes a backup of a running cluster: has every partition keep its outboxes, then fetches a copy of every partition's
 * state, one after the other, then sees that the outboxes were kept all the time. One thread.
 */
final class BackupTaking {
    private static final long MEGABYTE = 1_000_000;
    private static final long RETRY_MS = 100;

    /** How long no copy at all may come before the backup is given up. */
    private static final long STANDSTILL_NS_MAX = TimeUnit.SECONDS.toNanos(60);

    private final NamedNodes nodes;
    private final long backup;
    private final BackupPins pins;
    private final long bytesPerSecond;
    private final LongSupplier nanoTime;
    private final BackupProgress progress;
    private long fromNs;

    /** @param backup its number, not 0 */
    BackupTaking(
            NamedNodes nodes, long backup, int megabytesPerSecond, LongSupplier nanoTime, BackupProgress progress) {
        this.nodes = nodes;
        this.backup = backup;
        this.pins = new BackupPins(nodes, backup, nanoTime);
        this.bytesPerSecond = megabytesPerSecond * MEGABYTE;
        this.nanoTime = nanoTime;
        this.progress = progress;
    }

    /**
     * @return what the backup is, for JSON
     * @throws CommandException if there is none
     */
    Map<String, Object> run(Path to) throws IOException, InterruptedException {
        StatusReply first = nodes.any().status();
        for (Member member : nodes.any().map().members()) {
            if (!nodes.has(member.id())) {
                throw new CommandException(
                        "Node " + member.id() + " is not among the nodes that were named, and may lead"
                                + " partitions. Nothing was written; name every node's admin address (--server, $CARILLON_ADMIN).");
            }
        }
        BackupFolder folder = BackupFolder.create(to);
        fromNs = nanoTime.getAsLong();
        pins.begin();
        try {
            copyAll(folder);
            List<Integer> lapsed = pins.lapsed();
            if (!lapsed.isEmpty()) {
                throw new CommandException("What partition " + Numbers.of(lapsed)
                        + " sent to others was not kept all the time, as it could not be told in time; the copies may lack"
                        + " messages, so " + to
                        + " is no backup. The cluster is unharmed; remove the folder and ask again.");
            }
        } catch (IOException | InterruptedException | RuntimeException e) {
            letGo(e);
            throw e;
        }
        pins.end();
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("format", BackupFolder.FORMAT);
        facts.put("backup", Long.toHexString(backup));
        facts.put("cluster", first.getClusterId());
        facts.put("partitions", pins.partitions());
        facts.put("taken_ms", first.getClockMs());
        facts.put("took_ms", TimeUnit.NANOSECONDS.toMillis(nanoTime.getAsLong() - fromNs));
        facts.put("bytes", progress.bytes());
        facts.put("taken_by", first.getVersion());
        folder.finish(facts);
        return facts;
    }

    /** There is no backup; that the outboxes could not be told either is the lesser news. */
    private void letGo(Exception why) {
        try {
            pins.end();
        } catch (CommandException e) {
            why.addSuppressed(e);
        }
    }

    /**
     * In rounds: a node that has not written a partition's state so far does it when it is asked, and meanwhile others are
     * fetched.
     */
    private void copyAll(BackupFolder folder) throws IOException, InterruptedException {
        int partitions = pins.partitions();
        List<Integer> left = IntStream.range(0, partitions).boxed().collect(Collectors.toCollection(ArrayList::new));
        long movedNs = nanoTime.getAsLong();
        while (!left.isEmpty()) {
            SortedMap<Integer, ClusterView> now = nodes.look();
            String why = "";
            int before = left.size();
            for (Iterator<Integer> each = left.iterator(); each.hasNext(); ) {
                int partition = each.next();
                why = copy(partition, folder, Replicas.holders(partition, now));
                if (why.isEmpty()) {
                    each.remove();
                    progress.copied(partitions - left.size(), partitions);
                }
                pins.renew();
            }
            if (left.size() < before) {
                movedNs = nanoTime.getAsLong();
            } else if (nanoTime.getAsLong() - movedNs > STANDSTILL_NS_MAX) {
                throw new CommandException("Partition " + Numbers.of(left) + " could not be copied: " + why
                        + ". The folder is no backup, the cluster is unharmed; remove the folder and ask again.");
            } else {
                Thread.sleep(RETRY_MS);
            }
        }
    }

    /** @param holders whoever leads it, then others that hold it @return why it could not be copied; empty if it was */
    private String copy(int partition, BackupFolder folder, List<Integer> holders)
            throws IOException, InterruptedException {
        Replica at = pins.begun(partition);
        CopyStateRequest request = CopyStateRequest.newBuilder()
                .setPartition(partition)
                .setGeneration(at.getGeneration())
                .setIndex(at.getApplied())
                .build();
        String why = "nobody holds it";
        for (int node : holders) {
            try {
                fetch(nodes.connections().copy(nodes.server(node), request), folder.new Copy(partition), at);
                return "";
            } catch (StatusRuntimeException e) {
                if (e.getStatus().getCode() != Status.Code.UNAVAILABLE) {
                    throw nodes.connections()
                            .told(nodes.connections().servers().get(nodes.server(node)), e.getStatus());
                }
                why = "node " + node + " says: " + e.getStatus().getDescription();
            }
        }
        return why;
    }

    private void fetch(Iterator<CopyStateReply> chunks, BackupFolder.Copy copy, Replica at)
            throws IOException, InterruptedException {
        long before = progress.bytes();
        boolean whole = false;
        try (copy) {
            while (chunks.hasNext()) {
                CopyStateReply reply = chunks.next();
                copy.add(reply.getChunk());
                progress.add(reply.getChunk().size());
                pins.renew();
                keepToRate();
            }
            copy.end(at.getGeneration(), at.getApplied());
            whole = true;
        } finally {
            if (!whole) {
                progress.back(before);
            }
        }
    }

    private void keepToRate() throws InterruptedException {
        if (bytesPerSecond > 0) {
            long dueNs = fromNs + TimeUnit.MILLISECONDS.toNanos(progress.bytes() * 1_000 / bytesPerSecond);
            long aheadMs = TimeUnit.NANOSECONDS.toMillis(dueNs - nanoTime.getAsLong());
            if (aheadMs > 0) {
                Thread.sleep(aheadMs);
            }
        }
    }
}
