package dev.carillon.node.admin;

import dev.carillon.node.cluster.ClusterMap;
import dev.carillon.node.cluster.ClusterView;
import dev.carillon.node.cluster.Owners;
import dev.carillon.node.peer.PeerHealth;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** What the assembly knows of the node, and can do with it, for operators. Any thread. */
public interface NodeFacts {
    String version();

    /** This node's number; 1 for one that is alone. */
    int node();

    long incarnation();

    int loops();

    /** Time since the start, ms. */
    long upMs();

    long clockMs();

    boolean isReady();

    boolean isHealthy();

    /** Whether it is started again after {@link #restart}. */
    boolean isSupervised();

    /** The node stops cleanly a moment later, with an exit code on which it is started again. */
    void restart();

    /** Nodes, partitions and who holds them; of a node that is alone, itself and all. */
    ClusterMap map();

    /** What the node knows of its cluster; null for a node that is alone. */
    @Nullable
    ClusterView view();

    /** About how much the state engine has of a partition. */
    long stateBytes(int partition);

    /** Who leads what; null for a node that is alone, which leads everything. */
    @Nullable
    Owners owners();

    /** How other nodes are heard; null for a node that is alone. */
    @Nullable
    PeerHealth peers();

    /** Whether another node counts as dead. */
    IntPredicate down();

    /** Of the disk with the data folder, bytes. */
    long diskFree();

    long diskTotal();

    /** @return the level before; null if there is no such level */
    @Nullable
    String logLevel(String level);
}
