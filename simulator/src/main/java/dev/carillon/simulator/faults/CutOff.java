package dev.carillon.simulator.faults;

import dev.carillon.simulator.faults.links.LinkProxy;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Bytes between one node and the others are held back, in both directions or in the one away from it. Clients still reach
 * it, and it must not serve them from what it no longer owns.
 */
final class CutOff implements Fault {
    private static final long CUT_MS = 3_000;

    private final boolean oneWay;

    /** @param oneWay whether the node still hears the others */
    CutOff(boolean oneWay) {
        this.oneWay = oneWay;
    }

    @Override
    public String strike(Testbed bed) throws FaultException, InterruptedException {
        int victim = bed.anOwner();
        long before = held(bed, victim);
        try {
            for (int other : bed.members()) {
                if (other != victim) {
                    bed.links().cut(victim, other);
                    if (!oneWay) {
                        bed.links().cut(other, victim);
                    }
                }
            }
            TimeUnit.MILLISECONDS.sleep(CUT_MS);
        } finally {
            for (int other : bed.members()) {
                bed.links().heal(victim, other);
                bed.links().heal(other, victim);
            }
        }
        long held = held(bed, victim) - before;
        if (held == 0) {
            throw new FaultException("node " + victim + " was cut off, and nothing was held back");
        }
        bed.tally().happened(oneWay ? FaultKind.ONE_WAY : FaultKind.CUT);
        long ms = bed.awaitServed("node " + victim + " was cut off");
        return String.format(
                Locale.ROOT,
                "node %d for %,d ms, %,d bytes held back; users served again %,d ms later",
                victim,
                CUT_MS,
                held,
                ms);
    }

    private static long held(Testbed bed, int victim) throws InterruptedException {
        LinkProxy links = bed.links();
        long bytes = 0;
        for (int other : bed.members()) {
            bytes += links.effect(victim, other).bytesHeld()
                    + links.effect(other, victim).bytesHeld();
        }
        return bytes;
    }
}
