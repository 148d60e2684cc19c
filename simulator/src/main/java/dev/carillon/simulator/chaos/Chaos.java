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
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/** Hurts a cluster at the times that a plan names, each fault on a thread of its own, and keeps record. Any thread. */
public final class Chaos implements AutoCloseable {
    /** Faults that go on at once. */
    private static final int TOGETHER = 8;

    /** After the last of the load, what is still being taken back gets so long. */
    private static final long END_WITHIN_SECONDS = 150;

    /** A node that was killed starts, which takes a few seconds, or a minute where the machine has no time. */
    private static final long BREAK_OFF_SECONDS = 90;

    private final TargetCluster cluster;
    private final Harm harm;
    private final List<PlannedFault> faults;
    private final LongSupplier nanoTime;
    private final RandomGenerator random;
    private final Consumer<String> progress;
    private final BreakOff breakOff = new BreakOff();
    private final ScheduledThreadPoolExecutor threads = new ScheduledThreadPoolExecutor(TOGETHER, work -> {
        Thread thread = new Thread(work, "chaos");
        thread.setDaemon(true);
        return thread;
    });
    private final Map<Integer, FaultMark> marks = new TreeMap<>();
    private long beganNs;

    /**
     * @param faults in the time of the run
     * @param progress told what is taken back when the run is broken off
     */
    public Chaos(
            TargetCluster cluster,
            List<PlannedFault> faults,
            RandomGenerator random,
            LongSupplier nanoTime,
            Consumer<String> progress) {
        this.cluster = cluster;
        this.progress = progress;
        this.harm = new Harm(cluster, breakOff);
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
        if (breakOff.isTold()) {
            return;
        }
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

    /**
     * Breaks off what goes on, and says so. Where the nodes outlive the run, waits until they run as they did; what was begun of a
     * join or a drain, the cluster finishes by itself.
     */
    @Override
    public void close() {
        List<String> goingOn = goingOn();
        breakOff.tell();
        if (!cluster.outlivesTheRun()) {
            threads.shutdownNow();
            return;
        }
        threads.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        threads.shutdown();
        if (!goingOn.isEmpty()) {
            progress.accept("Taking back what goes on, which may take a minute: " + String.join(", ", goingOn));
        }
        try {
            if (!threads.awaitTermination(BREAK_OFF_SECONDS, TimeUnit.SECONDS)) {
                progress.accept("Not taken back within " + BREAK_OFF_SECONDS + " s: " + String.join(", ", goingOn())
                        + ". './carillon ring status' tells how the cluster is; './carillon cluster stop' and 'start' end and"
                        + " start all of its nodes.");
            } else if (!goingOn.isEmpty()) {
                progress.accept("Every node runs."
                        + (isRingChanging()
                                ? " What was begun of a join or a drain the cluster finishes by itself."
                                : ""));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isRingChanging() {
        return marks().stream()
                .anyMatch(mark -> !mark.happened()
                        && (mark.kind().equals(PlannedFault.Kind.JOIN.toString())
                                || mark.kind().equals(PlannedFault.Kind.DRAIN.toString())));
    }

    private List<String> goingOn() {
        return marks().stream()
                .filter(mark -> !mark.isOver())
                .map(FaultMark::name)
                .toList();
    }
}
