package dev.carillon.simulator.faults;

import dev.carillon.admin.v1.StatusReply;
import dev.carillon.ring.plan.Change;
import dev.carillon.simulator.process.NodeStartException;
import dev.carillon.simulator.process.RingOperator.RingException;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** A node joins; draining another one is begun and aborted half-way; then that one leaves and is ended. */
final class ChangeRing implements Fault {
    private static final long POLL_MS = 20;
    private static final long BEGUN_WITHIN_MS = 20_000;

    @Override
    public String strike(Testbed bed)
            throws FaultException, RingException, NodeStartException, IOException, InterruptedException {
        int leaver = bed.anyone();
        long from = bed.now();
        int newcomer = bed.newcomer();
        bed.operator().join(newcomer, Testbed.RING_WITHIN_MS);
        bed.tally().joined();
        abort(bed, new Change.Drain(leaver));
        bed.operator().leave(leaver, Testbed.RING_WITHIN_MS);
        bed.tally().left();
        bed.watch().look(leaver, bed.node(leaver));
        bed.dismiss(leaver);
        if (!bed.node(leaver).stop()) {
            throw new FaultException("node " + leaver + " had left, was asked to stop, and did not do so cleanly");
        }
        bed.tally().happened(FaultKind.RING);
        long ms = bed.awaitServed("node " + newcomer + " came and node " + leaver + " went");
        return String.format(
                Locale.ROOT,
                "node %d joined, draining node %d was aborted, it left in the end, all in %,d ms; users served again %,d ms"
                        + " later",
                newcomer,
                leaver,
                bed.msSince(from),
                ms);
    }

    private static void abort(Testbed bed, Change change) throws FaultException, RingException, InterruptedException {
        long plan = bed.operator().begin(change, Testbed.RING_WITHIN_MS);
        long from = bed.now();
        StatusReply status = bed.operator().status(Testbed.RING_WITHIN_MS);
        while (status.getMovingCount() == 0) {
            if (!status.hasRebalance() || bed.msSince(from) > BEGUN_WITHIN_MS) {
                throw new FaultException("\"" + change.words() + "\" was over before it could be aborted");
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MS);
            status = bed.operator().status(Testbed.RING_WITHIN_MS);
        }
        if (!bed.operator().abort(plan, Testbed.RING_WITHIN_MS)) {
            throw new FaultException("\"" + change.words() + "\" was done although it was aborted");
        }
        bed.tally().aborted();
    }
}
