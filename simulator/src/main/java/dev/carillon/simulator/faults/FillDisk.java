package dev.carillon.simulator.faults;

import dev.carillon.simulator.faults.node.WeakNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** The disk of one node's log has no space left, until sends were put off for it; then it has again. */
final class FillDisk implements Fault {
    private static final long AFTER_MS = 1_000;
    /** How long sends get to meet the full log; where none does, the report says so. */
    private static final long PUT_OFF_WITHIN_MS = 60_000;

    private static final String PUT_OFF = "refused.storage.full";
    private static final long POLL_MS = 20;

    @Override
    public String strike(Testbed bed) throws FaultException, IOException, InterruptedException {
        int victim = bed.anOwner();
        Path full = WeakNode.full(bed.folder(victim));
        Path refused = WeakNode.refused(bed.folder(victim));
        Files.deleteIfExists(refused);
        long from = bed.now();
        long putOff = bed.watch().counted(PUT_OFF);
        try {
            Files.createFile(full);
            bed.surge();
            while (!Files.exists(refused)) {
                if (bed.msSince(from) > bed.patienceMs()) {
                    throw new FaultException("node " + victim + " needed no space for " + bed.patienceMs() + " ms");
                }
                TimeUnit.MILLISECONDS.sleep(POLL_MS);
            }
            long refusedAt = bed.now();
            TimeUnit.MILLISECONDS.sleep(AFTER_MS);
            while (bed.watch().counted(PUT_OFF) == putOff && bed.msSince(refusedAt) < PUT_OFF_WITHIN_MS) {
                TimeUnit.MILLISECONDS.sleep(POLL_MS);
            }
        } finally {
            bed.calm();
            Files.deleteIfExists(full);
        }
        long fullMs = bed.msSince(from);
        bed.tally().happened(FaultKind.DISK_FULL);
        long ms = bed.awaitServed("the full disk of node " + victim);
        if (!bed.node(victim).isAlive()) {
            throw new FaultException("node " + victim + " ended because its disk was full");
        }
        return String.format(Locale.ROOT, "node %d for %,d ms; users served again %,d ms later", victim, fullMs, ms);
    }
}
