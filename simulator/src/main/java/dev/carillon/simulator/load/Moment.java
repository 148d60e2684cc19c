package dev.carillon.simulator.load;

import dev.carillon.simulator.chaos.FaultMark;
import java.util.List;

/**
 * A run as it is now, for those who watch.
 *
 * @param elapsed seconds since the load began
 * @param now the newest second of which every generator has told
 * @param seconds all of them
 * @param faults done so far
 * @param nodes what they used so far
 * @param machineFull whether all cores of this machine had work in the newest second
 */
record Moment(
        double elapsed,
        Timeline.Sum now,
        List<Second> seconds,
        List<FaultMark> faults,
        List<NodeSample> nodes,
        boolean machineFull) {
    /** The newest second by itself. */
    Second last() {
        return seconds.get(seconds.size() - 1);
    }

    /** Messages that are neither delivered nor refused yet. */
    long underWay() {
        return Math.max(0, now.sent() - now.delivered() - now.failed());
    }

    /** What keeps the load from being what was asked for; an empty text if nothing does. */
    String inTheWay() {
        String late = Shown.ms(last().lagP99Ms()) + " late";
        return switch (Bottlenecks.now(seconds, machineFull)) {
            case NOBODY -> "";
            case GENERATOR -> "THE GENERATOR IS A BOTTLENECK NOW: " + late + ", its busiest thread " + occupied();
            case MACHINE -> "THIS MACHINE IS A BOTTLENECK NOW: all cores have work, the generator is " + late;
        };
    }

    private String occupied() {
        Second last = last();
        String busy = Math.round(100 * last.busiest()) + " % of a core";
        return Bottlenecks.waited(last) ? busy + ", one waits for a core" : busy;
    }

    /** What is still waited for after the last phase. */
    String waitingFor() {
        List<String> goingOn = faults.stream()
                .filter(each -> !each.isOver())
                .map(FaultMark::name)
                .toList();
        return underWay() > 0 || goingOn.isEmpty()
                ? "waiting for what is pending"
                : "waiting for the " + String.join(", ", goingOn);
    }
}
