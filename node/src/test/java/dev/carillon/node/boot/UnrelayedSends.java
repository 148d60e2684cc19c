package dev.carillon.node.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.node.cluster.Format;
import dev.carillon.node.delivery.DeliveryPartition;
import dev.carillon.node.delivery.InboxLimits;
import dev.carillon.node.delivery.LeadershipListener;
import dev.carillon.node.delivery.LoopContext;
import dev.carillon.node.delivery.Meter;
import dev.carillon.node.delivery.RelayBatch;
import dev.carillon.node.delivery.RelayTransport;
import dev.carillon.node.delivery.RelayWord;
import dev.carillon.node.replication.SingleCopyReplication;
import dev.carillon.ring.Partitions;
import dev.carillon.storage.LoopLog;
import dev.carillon.storage.StateEngine;
import dev.carillon.storage.disk.FileDisk;
import dev.carillon.storage.log.LogOptions;
import dev.carillon.storage.log.SegmentLog;
import dev.carillon.storage.rocksdb.EngineLimits;
import dev.carillon.storage.rocksdb.RocksStateEngine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A node's data folder of one loop, written as a node does that dies after the ack and before the relay: sends are in
 * the log on disk, their outboxes were never emptied, the state knows nothing of them.
 */
final class UnrelayedSends implements AutoCloseable {
    private final Partitions partitions;
    private final StateEngine engine;
    private final LoopLog log;
    private final SingleCopyReplication replication;
    private final List<DeliveryPartition> all = new ArrayList<>();

    UnrelayedSends(Path data) throws IOException {
        NodeFile facts = NodeFile.read(data);
        partitions = Partitions.of(facts.partitions());
        engine = RocksStateEngine.open(data.resolve("state"), EngineLimits.DEFAULT);
        LogOptions options =
                LogOptions.of(facts.logs().get(0)).withSegmentBytes(1 << 20).mustExist();
        log = SegmentLog.open(FileDisk.open(data.resolve("log").resolve("0")), options, Runnable::run, () -> 0);
        replication = new SingleCopyReplication(log);
        InboxLimits limits = new InboxLimits(100_000, 64 << 20, 8);
        LoopContext context = new LoopContext(
                partitions,
                replication,
                new Unreachable(),
                LeadershipListener.NOBODY,
                new Meter(),
                words -> {},
                limits,
                Long.MAX_VALUE,
                () -> Format.NEWEST,
                Format.NEWEST);
        for (int p = 0; p < partitions.count(); p++) {
            all.add(new DeliveryPartition(p, engine, context));
        }
        replication.recover();
        replication.start();
    }

    void accept(String from, long install, long cseq, String to, String text) {
        byte[] sender = from.getBytes(StandardCharsets.UTF_8);
        byte[] recipient = to.getBytes(StandardCharsets.UTF_8);
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        DeliveryPartition partition = all.get(partitions.ofUser(sender));
        partition.accept(
                sender,
                install,
                cseq,
                false,
                partitions.ofUser(recipient),
                recipient,
                new UnsafeBuffer(payload),
                0,
                payload.length);
        assertThat(partition.propose(System.currentTimeMillis(), true, 0)).isTrue();
        assertThat(replication.commit()).isEqualTo(1);
        assertThat(replication.sync()).isTrue();
    }

    long outboxSize(String from, String to) {
        return all.get(partitions.ofUser(from.getBytes(StandardCharsets.UTF_8)))
                .outboxSize(partitions.ofUser(to.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public void close() {
        log.close();
        engine.close();
    }

    private static final class Unreachable implements RelayTransport {
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
