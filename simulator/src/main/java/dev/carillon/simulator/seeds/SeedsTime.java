package dev.carillon.simulator.seeds;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * How long runs take, and how long one core would be busy with them: runs, compiler and collector, whatever else the machine
 * does. In the second half the code is compiled.
 */
final class SeedsTime {
    private final SeedsOutcome outcome;
    private final long startNs = System.nanoTime();
    private final long startCpuNs = cpuNs();
    private double halfSimulated;
    private long halfCpuNs = startCpuNs;
    private long endNs = startNs;
    private long endCpuNs = startCpuNs;

    /** Begins now. */
    SeedsTime(SeedsOutcome outcome) {
        this.outcome = outcome;
    }

    private static long cpuNs() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }

    /** Half of the runs have ended. */
    synchronized void half() {
        halfSimulated = outcome.simulatedSeconds();
        halfCpuNs = cpuNs();
    }

    /** All have. */
    synchronized void end() {
        endNs = System.nanoTime();
        endCpuNs = cpuNs();
    }

    double seconds() {
        return (endNs - startNs) / 1e9;
    }

    double cpuSeconds() {
        return (endCpuNs - startCpuNs) / 1e9;
    }

    /** Simulated seconds. */
    double perSecond() {
        return outcome.simulatedSeconds() / seconds();
    }

    /** Simulated seconds on one core. */
    double perCpuSecond() {
        return outcome.simulatedSeconds() / cpuSeconds();
    }

    /** The same of the second half. */
    double perCpuSecondWarm() {
        return (outcome.simulatedSeconds() - halfSimulated) * 1e9 / (endCpuNs - halfCpuNs);
    }
}
