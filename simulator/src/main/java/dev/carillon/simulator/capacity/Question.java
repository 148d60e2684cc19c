package dev.carillon.simulator.capacity;

/**
 * What was asked, as values.
 *
 * @param monthlyGrowth of the users; 0.05 is 5 % more each month
 */
record Question(
        Behaviour behaviour,
        Layout layout,
        Machine machine,
        String machineText,
        HeadRoom headRoom,
        double copyBytesPerSecond,
        double monthlyGrowth,
        Costs costs) {
    Planner planner() {
        return new Planner(costs, layout, machine, headRoom, copyBytesPerSecond);
    }

    /** Months until users have grown so much; infinite if they do not grow. */
    double months(double factor) {
        return factor <= 1 ? 0 : Math.log(factor) / Math.log1p(monthlyGrowth);
    }
}
