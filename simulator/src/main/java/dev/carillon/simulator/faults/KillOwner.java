package dev.carillon.simulator.faults;

import dev.carillon.simulator.process.NodeProcess;
import dev.carillon.simulator.process.NodeStartException;
import java.util.Locale;

/** kill -9 of a node that owns partitions, with many sends on their way; it comes back when the others have taken over. */
final class KillOwner implements Fault {
    @Override
    public String strike(Testbed bed) throws FaultException, NodeStartException, InterruptedException {
        boolean caughtUp = bed.awaitCaughtUp();
        int victim = bed.anOwner();
        NodeProcess node = bed.node(victim);
        int owned = bed.watch().leads(victim);
        long unacked = bed.surge();
        node.kill();
        bed.calm();
        bed.tally().unackedAtKill(unacked);
        bed.tally().happened(FaultKind.KILL);
        long ms = bed.awaitFailOver(victim, caughtUp);
        long from = bed.now();
        node.start();
        return String.format(
                Locale.ROOT,
                "%snode %d, owner of %d partitions, %,d sends unacked; users served again after %,d ms, restarted in %,d ms",
                caughtUp ? "" : "though replicas were behind, ",
                victim,
                owned,
                unacked,
                ms,
                bed.msSince(from));
    }
}
