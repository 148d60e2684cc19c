package dev.carillon.simulator.chaos;

import dev.carillon.simulator.faults.node.WeakCluster;
import dev.carillon.simulator.faults.node.WeakNode;
import dev.carillon.simulator.process.NodeProcess;
import dev.carillon.simulator.process.NodeStartException;
import dev.carillon.simulator.process.RingOperator.RingException;
import dev.carillon.simulator.scenario.PlannedFault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Does one fault to one node and takes it back after its time. Blocks meanwhile. */
final class Harm {
    private static final long SLOW_MS = 100;

    private final TargetCluster cluster;
    private final BreakOff breakOff;

    Harm(TargetCluster cluster, BreakOff breakOff) {
        this.cluster = cluster;
        this.breakOff = breakOff;
    }

    /** @return what happened, for people */
    String strike(PlannedFault fault, int node)
            throws InterruptedException, IOException, NodeStartException, RingException, UnableException {
        if (fault.kind() != PlannedFault.Kind.JOIN && !cluster.runs(node)) {
            throw new UnableException("node " + node + " did not run then");
        }
        return switch (fault.kind()) {
            case KILL -> kill(node, fault.forNs());
            case PAUSE -> pause(node, fault.forNs());
            case CUT -> cut(node, fault.forNs());
            case SLOW -> slow(node, fault.forNs());
            case DISK_FULL -> fill(node, fault.forNs());
            case RESTART -> restart(node);
            case JOIN -> "node " + cluster.join(breakOff) + " came and has its share";
            case DRAIN -> {
                cluster.drain(node, breakOff);
                yield "node " + node + " has handed on all it had";
            }
        };
    }

    private void last(long ns) throws InterruptedException {
        breakOff.waitFor(ns);
    }

    private String kill(int number, long forNs) throws InterruptedException, NodeStartException, IOException {
        cluster.node(number).kill();
        try {
            last(forNs);
        } finally {
            again(number);
        }
        return "node " + number + " was killed with -9 and started again";
    }

    private String pause(int number, long forNs) throws InterruptedException {
        NodeProcess node = cluster.node(number);
        node.freeze();
        try {
            last(forNs);
        } finally {
            node.thaw();
        }
        return "node " + number + " stood still";
    }

    /** The run may be broken off; whose cluster it is finds all nodes as they were. Own ones end then. */
    private void again(int number) throws InterruptedException, NodeStartException, IOException {
        if (!breakOff.isTold() || cluster.outlivesTheRun()) {
            cluster.startAgain(number);
        }
    }

    private String restart(int number) throws InterruptedException, NodeStartException, IOException, UnableException {
        boolean clean = cluster.node(number).stop();
        again(number);
        if (!clean) {
            throw new UnableException("node " + number + " was asked to stop and did not do so cleanly");
        }
        return "node " + number + " was stopped cleanly and started again";
    }

    private String cut(int number, long forNs) throws InterruptedException, UnableException {
        WeakCluster weak = cluster.weak();
        long before = held(weak, number);
        try {
            for (int other = 1; other <= weak.size(); other++) {
                weak.links().cut(number, other);
                weak.links().cut(other, number);
            }
            last(forNs);
        } finally {
            heal(weak, number);
        }
        long bytes = held(weak, number) - before;
        if (bytes == 0) {
            throw new UnableException("node " + number + " was cut off, and nothing was held back");
        }
        return "node " + number + " was cut off from the others, " + bytes + " bytes held back";
    }

    private String slow(int number, long forNs) throws InterruptedException, UnableException {
        WeakCluster weak = cluster.weak();
        long before = delayed(weak, number);
        try {
            for (int other = 1; other <= weak.size(); other++) {
                weak.links().slow(number, other, SLOW_MS);
                weak.links().slow(other, number, SLOW_MS);
            }
            last(forNs);
        } finally {
            heal(weak, number);
        }
        long bytes = delayed(weak, number) - before;
        if (bytes == 0) {
            throw new UnableException("the links of node " + number + " were slow, and nothing was delayed");
        }
        return "the links of node " + number + " took " + SLOW_MS + " ms more each way, " + bytes + " bytes delayed";
    }

    private static void heal(WeakCluster weak, int number) throws InterruptedException {
        for (int other = 1; other <= weak.size(); other++) {
            weak.links().heal(number, other);
            weak.links().heal(other, number);
        }
    }

    private static long held(WeakCluster weak, int number) throws InterruptedException {
        long bytes = 0;
        for (int other = 1; other <= weak.size(); other++) {
            bytes += weak.links().effect(number, other).bytesHeld()
                    + weak.links().effect(other, number).bytesHeld();
        }
        return bytes;
    }

    private static long delayed(WeakCluster weak, int number) throws InterruptedException {
        long bytes = 0;
        for (int other = 1; other <= weak.size(); other++) {
            bytes += weak.links().effect(number, other).bytesDelayed()
                    + weak.links().effect(other, number).bytesDelayed();
        }
        return bytes;
    }

    private String fill(int number, long forNs) throws InterruptedException, IOException, UnableException {
        Path folder = cluster.weak().folder(number);
        Path full = WeakNode.full(folder);
        Path refused = WeakNode.refused(folder);
        Files.deleteIfExists(refused);
        try {
            Files.createFile(full);
            last(forNs);
        } finally {
            Files.deleteIfExists(full);
        }
        if (!cluster.node(number).isAlive()) {
            throw new UnableException("node " + number + " ended because its disk was full");
        }
        // A log has room ahead; only a load that uses it up meets the full disk.
        return Files.exists(refused)
                ? "the disk of node " + number + " had no space, and its log asked for some in vain"
                : "the disk of node " + number + " had no space, and its log asked for none";
    }
}
