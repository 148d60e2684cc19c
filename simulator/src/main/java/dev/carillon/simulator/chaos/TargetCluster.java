package dev.carillon.simulator.chaos;

import dev.carillon.ring.Member;
import dev.carillon.ring.plan.Change;
import dev.carillon.simulator.cluster.ClusterFolder;
import dev.carillon.simulator.faults.links.LinkProxy;
import dev.carillon.simulator.faults.node.WeakCluster;
import dev.carillon.simulator.faults.node.WeakNode;
import dev.carillon.simulator.process.LocalCluster;
import dev.carillon.simulator.process.NodeProcess;
import dev.carillon.simulator.process.NodeStartException;
import dev.carillon.simulator.process.RingOperator;
import dev.carillon.simulator.process.RingOperator.RingException;
import dev.carillon.simulator.process.Workspace;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A cluster on this machine that load is put on: one of the run's own, or one that runs in a folder and goes on afterwards. Only
 * where harm is to be done are the own nodes the weak ones of the fault suite, whose links and disks can be hurt; links and disks
 * of given nodes cannot. Nodes start on one thread; which there are may be asked by any.
 */
public final class TargetCluster implements AutoCloseable {
    private static final String NODE_MAIN = "dev.carillon.node.boot.NodeMain";
    private static final List<String> OPTIONS = List.of("--insecure-dev", "--http-port=-1", "--admin-port=0");
    private static final long RING_WITHIN_MS = 120_000;
    private static final long LOOK_MS = 500;

    private final LocalCluster cluster;
    /** Null for one of its own. */
    private final @Nullable ClusterFolder folder;

    private final @Nullable LinkProxy links;
    private final @Nullable WeakCluster weak;
    private final LongSupplier nanoTime;
    private final Map<Integer, NodeProcess> members = new ConcurrentSkipListMap<>();
    /** The cluster carries out one plan at a time; whoever is next waits, as an operator would. */
    private final Semaphore ringChanges = new Semaphore(1, true);

    private final RingOperator operator = new RingOperator(() -> List.copyOf(members.values()));

    private TargetCluster(
            LocalCluster cluster,
            @Nullable ClusterFolder folder,
            @Nullable LinkProxy links,
            @Nullable WeakCluster weak,
            LongSupplier nanoTime) {
        this.cluster = cluster;
        this.folder = folder;
        this.links = links;
        this.weak = weak;
        this.nanoTime = nanoTime;
    }

    /** One of its own, not started. @param toBeHurt whether faults are planned */
    public static TargetCluster lay(Workspace workspace, int nodes, boolean toBeHurt, LongSupplier nanoTime)
            throws IOException {
        String main = toBeHurt ? WeakNode.class.getName() : NODE_MAIN;
        LocalCluster cluster = LocalCluster.lay(main, workspace.data(), workspace.files(), nodes, OPTIONS);
        LinkProxy links = toBeHurt ? new LinkProxy(nanoTime) : null;
        return new TargetCluster(
                cluster,
                null,
                links,
                links == null ? null : new WeakCluster(cluster, workspace.files(), false, links),
                nanoTime);
    }

    /**
     * The one that runs in this folder, and goes on afterwards.
     *
     * @throws ClusterFolder.UnfitException if there is none
     */
    public static TargetCluster given(ClusterFolder folder, LongSupplier nanoTime)
            throws IOException, ClusterFolder.UnfitException {
        TargetCluster given = new TargetCluster(folder.running(), folder, null, null, nanoTime);
        for (int number = 1; number <= given.cluster.nodes().size(); number++) {
            given.members.put(number, given.node(number));
        }
        return given;
    }

    /** Whether its nodes go on when the run is over. */
    boolean outlivesTheRun() {
        return folder != null;
    }

    /** Starts an own one. @param progress gets a line for each node */
    public void start(Consumer<String> progress) throws InterruptedException, NodeStartException, IOException {
        for (int number = 1; number <= cluster.nodes().size(); number++) {
            if (weak != null) {
                weak.lay(number);
            }
            members.put(number, node(number));
        }
        for (Map.Entry<Integer, NodeProcess> each : members.entrySet()) {
            NodeProcess node = each.getValue();
            node.start();
            progress.accept(
                    "Node " + each.getKey() + " runs: process " + node.pid() + ", clients on 127.0.0.1:" + node.port());
        }
    }

    NodeProcess node(int number) {
        return cluster.nodes().get(number - 1);
    }

    boolean runs(int number) {
        NodeProcess node = members.get(number);
        return node != null && node.isAlive();
    }

    /** Starts a node that was ended. */
    void startAgain(int number) throws InterruptedException, NodeStartException, IOException {
        node(number).start();
        note();
    }

    /** Leaves word of a node that has started, for the commands that look after a given cluster. */
    private synchronized void note() throws IOException {
        if (folder != null) {
            for (NodeProcess node : cluster.nodes()) {
                if (node.isAlive()) {
                    node.letGo();
                }
            }
            folder.note(cluster);
        }
    }

    /** The nodes that belong to it now, by number. */
    public Map<Integer, NodeProcess> members() {
        return Map.copyOf(members);
    }

    /** Where clients connect on loopback. */
    public List<Integer> ports() {
        return members.values().stream().map(NodeProcess::port).toList();
    }

    List<Integer> alive() {
        List<Integer> alive = new ArrayList<>();
        members.forEach((number, node) -> {
            if (node.isAlive()) {
                alive.add(number);
            }
        });
        return alive;
    }

    /** Whose links and disks can be hurt. */
    WeakCluster weak() {
        if (weak == null) {
            throw new IllegalStateException("this cluster was not made to be hurt");
        }
        return weak;
    }

    /**
     * One more node comes and gets its share.
     *
     * @return its number
     * @throws InterruptedException if the run is broken off; a node that has come then goes on getting its share
     */
    int join(BreakOff breakOff)
            throws InterruptedException, NodeStartException, IOException, RingException, UnableException {
        awaitTurn(breakOff);
        try {
            LocalCluster.Newcomer newcomer = folder == null ? weak().addition() : folder.newcomer(cluster);
            operator.know(newcomer, RING_WITHIN_MS);
            members.put(newcomer.number(), newcomer.process());
            newcomer.process().start();
            note();
            carryOut(new Change.Join(Member.of(newcomer.number())), breakOff);
            return newcomer.number();
        } catch (ClusterFolder.UnfitException e) {
            throw new UnableException(String.valueOf(e.getMessage()));
        } finally {
            ringChanges.release();
        }
    }

    /** @throws InterruptedException if the run is broken off; the cluster goes on draining the node */
    void drain(int number, BreakOff breakOff) throws InterruptedException, RingException, UnableException {
        awaitTurn(breakOff);
        try {
            carryOut(new Change.Drain(number), breakOff);
        } finally {
            ringChanges.release();
        }
    }

    private void awaitTurn(BreakOff breakOff) throws InterruptedException {
        while (!ringChanges.tryAcquire(LOOK_MS, TimeUnit.MILLISECONDS)) {
            breakOff.waitFor(0);
        }
    }

    private void carryOut(Change change, BreakOff breakOff)
            throws InterruptedException, RingException, UnableException {
        long untilNs = nanoTime.getAsLong() + TimeUnit.MILLISECONDS.toNanos(RING_WITHIN_MS);
        long plan = operator.begin(change, RingOperator.QUICK, RING_WITHIN_MS);
        while (operator.past(plan, RING_WITHIN_MS).isEmpty()) {
            if (nanoTime.getAsLong() - untilNs >= 0) {
                throw new UnableException(
                        "\"" + change.words() + "\" was begun and not over within " + RING_WITHIN_MS / 1_000 + " s");
            }
            breakOff.waitFor(TimeUnit.MILLISECONDS.toNanos(LOOK_MS));
        }
    }

    /** Ends all nodes of an own one at once. Any thread, and twice. */
    @Override
    public void close() {
        if (folder == null) {
            cluster.nodes().forEach(NodeProcess::destroy);
        }
        if (links != null) {
            links.close();
        }
    }
}
