package dev.carillon.simulator.faults;

import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** SIGSTOP, and SIGCONT when the others have long elected new leaders: the node wakes up believing that it leads. */
final class PauseNode implements Fault {
    private static final long PAUSE_MS = 3_000;
    private static final long ELECTED_WITHIN_MS = 30_000;
    private static final long POLL_MS = 50;

    @Override
    public String strike(Testbed bed) throws FaultException, InterruptedException {
        int victim = bed.anOwner();
        int owned = bed.watch().leads(victim);
        long elections = bed.watch().counted("elections.won");
        long from = bed.now();
        bed.node(victim).freeze();
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
            while (bed.watch().counted("elections.won") == elections) {
                if (bed.msSince(from) > ELECTED_WITHIN_MS) {
                    throw new FaultException("node " + victim + " was stopped for " + ELECTED_WITHIN_MS
                            + " ms, and nobody was elected in its place");
                }
                TimeUnit.MILLISECONDS.sleep(POLL_MS);
            }
        } finally {
            bed.node(victim).thaw();
        }
        long paused = bed.msSince(from);
        bed.tally().happened(FaultKind.PAUSE);
        long ms = bed.awaitServed("the pause of node " + victim);
        return String.format(
                Locale.ROOT,
                "node %d, owner of %d partitions, for %,d ms; users served again %,d ms later",
                victim,
                owned,
                paused,
                ms);
    }
}
