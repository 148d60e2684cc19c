package dev.carillon.simulator.faults;

import dev.carillon.simulator.faults.links.LinkProxy;
import dev.carillon.simulator.faults.node.WeakCluster;
import dev.carillon.simulator.ledger.Ledger;
import dev.carillon.simulator.process.LocalCluster;
import dev.carillon.simulator.process.NodeProcess;
import dev.carillon.simulator.process.NodeStartException;
import dev.carillon.simulator.process.RingOperator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/** A cluster under traffic, and everything that a fault needs to hurt it and to see what came of that. */
final class Testbed {
    static final long RING_WITHIN_MS = 120_000;
    /** How long a kill waits for replicas that are behind; then it comes all the same, and is counted apart. */
    static final long CAUGHT_UP_WITHIN_MS = 60_000;

    private static final long LOOK_MS = 100;
    /** Sends without an ack that a kill waits for: acks on the wire still arrive. */
    private static final long UNACKED_AIM = 600;

    private static final long SURGE_MS_MAX = 5_000;
    private static final long POLL_MS = 5;

    private final WeakCluster weak;
    private final long patienceMs;
    private final LongSupplier nanoTime;
    private final RandomGenerator random;
    private final Map<Integer, NodeProcess> members = new ConcurrentSkipListMap<>();
    private final RingOperator operator = new RingOperator(() -> List.copyOf(members.values()));
    private final NodeWatch watch = new NodeWatch(() -> members);
    private final Tally tally = new Tally();
    private final Ledger ledger;
    private final SteadyTraffic traffic;

    /**
     * @param powerCuts whether a kill also drops what a node has not synced
     * @param patienceMs how long users may wait until they are served again
     */
    Testbed(
            LocalCluster cluster,
            Path files,
            boolean powerCuts,
            long patienceMs,
            LinkProxy links,
            Ledger ledger,
            SteadyTraffic traffic,
            RandomGenerator random,
            LongSupplier nanoTime) {
        this.weak = new WeakCluster(cluster, files, powerCuts, links);
        this.patienceMs = patienceMs;
        this.ledger = ledger;
        this.traffic = traffic;
        this.random = random;
        this.nanoTime = nanoTime;
    }

    /** Starts every node, lets second devices enrol, then starts the traffic. */
    void start() throws InterruptedException, NodeStartException, IOException {
        for (int number = 1; number <= weak.size(); number++) {
            weak.lay(number);
            members.put(number, node(number));
        }
        for (int number : members()) {
            node(number).start();
        }
        watch.start();
        if (!traffic.enrol(NodeProcess.READY_WITHIN_MS)) {
            throw new NodeStartException("For " + NodeProcess.READY_WITHIN_MS / 1_000
                    + " s after the start not everybody got a connection; the nodes' output says why.");
        }
        traffic.start();
    }

    /** Returns when users are served. */
    void awaitFirstAck() throws InterruptedException, NodeStartException {
        long from = now();
        while (ledger.totals().acked() == 0) {
            if (msSince(from) > NodeProcess.READY_WITHIN_MS) {
                throw new NodeStartException("For " + NodeProcess.READY_WITHIN_MS / 1_000
                        + " s after the start nobody was served; the nodes' output says why.");
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MS);
        }
    }

    /** The folder of a node's output, in which it and the suite leave files for each other. */
    Path folder(int number) {
        return weak.folder(number);
    }

    /** Numbers of the nodes that belong to the cluster now. */
    List<Integer> members() {
        return List.copyOf(members.keySet());
    }

    NodeProcess node(int number) {
        return weak.node(number);
    }

    /** Any member. */
    int anyone() {
        List<Integer> all = members();
        return all.get(random.nextInt(all.size()));
    }

    /** A member that owns partitions now. */
    int anOwner() throws FaultException, InterruptedException {
        for (long waited = 0; waited < patienceMs; waited += POLL_MS) {
            members.forEach(watch::look);
            List<Integer> owners =
                    members().stream().filter(number -> watch.leads(number) > 0).toList();
            if (!owners.isEmpty()) {
                return owners.get(random.nextInt(owners.size()));
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MS);
        }
        throw new FaultException("no node said that it owns anything");
    }

    /**
     * Before a kill: waits until every replica has what any has now, so that the node that is about to die is not the second
     * one of a majority that lacks something. @return whether they all had it in time
     */
    boolean awaitCaughtUp() throws InterruptedException {
        long from = now();
        ReplicaLook aim = null;
        do {
            ReplicaLook look = new ReplicaLook(watch.lookAtAll());
            if (aim != null && look.behind(aim) == 0) {
                tally.caughtUp(msSince(from));
                return true;
            }
            if (aim == null && look.isWhole()) {
                aim = look;
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MS);
        } while (msSince(from) <= CAUGHT_UP_WITHIN_MS);
        tally.killedBehind();
        return false;
    }

    /** Starts one more node, of which the cluster has been told; it holds nothing yet. */
    int newcomer() throws RingOperator.RingException, InterruptedException, NodeStartException, IOException {
        LocalCluster.Newcomer newcomer = weak.newcomer();
        operator.know(newcomer, RING_WITHIN_MS);
        members.put(newcomer.number(), newcomer.process());
        newcomer.process().start();
        return newcomer.number();
    }

    /** The node is no member any more. */
    void dismiss(int number) {
        members.remove(number);
    }

    /** How long users may wait, and how long a fault may take to show. */
    long patienceMs() {
        return patienceMs;
    }

    LinkProxy links() {
        return weak.links();
    }

    RingOperator operator() {
        return operator;
    }

    NodeWatch watch() {
        return watch;
    }

    Tally tally() {
        return tally;
    }

    RandomGenerator random() {
        return random;
    }

    /**
     * Sends as fast as it can until many sends wait for their acks. They go on until {@link #calm}.
     *
     * @return how many waited a moment ago
     */
    long surge() throws InterruptedException {
        traffic.surge(true);
        for (long waited = 0; waited < SURGE_MS_MAX; waited++) {
            long unacked = unacked();
            if (unacked >= UNACKED_AIM) {
                return unacked;
            }
            TimeUnit.MILLISECONDS.sleep(1);
        }
        return unacked();
    }

    /** Back to the steady rate. */
    void calm() {
        traffic.surge(false);
    }

    private long unacked() {
        return ledger.totals().unacked();
    }

    /** Sends of which senders heard that they will never be delivered. */
    long refused() {
        return ledger.totals().failed();
    }

    long now() {
        return nanoTime.getAsLong();
    }

    long msSince(long ns) {
        return TimeUnit.NANOSECONDS.toMillis(nanoTime.getAsLong() - ns);
    }

    /**
     * The node has just died: waits until others serve its users.
     *
     * @param caughtUp whether the others' replicas had all that there was
     * @return ms that it took
     */
    long awaitFailOver(int victim, boolean caughtUp) throws FaultException, InterruptedException {
        WaitingUsers users = new WaitingUsers(traffic.traffic(), ledger, watch.led(victim), traffic.sent());
        long ms = awaitServed("the kill of node " + victim, users::look);
        tally.failedOver(ms, users.waits(), caughtUp);
        return ms;
    }

    /** Waits until all that was sent so far is acked or refused. @return ms that it took */
    long awaitServed(String after) throws FaultException, InterruptedException {
        return awaitServed(after, ms -> {});
    }

    private long awaitServed(String after, LongConsumer meanwhile) throws FaultException, InterruptedException {
        int rows = traffic.sent();
        long from = now();
        while (ledger.settledRows() < rows) {
            if (msSince(from) > patienceMs) {
                throw new FaultException("after " + after + ", " + (rows - ledger.settledRows())
                        + " messages sent before are still not acked after " + patienceMs / 1_000 + " s");
            }
            String trouble = traffic.trouble();
            if (trouble != null) {
                throw new FaultException("after " + after + ", " + trouble);
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MS);
            meanwhile.accept(msSince(from));
        }
        meanwhile.accept(msSince(from));
        return msSince(from);
    }
}
