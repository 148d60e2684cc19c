package dev.carillon.simulator.seeds.faults;

import static dev.carillon.simulator.seeds.faults.FaultDraw.between;

import dev.carillon.node.simulated.SimulatedNode;
import dev.carillon.node.simulated.SimulatedWorld;
import java.util.List;

/** What happens to disks: slow ones. */
final class DiskFaults {
    static final List<FaultDraw> KINDS = List.of(new FaultDraw(
            1, (random, node) -> new SlowSync(node, random.nextBoolean() ? 0 : between(random, 1, 50))));

    private DiskFaults() {}

    /** Each sync takes longer, until the next of these. */
    record SlowSync(int node, int ms) implements Fault {
        @Override
        public void apply(FaultScene scene) {
            SimulatedNode slow = scene.member(node);
            scene.tell(() -> "the disks of node " + slow.number() + " take " + ms + " ms longer to sync");
            slow.slowSync(ms * SimulatedWorld.MS);
        }

        @Override
        public String describe() {
            return "the disks of node " + node + " take " + ms + " ms longer to sync";
        }
    }
}
