package dev.carillon.simulator.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Whether a run measured its own generators, or the machine that all share, rather than the nodes. Pure. */
final class Bottlenecks {
    /** The generator is late with more than one message in a hundred. */
    private static final double LATE_MS = 20;

    private static final double BUSY_SHARE = 0.9;
    private static final double BUSY_SECONDS = 0.1;

    /** Seconds that are looked at to say what is in the way now, and how many of them must say so. */
    private static final int LATELY = 3;

    private static final int OF_THEM = 2;

    /** Who keeps the load from being what was asked for. */
    enum Cause {
        NOBODY,
        GENERATOR,
        /** Its cores are full, and no thread of a generator is: more generators here would not help. */
        MACHINE
    }

    private Bottlenecks() {}

    /** In the newest seconds. @param machineFull whether all cores of the machine have work */
    static Cause now(List<Second> seconds, boolean machineFull) {
        List<Second> lately = seconds.subList(Math.max(0, seconds.size() - LATELY), seconds.size());
        long inTheWay = lately.stream()
                .filter(each -> each.lagP99Ms() > LATE_MS || worked(each) || waited(each))
                .count();
        if (inTheWay < OF_THEM) {
            return Cause.NOBODY;
        }
        return machineFull && lately.stream().noneMatch(Bottlenecks::worked) ? Cause.MACHINE : Cause.GENERATOR;
    }

    /** Whether one thread of a generator had work all the time. */
    private static boolean worked(Second second) {
        return second.busiest() > BUSY_SHARE;
    }

    /** Whether one had no time left, since it waited for a core. */
    static boolean waited(Second second) {
        return !worked(second) && second.occupied() > BUSY_SHARE;
    }

    /**
     * A sentence for each that was found.
     *
     * @param machineBusy share of the seconds in which all cores of the machine had work
     */
    static List<String> warnings(PhaseFigures whole, List<Second> seconds, double machineBusy) {
        List<String> warnings = new ArrayList<>();
        boolean late = whole.lag().p99() > LATE_MS;
        long working = seconds.stream().filter(Bottlenecks::worked).count();
        long waiting = seconds.stream().filter(Bottlenecks::waited).count();
        boolean busy = working > BUSY_SECONDS * seconds.size();
        boolean squeezed = working + waiting > BUSY_SECONDS * seconds.size();
        boolean full = machineBusy > BUSY_SECONDS;
        String lateness =
                "one message in a hundred was sent " + Shown.ms(whole.lag().p99())
                        + " late or more. Times count from when a message was due, so they hold that, too";
        String ofSeconds = " of " + seconds.size() + " seconds one of ";
        String fullness =
                "all cores of this machine had work in " + Math.round(100 * machineBusy) + " % of the seconds";
        if (busy) {
            warnings.add("THE GENERATOR IS A BOTTLENECK: in " + working + ofSeconds + "its threads had no time left"
                    + (late ? ", and " + lateness : "")
                    + ". Ask for less, or for more --generators"
                    + (full ? ", on a machine with more cores: " + fullness : "") + ".");
        } else if (squeezed && !full) {
            warnings.add("THE GENERATOR IS A BOTTLENECK: in " + (working + waiting) + ofSeconds
                    + "its threads had no time left, mostly since it waited for a core that others had, although this"
                    + " machine has idle ones"
                    + (late ? "; and " + lateness : "")
                    + ". Let generators use more cores (they may be confined to some), or ask for less.");
        } else if ((late || squeezed) && full) {
            warnings.add("THIS MACHINE IS A BOTTLENECK: "
                    + (late
                            ? lateness
                            : "in " + (working + waiting) + ofSeconds + "a generator's threads waited for a core")
                    + ". No thread of a generator works all the time, but "
                    + fullness
                    + ": nodes, generators and whoever else is here wait for each other. Ask for less, or put"
                    + " nodes and generators on machines of their own (--server).");
        } else if (late) {
            warnings.add("THE GENERATOR IS A BOTTLENECK: " + lateness + ". Ask for less, or for more --generators.");
        } else if (full) {
            warnings.add(fullness.substring(0, 1).toUpperCase(Locale.ROOT) + fullness.substring(1)
                    + ": nodes, generators and whoever else is here wait for each other.");
        }
        return warnings;
    }
}
