package dev.carillon.simulator.seeds.faults;

import dev.carillon.node.simulated.SimulatedNode;
import dev.carillon.simulator.seeds.tally.Happened;
import java.util.List;

/**
 * Power is cut everywhere right after clients were told that their sends are stored: what a power cut would take first.
 *
 * @param backAfterMs by node, from the first; when each returns
 */
public record CrashAtAck(List<Integer> backAfterMs) implements Fault {
    @Override
    public void apply(FaultScene scene) {
        scene.atNextAck(this);
    }

    /** That node has told clients so. */
    public void onAcks(FaultScene scene, SimulatedNode told) {
        scene.count(Happened.CRASHED_AT_ACK);
        scene.wires().arriveAt(told);
        for (SimulatedNode each : scene.present()) {
            if (each.isUp()) {
                each.crash();
                scene.startAfter(each, backAfterMs.get(each.number() - 1));
            }
        }
    }

    @Override
    public String describe() {
        return "power cut of all nodes right after the next ack";
    }
}
