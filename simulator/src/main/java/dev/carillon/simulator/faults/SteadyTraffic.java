package dev.carillon.simulator.faults;

import dev.carillon.simulator.ledger.Ledger;
import dev.carillon.simulator.traffic.Traffic;
import dev.carillon.simulator.users.LinkPool;
import dev.carillon.simulator.users.RefusedException;
import dev.carillon.simulator.users.UserLink;
import dev.carillon.simulator.users.UserLinks;
import dev.carillon.simulator.users.Window;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends the rows of some traffic at a steady rate, whatever happens to the nodes; for a kill as fast as it can. Some users
 * are offline at any time, so that messages wait for them. Runs on a thread of its own until {@link #stop}; then what is
 * left is for the thread that stopped it.
 */
final class SteadyTraffic {
    private static final long POLL_MS = 5;
    private static final int SWEPT_AT_ONCE = 200;
    /** How long a message that comes once too often gets to show itself after the last one. */
    private static final long STRAY_MS = 500;

    private final Traffic traffic;
    private final Ledger ledger;
    private final LongSupplier nanoTime;
    private final long stepNs;
    private final long patienceMs;
    private final Window window;
    private final LinkPool pool;
    private final Thread thread;
    private volatile int next;
    private volatile boolean surging;
    private volatile boolean stopping;
    private volatile @Nullable String trouble;
    private int sending = -1;

    /**
     * @param perSecond rows, when it does not surge
     * @param onlineMax users at once
     * @param patienceMs how long nothing may be acked before it gives up
     */
    SteadyTraffic(
            Traffic traffic,
            Ledger ledger,
            UserLinks links,
            int perSecond,
            int onlineMax,
            long patienceMs,
            LongSupplier nanoTime) {
        this.traffic = traffic;
        this.ledger = ledger;
        this.nanoTime = nanoTime;
        this.stepNs = TimeUnit.SECONDS.toNanos(1) / perSecond;
        this.patienceMs = patienceMs;
        this.window = new Window(traffic.users(), Window.IN_FLIGHT_MAX, nanoTime);
        this.pool = new LinkPool(links, user -> user == sending || window.ofUser(user) > 0, onlineMax);
        this.thread = new Thread(this::run, "traffic");
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            long due = nanoTime.getAsLong();
            while (!stopping && trouble == null) {
                if (next == traffic.size()) {
                    trouble = "all " + traffic.size() + " rows were sent before the faults were over";
                    return;
                }
                long now = nanoTime.getAsLong();
                if (!surging && due - now > 0) {
                    TimeUnit.NANOSECONDS.sleep(due - now);
                }
                // What a stop of the nodes has held up is not caught up, and a surge is not made up for by silence.
                due = surging ? now : Math.max(due, now) + stepNs;
                send(next);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            trouble = "the traffic ended: " + e;
        }
    }

    private void send(int row) throws InterruptedException {
        int from = traffic.from(row);
        sending = from;
        UserLink sender = awaitLink(from);
        if (sender == null || !window.enter(from, patienceMs)) {
            trouble = "for " + patienceMs / 1_000 + " s nothing was acked";
            return;
        }
        byte[] payload = ledger.payload(row);
        ledger.sent(row);
        next = row + 1;
        sender.send(traffic.user(traffic.to(row)), payload).whenComplete((ack, failure) -> {
            if (failure == null) {
                ledger.acked(row);
            } else if (failure instanceof RefusedException) {
                ledger.failed(row, String.valueOf(failure.getMessage()));
            }
            // Any other failure leaves the row's fate open, and the ledger says so.
            window.leave(from);
        });
    }

    private @Nullable UserLink awaitLink(int user) throws InterruptedException {
        UserLink link = pool.of(user);
        for (long waited = 0; link == null && waited < patienceMs; waited += POLL_MS) {
            TimeUnit.MILLISECONDS.sleep(POLL_MS);
            link = pool.of(user);
        }
        return link;
    }

    /** Whether to send as fast as the windows allow. Any thread. */
    void surge(boolean on) {
        surging = on;
    }

    /** Rows that have been sent; all before it, and none after. Any thread. */
    int sent() {
        return next;
    }

    /** Why it ended by itself; null if it did not. Any thread. */
    @Nullable
    String trouble() {
        return trouble;
    }

    /** Sends nothing more. */
    void stop() throws InterruptedException {
        stopping = true;
        thread.join();
    }

    /** After {@link #stop}: waits until every send is settled and all that was acked is delivered. @return whether it was */
    boolean settle(long withinMs) throws InterruptedException {
        long untilNs = nanoTime.getAsLong() + TimeUnit.MILLISECONDS.toNanos(withinMs);
        while (nanoTime.getAsLong() - untilNs < 0) {
            Ledger.Totals totals = ledger.totals();
            if (totals.unacked() == 0 && totals.delivered() >= totals.acked()) {
                return true;
            }
            for (int user : ledger.owedUsers()) {
                if (pool.of(user) == null) {
                    break; // those online are owed something too; they go first
                }
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MS);
        }
        return false;
    }

    /** After that: everybody comes online once more, so that what nodes hold by mistake comes out. */
    void sweep(long withinMs) throws InterruptedException {
        long untilNs = nanoTime.getAsLong() + TimeUnit.MILLISECONDS.toNanos(withinMs);
        for (int first = 0; first < traffic.users(); first += SWEPT_AT_ONCE) {
            int end = Math.min(traffic.users(), first + SWEPT_AT_ONCE);
            boolean all = false;
            while (!all && nanoTime.getAsLong() - untilNs < 0) {
                all = true;
                for (int user = first; user < end; user++) {
                    UserLink link = pool.of(user);
                    all &= link != null && link.isOnline();
                }
                TimeUnit.MILLISECONDS.sleep(POLL_MS);
            }
        }
        TimeUnit.MILLISECONDS.sleep(STRAY_MS);
    }
}
