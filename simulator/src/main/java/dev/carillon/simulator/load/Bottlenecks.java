package dev.carillon.simulator.load;

import java.util.ArrayList;
import java.util.List;

/** Whether a run measured its own generators, or the machine that all share, rather than the nodes. Pure. */
final class Bottlenecks {
    /** The generator is late with more than one message in a hundred. */
    private static final double LATE_MS = 20;

    private static final double BUSY_SHARE = 0.9;
    private static final double BUSY_SECONDS = 0.1;

    private Bottlenecks() {}

    /** Whether one second looks like that. */
    static boolean inTheWay(double lagP99Ms, double busiest) {
        return lagP99Ms > LATE_MS || busiest > BUSY_SHARE;
    }

    /**
     * A sentence for each that was found.
     *
     * @param machineBusy share of the seconds in which all cores of the machine had work
     */
    static List<String> warnings(PhaseFigures whole, List<Second> seconds, double machineBusy) {
        List<String> warnings = new ArrayList<>();
        if (whole.lag().p99() > LATE_MS) {
            warnings.add("THE GENERATOR IS A BOTTLENECK: one message in a hundred was sent "
                    + Shown.ms(whole.lag().p99())
                    + " late or more. Times count from when a message was due, so they hold that, too; ask for less, or for"
                    + " more --generators.");
        }
        long busy = seconds.stream().filter(each -> each.busiest() > BUSY_SHARE).count();
        if (busy > BUSY_SECONDS * seconds.size()) {
            warnings.add("THE GENERATOR IS A BOTTLENECK: in " + busy + " of " + seconds.size()
                    + " seconds one of its threads had no time left. Ask for less, or for more --generators.");
        }
        if (machineBusy > BUSY_SECONDS) {
            warnings.add("All cores of this machine had work in " + Math.round(100 * machineBusy)
                    + " % of the seconds: nodes, generators and whoever else is here wait for each other.");
        }
        return warnings;
    }
}
