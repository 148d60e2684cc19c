package dev.carillon.simulator.chaos;

import dev.carillon.simulator.process.NodeStartException;
import dev.carillon.simulator.process.RingOperator.RingException;
import dev.carillon.simulator.scenario.PlannedFault;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/** Hurts a cluster at the times that a plan names, each fault on a thread of its own, and keeps record. Any thread. */
public final class Chaos implements AutoCloseable {
    /** Faults that go on at once. */
    private static final int TOGETHER = 8;

    /** After the last of the load, what is still being taken back gets so long. */
    private static final long END_WITHIN_SECONDS = 150;

    /** A node that was killed starts, which takes a few seconds. */
    private static final long BREAK_OFF_SECONDS = 30;

    private final TargetCluster cluster;
    private final Harm harm;
    private final List<PlannedFault> faults;
    private final LongSupplier nanoTime;
    private final RandomGenerator random;
    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(TOGETHER, work -> {
        Thread thread = new Thread(work, "chaos");
        thread.setDaemon(true);
        return thread;
    });
    private final Map<Integer, FaultMark> marks = new TreeMap<>();
    private long beganNs;

    /** @param faults in the time of the run */
    public Chaos(TargetCluster cluster, List<PlannedFault> faults, RandomGenerator random, LongSupplier nanoTime) {
        this.cluster = cluster;
        this.harm = new Harm(cluster);
        this.faults = List.copyOf(faults);
        this.random = random;
        this.nanoTime = nanoTime;
    }

    /** The load begins. */
    public void start() {
        beganNs = nanoTime.getAsLong();
        for (int i = 0; i < faults.size(); i++) {
            int number = i;
            threads.schedule(
                    () -> strike(number, faults.get(number)), faults.get(i).atNs(), TimeUnit.NANOSECONDS);
        }
    }

    private double seconds() {
        return (nanoTime.getAsLong() - beganNs) / 1e9;
    }

    private void strike(int number, PlannedFault fault) {
        double from = seconds();
        String kind = fault.kind().toString();
        int node = node(fault);
        mark(number, new FaultMark(kind, node, from, -1, fault.kind().about(), true));
        try {
            String words = harm.strike(fault, node);
            mark(number, new FaultMark(kind, node, from, seconds(), words, true));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            mark(number, new FaultMark(kind, node, from, seconds(), "the run ended before it was over", false));
        } catch (UnableException
                | RingException
                | NodeStartException
                | IOException
                | StatusRuntimeException
                | IllegalStateException e) {
            mark(number, new FaultMark(kind, node, from, seconds(), String.valueOf(e.getMessage()), false));
        }
    }

    private synchronized int node(PlannedFault fault) {
        if (fault.node() > 0 || fault.kind() == PlannedFault.Kind.JOIN) {
            return fault.node();
        }
        List<Integer> alive = cluster.alive();
        return alive.isEmpty() ? 1 : alive.get(random.nextInt(alive.size()));
    }

    private synchronized void mark(int number, FaultMark mark) {
        marks.put(number, mark);
    }

    /** What was done so far, in the plan's order. */
    public synchronized List<FaultMark> marks() {
        return new ArrayList<>(marks.values());
    }

    /** Waits until everything is taken back. */
    public void end() throws InterruptedException {
        threads.shutdown();
        if (!threads.awaitTermination(END_WITHIN_SECONDS, TimeUnit.SECONDS)) {
            close();
        }
    }

    /** Breaks off what goes on. Where the nodes outlive the run, waits until they are as they were. */
    @Override
    public void close() {
        threads.shutdownNow();
        try {
            if (cluster.outlivesTheRun() && !threads.awaitTermination(BREAK_OFF_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("a fault could not be taken back within " + BREAK_OFF_SECONDS
                        + " s; './carillon ring status' tells more");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
