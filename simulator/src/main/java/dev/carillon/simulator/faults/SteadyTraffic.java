package dev.carillon.simulator.faults;

import dev.carillon.client.SendOptions;
import dev.carillon.simulator.ledger.Ledger;
import dev.carillon.simulator.promises.Habits;
import dev.carillon.simulator.promises.PromiseBook;
import dev.carillon.simulator.traffic.Traffic;
import dev.carillon.simulator.users.LinkPool;
import dev.carillon.simulator.users.RefusedException;
import dev.carillon.simulator.users.UserLink;
import dev.carillon.simulator.users.UserLinks;
import dev.carillon.simulator.users.Window;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Sends the rows of some traffic at a steady rate, whatever happens to the nodes; for a kill as fast as it can. Some users
 * are offline at any time, so that messages wait for them. Runs on a thread of its own until {@link #stop}; then what is
 * left is for the thread that stopped it.
 */
final class SteadyTraffic {
    private static final long POLL_MS = 5;
    private static final int ENROLLED_AT_ONCE = 200;
    /** How long a message that comes once too often gets to show itself after the last one. */
    private static final long STRAY_MS = 500;

    private final Traffic traffic;
    private final Ledger ledger;
    private final PromiseBook book;
    private final Habits habits;
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
     * @param habits who has a second device, and what is sent with a wish for receipts
     * @param perSecond rows, when it does not surge
     * @param onlineMax users at once
     * @param patienceMs how long nothing may be acked before it gives up
     */
    SteadyTraffic(
            Traffic traffic,
            Ledger ledger,
            PromiseBook book,
            Habits habits,
            UserLinks links,
            int perSecond,
            int onlineMax,
            long patienceMs,
            LongSupplier nanoTime) {
        this.traffic = traffic;
        this.ledger = ledger;
        this.book = book;
        this.habits = habits;
        this.nanoTime = nanoTime;
        this.stepNs = TimeUnit.SECONDS.toNanos(1) / perSecond;
        this.patienceMs = patienceMs;
        this.window = new Window(traffic.users(), Window.IN_FLIGHT_MAX, nanoTime);
        this.pool = new LinkPool(links, user -> user == sending || window.ofUser(user) > 0, onlineMax);
        this.thread = new Thread(this::run, "traffic");
        thread.setDaemon(true);
    }

    /**
     * Before {@link #start}: everybody with a second device comes online once, so that it is there before there is something
     * to see. @return whether they did
     */
    boolean enrol(long withinMs) throws InterruptedException {
        long untilNs = nanoTime.getAsLong() + TimeUnit.MILLISECONDS.toNanos(withinMs);
        boolean all = true;
        for (int first = 0; first < traffic.users(); first += ENROLLED_AT_ONCE) {
            int end = Math.min(traffic.users(), first + ENROLLED_AT_ONCE);
            all &= awaitOnline(
                    IntStream.range(first, end).filter(habits.quiet()).toArray(), untilNs);
        }
        return all;
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
        book.sent(row);
        next = row + 1;
        SendOptions options = habits.receipt().test(row) ? SendOptions.WITH_RECEIPTS : SendOptions.PLAIN;
        sender.send(traffic.user(traffic.to(row)), payload, options).whenComplete((ack, failure) -> {
            if (failure == null) {
                ledger.acked(row);
                book.acked(row);
            } else if (failure instanceof RefusedException) {
                ledger.failed(row, String.valueOf(failure.getMessage()));
                book.refused(row);
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

    /** What it sends. */
    Traffic traffic() {
        return traffic;
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

    /**
     * After {@link #stop}: everybody comes online, and this waits until every send is settled, all that was acked is delivered,
     * and senders have heard and seen of it what they are to. @return whether that came
     */
    boolean settle(long withinMs) throws InterruptedException {
        long untilNs = nanoTime.getAsLong() + TimeUnit.MILLISECONDS.toNanos(withinMs);
        pool.makeRoom(traffic.users());
        while (nanoTime.getAsLong() - untilNs < 0) {
            for (int user = 0; user < traffic.users(); user++) {
                pool.of(user);
            }
            PromiseBook.Owed owed = book.owed();
            Ledger.Totals totals = ledger.totals();
            if (totals.unacked() == 0
                    && totals.delivered() >= totals.acked()
                    && owed.receipts() == 0
                    && owed.copies() == 0) {
                return true;
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MS);
        }
        return false;
    }

    /** What did not come, if {@link #settle} waited in vain. */
    String left(long withinMs) {
        Ledger.Totals totals = ledger.totals();
        return Invariant.words(
                "after %,d s, this was still missing: acks of %,d sends, %,d messages, %s",
                withinMs / 1_000, totals.unacked(), Math.max(0, totals.acked() - totals.delivered()), book.owed());
    }

    /**
     * After that: everybody goes and comes back, so that what nodes hold by mistake comes out, and that they say once more how
     * far each inbox goes; then this waits until the second devices have come that far. @return whether everybody came back
     */
    boolean sweep(long withinMs) throws InterruptedException {
        long untilNs = nanoTime.getAsLong() + TimeUnit.MILLISECONDS.toNanos(withinMs);
        pool.closeAll();
        boolean all = awaitOnline(IntStream.range(0, traffic.users()).toArray(), untilNs);
        while (book.owed().inboxes() > 0 && nanoTime.getAsLong() - untilNs < 0) {
            TimeUnit.MILLISECONDS.sleep(POLL_MS);
        }
        TimeUnit.MILLISECONDS.sleep(STRAY_MS);
        return all;
    }

    private boolean awaitOnline(int[] users, long untilNs) throws InterruptedException {
        boolean all = false;
        while (!all && nanoTime.getAsLong() - untilNs < 0) {
            all = true;
            for (int user : users) {
                UserLink link = pool.of(user);
                all &= link != null && link.isOnline();
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MS);
        }
        return all;
    }
}
