package dev.carillon.simulator.seeds.faults;

import java.util.Random;

/**
 * A kind of fault: how often it comes among others, and how chance decides on one.
 *
 * @param weight from 1; twice as much comes twice as often
 */
record FaultDraw(int weight, Drawing drawing) {
    /** Decides on a fault. */
    interface Drawing {
        /** @param node that it happens to, by number */
        Fault draw(Random random, int node);
    }

    /** Uniform, the upper bound excluded. */
    static int between(Random random, int low, int high) {
        return low + random.nextInt(high - low);
    }
}
