package dev.carillon.simulator.faults;

import dev.carillon.admin.v1.Counter;
import dev.carillon.admin.v1.Owner;
import dev.carillon.admin.v1.Replica;
import dev.carillon.admin.v1.StatusReply;
import dev.carillon.admin.v1.StatusRequest;
import dev.carillon.simulator.process.NodeProcess;
import dev.carillon.simulator.process.OperatorCall;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the nodes' own counters again and again. Counters begin at 0 with each process, so what each process counted is
 * kept by process and added up; what it counted after the last look before its kill is missing, so the sums are lower
 * bounds. Checks in passing that no two nodes say that they lead a partition in the same generation and term. Any thread.
 */
final class NodeWatch implements AutoCloseable {
    private static final long EVERY_MS = 300;
    private static final long ANSWER_MS = 1_000;
    private static final int NAMED_MAX = 5;

    private final Supplier<Map<Integer, NodeProcess>> nodes;
    private final Thread thread;
    private final Map<Long, Map<String, Long>> countedBy = new HashMap<>();
    private final Map<Claim, Integer> leaders = new HashMap<>();
    private final Map<Integer, Set<Integer>> led = new HashMap<>();
    private final List<String> conflicts = new ArrayList<>();
    private long claims;
    private long looks;
    private volatile boolean closing;

    private record Claim(int partition, long generation, int term) {}

    /** @param nodes that run, by number */
    NodeWatch(Supplier<Map<Integer, NodeProcess>> nodes) {
        this.nodes = nodes;
        this.thread = new Thread(this::run, "node-watch");
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            while (!closing) {
                nodes.get().forEach(this::look);
                TimeUnit.MILLISECONDS.sleep(EVERY_MS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One look at one node; without effect if it does not answer. */
    void look(int number, NodeProcess node) {
        ask(number, node);
    }

    /** One look at all of them. @return what those say that answer */
    List<StatusReply> lookAtAll() {
        List<StatusReply> answers = new ArrayList<>();
        nodes.get().forEach((number, node) -> {
            StatusReply answer = ask(number, node);
            if (answer != null) {
                answers.add(answer);
            }
        });
        return answers;
    }

    private @Nullable StatusReply ask(int number, NodeProcess node) {
        if (!node.isAlive() || node.adminPort() == 0) {
            return null;
        }
        long pid = node.pid();
        StatusReply status;
        try {
            status = OperatorCall.ask(node, ANSWER_MS, call -> call.status(StatusRequest.getDefaultInstance()));
        } catch (StatusRuntimeException e) {
            return null;
        }
        if (status.getNodeId() != number || node.pid() != pid) {
            return null;
        }
        take(number, pid, status);
        return status;
    }

    private synchronized void take(int number, long pid, StatusReply status) {
        looks++;
        Map<String, Long> counted = countedBy.computeIfAbsent(pid, life -> new TreeMap<>());
        for (Counter counter : status.getCountersList()) {
            if (!counter.getGauge()) {
                counted.merge(counter.getName(), counter.getValue(), Math::max);
            }
        }
        Set<Integer> now = new TreeSet<>();
        for (Replica replica : status.getReplicasList()) {
            if (replica.getLeads()) {
                now.add(replica.getPartition());
                claim(number, replica.getPartition(), status.getOwners(replica.getPartition()));
            }
        }
        led.put(number, now);
    }

    private void claim(int number, int partition, Owner owner) {
        if (owner.getNodeId() != number) {
            return;
        }
        claims++;
        Integer before = leaders.putIfAbsent(new Claim(partition, owner.getGeneration(), owner.getTerm()), number);
        if (before != null && before != number && conflicts.size() < NAMED_MAX) {
            conflicts.add("nodes " + before + " and " + number + " both led partition " + partition + " in generation "
                    + owner.getGeneration() + ", term " + owner.getTerm());
        }
    }

    /** How many partitions a node led at the last look. */
    synchronized int leads(int number) {
        return led(number).size();
    }

    /** The partitions that a node led at the last look. */
    synchronized Set<Integer> led(int number) {
        return Set.copyOf(led.getOrDefault(number, Set.of()));
    }

    /** What all processes have counted, by the names of {@code /metrics}; at least. */
    synchronized long counted(String name) {
        return countedBy.values().stream()
                .mapToLong(counted -> counted.getOrDefault(name, 0L))
                .sum();
    }

    /** Partitions that were led by two nodes in the same term, a sentence each. */
    synchronized List<String> conflicts() {
        return List.copyOf(conflicts);
    }

    /** How often a node said that it led a partition, in which term. */
    synchronized long claims() {
        return claims;
    }

    /** Answers of nodes. */
    synchronized long looks() {
        return looks;
    }

    @Override
    public void close() throws InterruptedException {
        closing = true;
        thread.join();
    }
}
