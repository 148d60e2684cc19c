package dev.carillon.simulator.seeds.faults;

import dev.carillon.node.cluster.ClusterState;
import dev.carillon.node.simulated.SimulatedNetwork;
import dev.carillon.node.simulated.SimulatedNode;
import dev.carillon.simulator.seeds.devices.Wires;
import dev.carillon.simulator.seeds.tally.Happened;
import java.util.List;
import java.util.function.Supplier;

/** What faults happen to. One thread. */
public interface FaultScene {
    /** All nodes, by number from 1; some never come. */
    List<SimulatedNode> nodes();

    /** Nodes that run, or would if they had not crashed. */
    List<SimulatedNode> present();

    /** The node of that number if the cluster has it; else one that it has, always the same for the same members. */
    SimulatedNode member(int number);

    /** What the cluster knows of itself. */
    ClusterState known();

    /**
     * The disks of a node may be lost from now on, until it is replaced.
     *
     * @return false if that must not be now, because others may be lost too
     */
    boolean suspectDisk(SimulatedNode node);

    /** The node is gone for good; operators put another one into its place. */
    void replaceLost(SimulatedNode node);

    SimulatedNetwork network();

    /** The clients' network. */
    Wires wires();

    /** Something happens later, even after all faults have healed. */
    void after(long ms, Runnable work);

    /** Somebody starts a node after so long, if it is down then. */
    void startAfter(SimulatedNode node, long ms);

    /** Power is cut everywhere as soon as a node has told clients that their sends are stored. */
    void atNextAck(CrashAtAck crash);

    /** What happened, for people. */
    void tell(Supplier<String> text);

    /** It took effect. */
    void count(Happened what);
}
