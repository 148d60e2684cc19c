package dev.carillon.simulator.faults;

import dev.carillon.simulator.process.NodeProcess;
import dev.carillon.simulator.process.NodeStartException;
import java.util.List;
import java.util.Locale;

/** kill -9 of all nodes at once, as when the power of a room fails. */
final class KillAll implements Fault {
    @Override
    public String strike(Testbed bed) throws FaultException, NodeStartException, InterruptedException {
        List<Integer> members = bed.members();
        for (int member : members) {
            bed.watch().look(member, bed.node(member));
        }
        long unacked = bed.surge();
        // First the signal to all, then the waiting: the last one must not go on for long without the first.
        members.forEach(member -> bed.node(member).destroy());
        for (int member : members) {
            bed.node(member).kill();
        }
        bed.calm();
        bed.tally().unackedAtKill(unacked);
        bed.tally().happened(FaultKind.KILL_ALL);
        long from = bed.now();
        for (int member : members) {
            NodeProcess node = bed.node(member);
            node.start();
        }
        long restarted = bed.msSince(from);
        bed.awaitServed("the kill of all nodes");
        return String.format(
                Locale.ROOT,
                "nodes %s, %,d sends unacked; restarted in %,d ms, users served again after %,d ms",
                members,
                unacked,
                restarted,
                bed.msSince(from));
    }
}
