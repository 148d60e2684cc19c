package dev.carillon.simulator.seeds;

import dev.carillon.node.cluster.ClusterState;
import dev.carillon.node.cluster.Format;
import dev.carillon.node.simulated.SimulatedNetwork;
import dev.carillon.node.simulated.SimulatedNode;
import dev.carillon.node.simulated.SimulatedWorld;
import dev.carillon.simulator.seeds.devices.Wires;
import dev.carillon.simulator.seeds.faults.CrashAtAck;
import dev.carillon.simulator.seeds.faults.FaultScene;
import dev.carillon.simulator.seeds.faults.FaultSchedule;
import dev.carillon.simulator.seeds.story.Story;
import dev.carillon.simulator.seeds.tally.Happened;
import dev.carillon.simulator.seeds.tally.Tally;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Lets a schedule of faults happen to a simulated cluster, each when its time has come, and heals everything in the end. */
final class Chaos implements FaultScene {
    private final SimulatedWorld world;
    private final FaultSchedule schedule;
    private final List<SimulatedNode> nodes;
    private final SimulatedNetwork network;
    private final Wires wires;
    private final RingOperator operator;
    private final BooleanSupplier over;
    private final Story story;
    private final Tally tally;
    private @Nullable CrashAtAck crashAtAck;

    /** @param over whether everything heals now, and nothing more may happen */
    Chaos(
            SimulatedWorld world,
            FaultSchedule schedule,
            List<SimulatedNode> nodes,
            SimulatedNetwork network,
            Wires wires,
            RingOperator operator,
            BooleanSupplier over,
            Story story,
            Tally tally) {
        this.world = world;
        this.schedule = schedule;
        this.nodes = nodes;
        this.network = network;
        this.wires = wires;
        this.operator = operator;
        this.over = over;
        this.story = story;
        this.tally = tally;
    }

    void begin() {
        for (FaultSchedule.Planned planned : schedule.faults()) {
            world.after(planned.atMs() * SimulatedWorld.MS - world.nanoTime(), () -> {
                if (!over.getAsBoolean()) {
                    planned.fault().apply(this);
                }
            });
        }
    }

    /** Clients were told just now that their sends are stored. */
    void onAcks(SimulatedNode node) {
        CrashAtAck crash = crashAtAck;
        if (crash != null && !over.getAsBoolean()) {
            crashAtAck = null;
            crash.onAcks(this, node);
        }
    }

    /** Everything works from now on. */
    void heal() {
        tell(() -> "everything heals");
        network.heal();
        wires.heal();
        for (SimulatedNode node : List.copyOf(operator.present())) {
            node.healDisks();
            node.clock().set();
            if (node.newestFormat() < Format.NEWEST) {
                node.becomes(Format.NEWEST);
                node.kill();
            }
            start(node);
        }
    }

    private void start(SimulatedNode node) {
        node.start();
        if (!node.refusal().isEmpty()) {
            tell(() -> "node " + node.number() + " does not start: " + node.refusal());
            count(Happened.ROT_FOUND);
            operator.lostDisk().isLost(node);
        }
    }

    @Override
    public List<SimulatedNode> nodes() {
        return nodes;
    }

    @Override
    public List<SimulatedNode> present() {
        return operator.present();
    }

    @Override
    public SimulatedNode member(int number) {
        return operator.member(number);
    }

    @Override
    public ClusterState known() {
        return operator.newest();
    }

    @Override
    public boolean suspectDisk(SimulatedNode node) {
        return operator.lostDisk().suspect(node);
    }

    @Override
    public void replaceLost(SimulatedNode node) {
        operator.lostDisk().isLost(node);
    }

    @Override
    public SimulatedNetwork network() {
        return network;
    }

    @Override
    public Wires wires() {
        return wires;
    }

    @Override
    public void after(long ms, Runnable work) {
        world.after(ms * SimulatedWorld.MS, work);
    }

    @Override
    public boolean isOver() {
        return over.getAsBoolean();
    }

    @Override
    public void startAfter(SimulatedNode node, long ms) {
        after(ms, () -> {
            if (!node.isUp() && operator.present().contains(node)) {
                tell(() -> "node " + node.number() + " starts");
                start(node);
            }
        });
    }

    @Override
    public void atNextAck(CrashAtAck crash) {
        crashAtAck = crash;
    }

    @Override
    public void tell(Supplier<String> text) {
        story.add(Story.ALL, text);
    }

    @Override
    public void count(Happened what) {
        tally.add(what, 1);
    }
}
