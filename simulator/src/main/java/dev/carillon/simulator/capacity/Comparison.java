package dev.carillon.simulator.capacity;

import dev.carillon.simulator.capacity.fit.LoadPoint;
import java.util.List;

/**
 * What the model says of a measured load, beside what was measured. Pure; any thread.
 *
 * @param point as measured
 * @param figures each, of all nodes together
 */
record Comparison(LoadPoint point, List<Figure> figures) {
    Comparison {
        figures = List.copyOf(figures);
    }

    /**
     * @param name what it is, with its unit
     * @param measured here
     * @param predicted by the model
     * @param asked whether a plan asks for it; others tell how the model comes to what it says
     */
    record Figure(String name, double measured, double predicted, boolean asked) {
        /** How far the model is off; 0.1 is 10 % too much, -0.1 is 10 % too little. */
        double error() {
            return predicted / measured - 1;
        }

        boolean isWithin(double tolerance) {
            return Math.abs(error()) <= tolerance;
        }
    }

    static Comparison of(Costs costs, LoadPoint point) {
        int nodes = point.cluster().nodes();
        double share = 1.0 / nodes;
        Work work = new Work(
                costs,
                Paces.asMeasured(costs.rounds()),
                point.cluster(),
                point.disks(),
                point.messages(),
                1,
                point.size());
        return new Comparison(
                point,
                List.of(
                        new Figure(
                                "CPU, cores",
                                point.cores(),
                                nodes * (work.idleCpu(share) + work.cpu(share)) / 1e6,
                                true),
                        new Figure(
                                "network, MB/s",
                                point.loopback() / 1e6,
                                nodes * (work.in(share) + work.out(share) + work.between(share)) / 1e6,
                                true),
                        new Figure("passes/s", point.passes(), nodes * work.passes(share), false),
                        new Figure("syncs/s", point.syncs(), nodes * work.syncs(share), false),
                        new Figure(
                                "memory, MB",
                                point.memory() / 1e6,
                                (nodes * costs.memory().node()
                                                + point.sessions()
                                                        * costs.memory().session())
                                        / 1e6,
                                true)));
    }

    boolean isWithin(double tolerance) {
        return figures.stream().filter(Figure::asked).allMatch(figure -> figure.isWithin(tolerance));
    }
}
