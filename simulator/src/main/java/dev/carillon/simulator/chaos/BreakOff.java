package dev.carillon.simulator.chaos;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Tells those who hurt a cluster that the run ends before its time. Whoever waits then waits no longer; what is under way, such as
 * the start of a node, is carried to its end, unlike with an interrupt. Any thread.
 */
final class BreakOff {
    private final CountDownLatch told = new CountDownLatch(1);

    void tell() {
        told.countDown();
    }

    boolean isTold() {
        return told.getCount() == 0;
    }

    /**
     * Waits so long.
     *
     * @throws InterruptedException as soon as the run is broken off
     */
    void waitFor(long ns) throws InterruptedException {
        if (told.await(ns, TimeUnit.NANOSECONDS)) {
            throw new InterruptedException("broken off");
        }
    }
}
