package dev.carillon.node.delivery;

import dev.carillon.node.cluster.Format;
import dev.carillon.node.replication.SingleCopyReplication;
import dev.carillon.ring.Partitions;
import dev.carillon.storage.LoopLog;
import dev.carillon.storage.StateBatch;
import dev.carillon.storage.StateEngine;
import java.util.ArrayList;
import java.util.List;

/**
 * Brings everything that logs hold into the state engine, so that the logs are no longer needed: the same recovery as at
 * every start, then a freeze and a flush, without leading. Nothing is proposed, sent or answered; the logs are only read.
 *
 * <p>Runs alone, on one thread, before any loop. Memory: the overlays of one log at a time.
 */
public final class LogDrain {
    private LogDrain() {}

    /**
     * Replays the logs into the engine and flushes it; afterwards a power cut takes nothing, with or without the logs.
     *
     * @param logs in order; partition p is in log {@code p % logs.size()}
     * @throws dev.carillon.storage.CorruptStorageException if entries are missing
     * @throws dev.carillon.storage.StateEngineFailedException if the engine cannot take them; the logs are still needed
     */
    public static void drain(List<? extends LoopLog> logs, Partitions partitions, StateEngine engine) {
        for (int i = 0; i < logs.size(); i++) {
            replay(logs, i, partitions, engine);
        }
        engine.flush();
        for (LoopLog log : logs) {
            log.replay((group, kind, index, buffer, offset, length) -> requireFlushed(engine, group, index));
        }
    }

    private static void replay(List<? extends LoopLog> logs, int number, Partitions partitions, StateEngine engine) {
        SingleCopyReplication replication = new SingleCopyReplication(logs.get(number));
        LoopContext context = new LoopContext(
                partitions,
                replication,
                new NoRelay(),
                LeadershipListener.NOBODY,
                new Meter(),
                words -> {},
                InboxLimits.NONE,
                Long.MAX_VALUE,
                () -> Format.FIRST,
                Format.NEWEST);
        List<DeliveryPartition> mine = new ArrayList<>();
        for (int p = number; p < partitions.count(); p += logs.size()) {
            mine.add(new DeliveryPartition(p, engine, context));
        }
        replication.recover();
        for (DeliveryPartition partition : mine) {
            StateBatch batch = partition.freeze();
            if (batch != null) {
                engine.write(batch);
                partition.onWritten(batch);
            }
        }
    }

    /** Looked at once more because what follows is the end of the logs. */
    private static void requireFlushed(StateEngine engine, int partition, long index) {
        long flushed = engine.flushedMarker(partition).index();
        if (index > flushed) {
            throw new IllegalStateException("Entry " + index + " of partition " + partition
                    + " is in the log but not in the flushed state, which ends at " + flushed
                    + ". The logs are still needed and were not touched. This should never happen; please report it.");
        }
    }

    /** Who does not lead sends nothing. */
    private static final class NoRelay implements RelayTransport {
        @Override
        public boolean isHere(int partition) {
            return false;
        }

        @Override
        public long way(int to) {
            return 0;
        }

        @Override
        public long room(int to) {
            return 0;
        }

        @Override
        public boolean send(int from, int to, RelayBatch batch) {
            return false;
        }

        @Override
        public boolean say(int from, int to, RelayWord word) {
            return false;
        }
    }
}
