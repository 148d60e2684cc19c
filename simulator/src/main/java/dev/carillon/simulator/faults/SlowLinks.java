package dev.carillon.simulator.faults;

import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Everything between nodes takes longer, each way by a different time, and some of it comes in bursts. */
final class SlowLinks implements Fault {
    private static final long SLOW_MS = 3_000;
    private static final int DELAY_MS_MIN = 20;
    private static final int DELAY_MS_MAX = 200;

    @Override
    public String strike(Testbed bed) throws FaultException, InterruptedException {
        long before = delayed(bed);
        try {
            for (int from : bed.members()) {
                for (int to : bed.members()) {
                    bed.links().slow(from, to, bed.random().nextInt(DELAY_MS_MIN, DELAY_MS_MAX + 1));
                }
            }
            TimeUnit.MILLISECONDS.sleep(SLOW_MS);
        } finally {
            for (int from : bed.members()) {
                for (int to : bed.members()) {
                    bed.links().heal(from, to);
                }
            }
        }
        long delayed = delayed(bed) - before;
        if (delayed == 0) {
            throw new FaultException("the links were slow, and nothing was delayed");
        }
        bed.tally().happened(FaultKind.SLOW);
        long ms = bed.awaitServed("slow links");
        return String.format(
                Locale.ROOT,
                "%d to %d ms each way for %,d ms, %,d bytes delayed; users served again %,d ms later",
                DELAY_MS_MIN,
                DELAY_MS_MAX,
                SLOW_MS,
                delayed,
                ms);
    }

    private static long delayed(Testbed bed) throws InterruptedException {
        long bytes = 0;
        for (int from : bed.members()) {
            for (int to : bed.members()) {
                bytes += bed.links().effect(from, to).bytesDelayed();
            }
        }
        return bytes;
    }
}
