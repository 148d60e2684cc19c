package dev.carillon.admin;

import dev.carillon.admin.v1.PinRequest;
import dev.carillon.admin.v1.Replica;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Keeps the outboxes of all partitions while a backup is taken. Each partition commits its pin, which ends by itself a minute
 * after it was renewed last: a backup that dies keeps nothing. One thread.
 */
final class BackupPins {
    private static final int FOR_MS = 60_000;
    private static final long RENEW_NS = TimeUnit.SECONDS.toNanos(15);
    private static final long WAIT_NS_MAX = TimeUnit.SECONDS.toNanos(60);
    private static final long ASK_AGAIN_NS = TimeUnit.SECONDS.toNanos(2);
    private static final long LOOK_MS = 100;

    private final NamedNodes nodes;
    private final long backup;
    private final LongSupplier nanoTime;
    private final SortedMap<Integer, Replica> begun = new TreeMap<>();
    private long renewedNs;

    BackupPins(NamedNodes nodes, long backup, LongSupplier nanoTime) {
        this.nodes = nodes;
        this.backup = backup;
        this.nanoTime = nanoTime;
    }

    /** @throws CommandException if not every partition has committed it in time */
    void begin() throws InterruptedException {
        long fromNs = nanoTime.getAsLong();
        ask(FOR_MS);
        while (true) {
            SortedMap<Integer, ClusterView> now = nodes.look();
            Replicas.leaders(now.values()).forEach((partition, leader) -> {
                if (leader.getPin() == backup) {
                    begun.putIfAbsent(partition, leader);
                }
            });
            List<Integer> missing = new ArrayList<>();
            int partitions = partitions();
            for (int p = 0; p < partitions; p++) {
                if (!begun.containsKey(p)) {
                    missing.add(p);
                }
            }
            if (missing.isEmpty()) {
                return;
            }
            if (nanoTime.getAsLong() - fromNs > WAIT_NS_MAX) {
                end();
                throw new CommandException(
                        ExitCode.NOT_NOW,
                        "Partition " + Numbers.of(missing) + " could not be told of the backup within "
                                + TimeUnit.NANOSECONDS.toSeconds(WAIT_NS_MAX)
                                + " s: nobody leads it, or another backup is being"
                                + " taken. Nothing was written. 'carillon doctor' says more; ask again.");
            }
            Thread.sleep(LOOK_MS);
            if (nanoTime.getAsLong() - renewedNs > ASK_AGAIN_NS) {
                // Elections may have put a partition elsewhere.
                ask(FOR_MS);
            }
        }
    }

    int partitions() {
        return nodes.any().map().assignments().size();
    }

    /** The entry at which a partition had the pin: what its copy must contain. */
    Replica begun(int partition) {
        Replica at = begun.get(partition);
        if (at == null) {
            throw new IllegalStateException("partition " + partition + " has no pin");
        }
        return at;
    }

    /** Now and then while copies are fetched. */
    void renew() {
        if (nanoTime.getAsLong() - renewedNs > RENEW_NS) {
            ask(FOR_MS);
        }
    }

    /**
     * Whether every partition had the pin all the time. One that nobody leads at the moment, as while it is handed on, is
     * waited for.
     *
     * @return those that had not, or of which that is not known in time
     */
    List<Integer> lapsed() throws InterruptedException {
        long fromNs = nanoTime.getAsLong();
        while (true) {
            SortedMap<Integer, Replica> now = Replicas.leaders(nodes.look().values());
            List<Integer> lapsed = new ArrayList<>();
            begun.forEach((partition, at) -> {
                Replica leader = now.get(partition);
                if (leader == null || leader.getPin() != backup || leader.getPinSinceMs() != at.getPinSinceMs()) {
                    lapsed.add(partition);
                }
            });
            if (now.keySet().containsAll(lapsed) || nanoTime.getAsLong() - fromNs > WAIT_NS_MAX) {
                return lapsed;
            }
            Thread.sleep(LOOK_MS);
            renew();
        }
    }

    /** Lets go of the outboxes; where a node cannot be told they go by themselves. */
    void end() {
        ask(0);
    }

    private void ask(int forMs) {
        renewedNs = nanoTime.getAsLong();
        PinRequest request =
                PinRequest.newBuilder().setBackup(backup).setForMs(forMs).build();
        for (int node : nodes.numbers()) {
            try {
                nodes.connections().ask(nodes.server(node), stub -> stub.pin(request));
            } catch (CommandException e) {
                if (e.exitCode() != ExitCode.NOT_REACHED) {
                    throw e;
                }
                // Others lead by now what it led; whether all have the pin is looked at.
            }
        }
    }
}
