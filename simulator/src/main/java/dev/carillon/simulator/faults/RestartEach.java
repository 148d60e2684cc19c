package dev.carillon.simulator.faults;

import dev.carillon.simulator.process.NodeProcess;
import dev.carillon.simulator.process.NodeStartException;
import java.util.Locale;

/**
 * Every node stopped cleanly and started again, one after the other, as {@code carillon node restart --rolling} does it:
 * the next one goes when all replicas have caught up. Users are served all the time, and no send is refused.
 */
final class RestartEach implements Fault {
    @Override
    public String strike(Testbed bed) throws FaultException, NodeStartException, InterruptedException {
        long refusedBefore = bed.refused();
        long longest = 0;
        int count = 0;
        for (int member : bed.members()) {
            if (!bed.awaitCaughtUp()) {
                throw new FaultException("node " + member + " was not restarted, as replicas stayed behind");
            }
            NodeProcess node = bed.node(member);
            bed.watch().look(member, node);
            if (!node.stop()) {
                throw new FaultException("node " + member + " was asked to stop and did not do so cleanly");
            }
            longest = Math.max(longest, bed.awaitServed("the clean stop of node " + member));
            node.start();
            longest = Math.max(longest, bed.awaitServed("the return of node " + member));
            count++;
        }
        if (bed.refused() > refusedBefore) {
            throw new FaultException((bed.refused() - refusedBefore) + " sends were refused meanwhile");
        }
        bed.tally().happened(FaultKind.RESTART);
        return String.format(
                Locale.ROOT,
                "%d nodes restarted in turn; what had been sent was acked at most %,d ms later, none refused",
                count,
                longest);
    }
}
