package dev.carillon.simulator.capacity;

import dev.carillon.simulator.capacity.fit.Gathering;

/** How often a disk's passes and syncs, and a partition's entries, turn under a load. Pure; any thread. */
record Paces(Pace passes, Pace syncs, Pace entries) {
    /**
     * One of them.
     *
     * @param upTo events per second; rounds become no fewer where more come
     */
    record Pace(Gathering gathering, double upTo) {
        double perSecond(double events) {
            return gathering.perSecond(Math.min(events, upTo));
        }
    }

    /** As measured: where very much comes rounds become fewer, and CPU with them. */
    static Paces asMeasured(Costs.Rounds rounds) {
        return new Paces(measured(rounds.pass()), measured(rounds.sync()), measured(rounds.entry()));
    }

    /** For plans: a load is not carried that takes more CPU on the way up to it. */
    static Paces atMost(Costs.Rounds rounds) {
        return new Paces(most(rounds.pass()), most(rounds.sync()), most(rounds.entry()));
    }

    private static Pace measured(Gathering gathering) {
        return new Pace(gathering, Double.POSITIVE_INFINITY);
    }

    private static Pace most(Gathering gathering) {
        return new Pace(gathering, gathering.peak());
    }
}
