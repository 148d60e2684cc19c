package dev.carillon.node.replication.raft;

import dev.carillon.node.replication.ReplicaListener;
import dev.carillon.node.runtime.Clock;
import dev.carillon.storage.Marker;
import dev.carillon.storage.disk.FileDisk;
import dev.carillon.storage.log.LogOptions;
import dev.carillon.storage.log.SegmentLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Commits per second of 64 groups on three nodes in one JVM, a thread each, every batch synced. Prints one line; the
 * arguments are seconds and proposals in flight per group.
 */
final class CommitBenchmark {
    private static final int GROUPS = 64;
    private static final int ENTRY_BYTES = 256;

    private CommitBenchmark() {}

    private static final class SystemClock implements Clock {
        @Override
        public long nowMs() {
            return System.currentTimeMillis();
        }

        @Override
        public long nanoTime() {
            return System.nanoTime();
        }
    }

    /** Proposes as long as it leads, and counts what it hears of. */
    private static final class Load implements ReplicaListener {
        private @Nullable Replica replica;
        private int inFlight;
        private long commits;
        private long sinceRelease;

        @Override
        public void onCommitted(long index, DirectBuffer entry, int offset, int length, boolean proposedHere) {
            if (proposedHere) {
                inFlight--;
                commits++;
            }
            sinceRelease++;
        }

        @Override
        public void onTermStarted(long index) {
            // Counts for nothing.
        }

        @Override
        public void onLeading(int term) {
            inFlight = 0;
        }

        @Override
        public void onLeader(int term, int node) {}

        @Override
        public void onLeadershipLost() {
            inFlight = 0;
        }

        @Override
        public void onReturned(DirectBuffer entry, int offset, int length, boolean mayCommit) {
            // Another follows.
        }

        @Override
        public void onStateNeeded(Marker atLeast, int leader) {
            if (replica != null) {
                replica.stateInstalled(atLeast);
            }
        }
    }

    private static final class Node implements Runnable {
        private final int id;
        private final List<Node> nodes;
        private final int depth;
        private final ConcurrentLinkedQueue<byte[]> mail = new ConcurrentLinkedQueue<>();
        private final List<Load> loads = new ArrayList<>();
        private final List<Replica> replicas = new ArrayList<>();
        private final SegmentLog log;
        private final RaftLoop loop;
        private final UnsafeBuffer entry = new UnsafeBuffer(new byte[ENTRY_BYTES]);
        private volatile boolean stopping;
        private volatile long commits;
        private volatile @Nullable Thread thread;

        Node(int id, List<Node> nodes, Path folder, int depth) throws IOException {
            this.id = id;
            this.nodes = nodes;
            this.depth = depth;
            Clock clock = new SystemClock();
            log = SegmentLog.open(FileDisk.open(folder), LogOptions.of(1), Runnable::run, clock::nanoTime);
            loop = new RaftLoop(
                    log,
                    this::send,
                    clock,
                    new Random(id),
                    EngineUnderTest.ERRORS,
                    RaftOptions.DEFAULT,
                    Runnable::run,
                    () -> {});
            List<RaftMember> members =
                    List.of(new RaftMember(0, 1, 1), new RaftMember(1, 1, 1), new RaftMember(2, 1, 1));
            for (int group = 0; group < GROUPS; group++) {
                Load load = new Load();
                Replica replica = loop.open(new RaftGroup(group, members), members.get(id), Marker.NONE, load, true);
                load.replica = replica;
                replicas.add(replica);
                loads.add(load);
            }
            loop.start();
        }

        private void send(RaftMember target, int group, DirectBuffer buffer, int offset, int length) {
            byte[] bytes = new byte[length];
            buffer.getBytes(offset, bytes);
            Node other = nodes.get(target.node());
            other.mail.add(bytes);
            LockSupport.unpark(other.thread);
        }

        @Override
        public void run() {
            thread = Thread.currentThread();
            while (!stopping) {
                for (byte[] bytes = mail.poll(); bytes != null; bytes = mail.poll()) {
                    loop.receive(new UnsafeBuffer(bytes), 0, bytes.length);
                }
                long count = 0;
                for (int i = 0; i < GROUPS; i++) {
                    Load load = loads.get(i);
                    Replica replica = replicas.get(i);
                    while (load.inFlight < depth && replica.propose(entry, 0, ENTRY_BYTES)) {
                        load.inFlight++;
                    }
                    if (load.sinceRelease > 4096) {
                        load.sinceRelease = 0;
                        replica.release(replica.applied());
                    }
                    count += load.commits;
                }
                loop.pass();
                commits = count;
                long wait = loop.nextDeadlineNs() - System.nanoTime();
                if (mail.isEmpty() && wait > 0) {
                    LockSupport.parkNanos(Math.min(wait, 1_000_000));
                }
            }
        }
    }

    public static void main(String[] args) throws Exception {
        int seconds = args.length > 0 ? Integer.parseInt(args[0]) : 5;
        int depth = args.length > 1 ? Integer.parseInt(args[1]) : 8;
        Path root = Files.createTempDirectory(Path.of("").toAbsolutePath(), "commit-benchmark");
        List<Node> nodes = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            nodes.add(new Node(i, nodes, Files.createDirectory(root.resolve("node-" + i)), depth));
        }
        for (Node node : nodes) {
            Thread thread = new Thread(node, "node-" + node.id);
            threads.add(thread);
            thread.start();
        }
        Thread.sleep(6000);
        long before = nodes.stream().mapToLong(node -> node.commits).sum();
        long since = System.nanoTime();
        Thread.sleep(seconds * 1000L);
        long commits = nodes.stream().mapToLong(node -> node.commits).sum() - before;
        double elapsed = (System.nanoTime() - since) / 1e9;
        for (Node node : nodes) {
            node.stopping = true;
        }
        for (Thread thread : threads) {
            thread.join(5000);
        }
        System.out.printf(
                "%.0f commits/s: %d groups, 3 nodes in one JVM, %d in flight, %d B, fdatasync before every ack, %d cores%n",
                commits / elapsed,
                GROUPS,
                GROUPS * depth,
                ENTRY_BYTES,
                Runtime.getRuntime().availableProcessors());
        try (var files = Files.walk(root)) {
            for (Path path : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
