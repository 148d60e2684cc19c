package dev.carillon.node.replication.raft;

/** Runs seeds {@code from} to {@code to} and prints what they saw; for looking into a seed. */
final class SimulationMain {
    private SimulationMain() {}

    public static void main(String[] args) {
        long from = Long.parseLong(args[0]);
        long to = Long.parseLong(args[1]);
        SimCounts all = new SimCounts();
        int broken = 0;
        for (long seed = from; seed <= to; seed++) {
            try {
                all.add(new Simulation(seed, EngineUnderTest.ERRORS).run());
            } catch (RuntimeException e) {
                broken++;
                System.out.println("seed " + seed + ": " + e);
                if (args.length > 2) {
                    e.printStackTrace();
                }
            }
        }
        System.out.println(all);
        System.out.println("broken seeds: " + broken);
    }
}
