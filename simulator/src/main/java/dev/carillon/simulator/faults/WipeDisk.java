package dev.carillon.simulator.faults;

import dev.carillon.admin.v1.StatusRequest;
import dev.carillon.simulator.process.NodeProcess;
import dev.carillon.simulator.process.NodeStartException;
import dev.carillon.simulator.process.OperatorCall;
import dev.carillon.simulator.process.RingOperator.RingException;
import dev.carillon.simulator.process.Workspace;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * A node is killed and its disk wiped. Under its old number it has forgotten what it voted and acked, so the others must
 * refuse it; a new node takes its place, as an operator would see to it.
 */
final class WipeDisk implements Fault {
    /** How long the others must refuse it, which is longer than they would take to let it in. */
    private static final long REFUSED_MS = 2_000;

    @Override
    public String strike(Testbed bed)
            throws FaultException, RingException, NodeStartException, IOException, InterruptedException {
        boolean caughtUp = bed.awaitCaughtUp();
        int victim = bed.anOwner();
        NodeProcess node = bed.node(victim);
        bed.watch().look(victim, node);
        bed.surge();
        node.kill();
        bed.calm();
        bed.awaitFailOver(victim, caughtUp);
        Workspace.delete(node.data());
        bed.dismiss(victim);
        awaitRefused(bed, victim);
        long from = bed.now();
        int successor = bed.newcomer();
        bed.operator().replaceLost(victim, successor, Testbed.RING_WITHIN_MS);
        bed.tally().happened(FaultKind.WIPE);
        long ms = bed.awaitServed("node " + successor + " took the place of node " + victim);
        return String.format(
                Locale.ROOT,
                "node %d refused under its old number, node %d in its place in %,d ms; users served again %,d ms later",
                victim,
                successor,
                bed.msSince(from),
                ms);
    }

    /** Nobody hears the wiped node, and it leads nothing, for as long as it runs. */
    private static void awaitRefused(Testbed bed, int victim)
            throws FaultException, NodeStartException, InterruptedException {
        NodeProcess node = bed.node(victim);
        node.start();
        try {
            TimeUnit.MILLISECONDS.sleep(REFUSED_MS);
            for (int other : bed.members()) {
                boolean heard = OperatorCall.ask(
                                bed.node(other), REFUSED_MS, call -> call.status(StatusRequest.getDefaultInstance()))
                        .getPeersList()
                        .stream()
                        .anyMatch(peer -> peer.getNodeId() == victim && !peer.getDown());
                if (heard) {
                    throw new FaultException(
                            "node " + other + " lets node " + victim + " in, which has lost what it voted and acked");
                }
            }
        } finally {
            node.kill();
        }
        bed.tally().refused();
    }
}
