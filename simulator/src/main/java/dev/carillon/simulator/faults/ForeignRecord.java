package dev.carillon.simulator.faults;

import dev.carillon.admin.v1.StatusReply;
import dev.carillon.simulator.process.NodeProcess;
import dev.carillon.simulator.process.NodeStartException;
import dev.carillon.storage.Marker;
import dev.carillon.storage.StateBatch;
import dev.carillon.storage.rocksdb.EngineLimits;
import dev.carillon.storage.rocksdb.RocksStateEngine;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The control of ReplicasAgree: while a node is down, a user whom nobody knows comes into its state of a partition, as a copy
 * of another user's record. Nothing that users notice depends on it.
 */
final class ForeignRecord {
    private static final byte[] USERS = {'u'};
    private static final byte[] NOBODY = "unobody-knows-whence".getBytes(StandardCharsets.UTF_8);

    private ForeignRecord() {}

    /** @return where it is, for people */
    static String plant(Testbed bed) throws FaultException, NodeStartException, InterruptedException {
        int victim = bed.anyone();
        NodeProcess node = bed.node(victim);
        int partitions = bed.watch().lookAtAll().stream()
                .mapToInt(StatusReply::getOwnersCount)
                .max()
                .orElse(0);
        node.stop();
        int partition = plant(node.data().resolve("state"), partitions);
        node.start();
        return "node " + victim + " now has a user in partition " + partition + " whom the others do not know";
    }

    private static int plant(Path state, int partitions) throws FaultException {
        try (RocksStateEngine engine = RocksStateEngine.open(state, EngineLimits.DEFAULT)) {
            for (int partition = 0; partition < partitions; partition++) {
                byte[][] user = new byte[1][];
                engine.scanRecords(partition, USERS, (key, value) -> {
                    user[0] = value;
                    return false;
                });
                if (user[0] != null) {
                    engine.write(new OneRecord(partition, engine.marker(partition), user[0]));
                    engine.flush();
                    return partition;
                }
            }
        }
        throw new FaultException("there was no user whose record could have been copied");
    }

    private record OneRecord(int partition, Marker marker, byte[] value) implements StateBatch {
        @Override
        public long bytes() {
            return value.length;
        }

        @Override
        public void forEach(Changes changes) {
            changes.putRecord(NOBODY, value);
        }
    }
}
