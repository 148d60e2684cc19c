package dev.carillon.simulator.demo;

import dev.carillon.admin.v1.Receipt;
import dev.carillon.simulator.process.LocalCluster;
import dev.carillon.simulator.process.NodeProcess;
import dev.carillon.simulator.process.NodeStartException;
import dev.carillon.simulator.process.RingOperator;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What an operator does while the traffic goes on: a node joins, then the first one is drained, leaves and is ended. Runs
 * on a thread of its own; the rest is for any thread.
 */
final class RingTour {
    private static final int FIRST = 1;
    private static final long WITHIN_MS = 120_000;

    private final LocalCluster cluster;
    private final Display display;
    private final LongSupplier nanoTime;
    /** Asks any node but the first, which is about to leave. */
    private final RingOperator operator;

    private final List<NodeProcess> members = new CopyOnWriteArrayList<>();
    private volatile boolean begun;
    private volatile boolean over;
    private volatile @Nullable String trouble;
    private volatile Figures figures = Figures.NONE;
    private List<Receipt> receipts = List.of();

    /** @param pauseMsP99 of moves, from the seal until operations were taken again */
    record Figures(int joins, int drains, int moves, long pauseMsP99) {
        static final Figures NONE = new Figures(0, 0, 0, 0);

        static Figures of(List<Receipt> receipts, int joins, int drains) {
            long[] pauses =
                    receipts.stream().mapToLong(Receipt::getPauseUs).sorted().toArray();
            long p99 = pauses.length == 0 ? 0 : pauses[(int) Math.min(pauses.length - 1, pauses.length * 99L / 100)];
            return new Figures(joins, drains, pauses.length, p99 / 1_000);
        }
    }

    RingTour(LocalCluster cluster, Display display, LongSupplier nanoTime) {
        this.cluster = cluster;
        this.display = display;
        this.nanoTime = nanoTime;
        this.members.addAll(cluster.nodes());
        this.operator = new RingOperator(() -> members.stream().skip(1).toList());
    }

    /** The nodes of the cluster now. */
    List<NodeProcess> members(List<NodeProcess> before) {
        return begun ? members : before;
    }

    void begin() {
        begun = true;
        Thread thread = new Thread(this::run, "ring-tour");
        thread.setDaemon(true);
        thread.start();
    }

    boolean isUnderWay() {
        return begun && !over;
    }

    @Nullable
    String trouble() {
        return trouble;
    }

    Figures figures() {
        return figures;
    }

    private void run() {
        try {
            join();
            drainTheFirst();
            figures = Figures.of(receipts, 1, 1);
        } catch (RingOperator.RingException | NodeStartException | IOException e) {
            trouble = "the ring could not be changed: " + e.getMessage();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            over = true;
        }
    }

    private void join() throws RingOperator.RingException, NodeStartException, IOException, InterruptedException {
        long from = nanoTime.getAsLong();
        LocalCluster.Newcomer newcomer = cluster.newcomer();
        operator.know(newcomer, WITHIN_MS);
        newcomer.process().start();
        members.add(newcomer.process());
        operator.join(newcomer.number(), WITHIN_MS);
        display.line(String.format(
                "Node %d joined in %.1f s: process %d, 127.0.0.1:%d",
                newcomer.number(),
                (nanoTime.getAsLong() - from) / 1e9,
                newcomer.process().pid(),
                newcomer.process().port()));
    }

    private void drainTheFirst() throws RingOperator.RingException, InterruptedException {
        long from = nanoTime.getAsLong();
        operator.leave(FIRST, WITHIN_MS);
        receipts = operator.status(WITHIN_MS).getReceiptsList();
        NodeProcess first = members.get(0);
        members.remove(first);
        first.stop();
        display.line(String.format(
                "Node %d was drained, left and was ended in %.1f s", FIRST, (nanoTime.getAsLong() - from) / 1e9));
    }
}
