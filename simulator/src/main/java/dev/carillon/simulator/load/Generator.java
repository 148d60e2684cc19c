package dev.carillon.simulator.load;

import dev.carillon.simulator.ledger.Ledger;
import dev.carillon.simulator.scenario.Phase;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Carries out a plan: each message at its moment, whatever became of those before. Runs on its caller's thread, from
 * {@link #enrol} over {@link #run} to {@link #finish}; {@link #tick} is for one other thread.
 */
final class Generator {
    private static final long POLL_MS = 5;
    private static final int TOGETHER = 200;
    /** How long a message that comes once too often gets to show itself after the last one. */
    private static final long STRAY_MS = 500;

    private final Plan plan;
    private final Books books;
    private final Crowd crowd;
    private final Signals signals;
    private final Meter meter;
    private final LongSupplier nanoTime;
    private final long patienceNs;
    private final List<String> troubles = new ArrayList<>();
    private volatile long beganNs;
    /** What barriers have waited. */
    private volatile long waitedNs;
    /** The schedule goes no further than this for now. */
    private volatile long gateNs;

    Generator(Plan plan, Books books, Crowd crowd, Signals signals, Meter meter, LongSupplier nanoTime) {
        this.plan = plan;
        this.books = books;
        this.crowd = crowd;
        this.signals = signals;
        this.meter = meter;
        this.nanoTime = nanoTime;
        this.patienceNs = plan.scenario().patienceNs();
    }

    /**
     * Before {@link #run}: everybody with a second device comes online, so that it is there before there is something to see,
     * and everybody who is to be there at the beginning. @return whether they did in time
     */
    boolean enrol(long withinMs) throws InterruptedException {
        long untilNs = nanoTime.getAsLong() + TimeUnit.MILLISECONDS.toNanos(withinMs);
        List<Resident> wanted = plan.town().stream()
                .filter(each -> each.quiet() || each.present().contains(0))
                .toList();
        for (int from = 0; from < wanted.size(); from += TOGETHER) {
            List<Resident> some = wanted.subList(from, Math.min(wanted.size(), from + TOGETHER));
            some.forEach(each -> crowd.come(each.number(), 0));
            if (!await(() -> crowd.areOnline(some), untilNs)) {
                return false;
            }
        }
        List<Resident> gone =
                wanted.stream().filter(each -> !each.present().contains(0)).toList();
        gone.forEach(each -> crowd.go(each.number()));
        return await(() -> crowd.areGone(gone), untilNs);
    }

    /** Something that comes true, or not. */
    private interface Condition {
        boolean isTrue();
    }

    private boolean await(Condition condition, long untilNs) throws InterruptedException {
        while (!condition.isTrue()) {
            if (nanoTime.getAsLong() - untilNs >= 0) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MS);
        }
        return true;
    }

    /** Keeps the schedule until its end. */
    void run() throws InterruptedException {
        beganNs = nanoTime.getAsLong();
        int row = 0;
        int move = 0;
        for (Stretch stretch : plan.phases()) {
            gateNs = stretch.toNs();
            meter.enter(stretch.number());
            while (true) {
                long rowAt = row < plan.dueNs().length ? plan.dueNs()[row] : Long.MAX_VALUE;
                long moveAt =
                        move < plan.moves().size() ? plan.moves().get(move).atNs() : Long.MAX_VALUE;
                long at = Math.min(rowAt, moveAt);
                if (at >= stretch.toNs()) {
                    break;
                }
                sleepUntil(at);
                if (moveAt <= rowAt) {
                    move(plan.moves().get(move++));
                } else {
                    crowd.write(row++, clock(at));
                }
            }
            sleepUntil(stretch.toNs());
            waitFor(stretch.phase());
        }
        meter.enter(plan.phases().size());
    }

    /** The moment of the clock at which something of the plan is due. */
    private long clock(long planNs) {
        return beganNs + waitedNs + planNs;
    }

    private void sleepUntil(long planNs) throws InterruptedException {
        long left = clock(planNs) - nanoTime.getAsLong();
        if (left > 0) {
            TimeUnit.NANOSECONDS.sleep(left);
        }
    }

    private void move(Plan.Move move) {
        switch (move.step()) {
            case COME -> crowd.come(move.user(), isInSight(move) ? clock(move.atNs()) : 0);
            case GO -> crowd.go(move.user());
            case LOSE_SIGNAL -> signals.lose(move.user());
            case FIND_SIGNAL -> signals.find(move.user());
        }
    }

    /** Whether the time until a user is connected says something of the nodes. */
    private boolean isInSight(Plan.Move move) {
        return plan.town().get(move.user()).isReachable(move.atNs(), move.atNs() + TimeUnit.SECONDS.toNanos(1));
    }

    private void waitFor(Phase phase) throws InterruptedException {
        if (phase.barrier() == Phase.Barrier.NONE) {
            return;
        }
        long from = nanoTime.getAsLong();
        // The schedule stands still, and nobody would find the signal again.
        plan.town().forEach(each -> signals.find(each.number()));
        boolean delivered = phase.barrier() == Phase.Barrier.DELIVERED;
        if (!await(() -> isOver(delivered), from + patienceNs)) {
            troubles.add(String.format(
                    Locale.ROOT,
                    "after phase %s the barrier '%s' was not reached within %.0f s: %,d sends without an ack, %,d messages"
                            + " not delivered",
                    phase.name(),
                    phase.barrier(),
                    patienceNs / 1e9,
                    books.totals().unacked(),
                    undelivered()));
        }
        waitedNs += nanoTime.getAsLong() - from;
    }

    private boolean isOver(boolean delivered) {
        Ledger.Totals totals = books.totals();
        return totals.sent() == askedSoFar() && totals.unacked() == 0 && (!delivered || undelivered() <= 0);
    }

    private long undelivered() {
        Ledger.Totals totals = books.totals();
        return totals.acked() - totals.delivered();
    }

    /** Messages that are due by now, on time or not. */
    private long askedSoFar() {
        long planNow = Math.min(gateNs, nanoTime.getAsLong() - beganNs - waitedNs);
        int at = Arrays.binarySearch(plan.dueNs(), planNow);
        return at < 0 ? -at - 1 : at;
    }

    /** What happened since the last call. */
    Tick tick(int second, int connected, BusiestThread.Share busiest) {
        Ledger.Totals totals = books.totals();
        return new Tick(
                second,
                Math.min(meter.phase(), plan.phases().size() - 1),
                askedSoFar(),
                totals.sent(),
                totals.acked(),
                totals.delivered(),
                totals.failed(),
                books.wrong(),
                connected,
                busiest,
                meter.recent());
    }

    /**
     * After {@link #run}: everybody comes online, until all that was sent is acked and delivered; then everybody goes and comes
     * back once more, so that what nodes hold by mistake comes out.
     */
    Account finish() throws InterruptedException {
        List<Resident> all = plan.town();
        all.forEach(each -> signals.find(each.number()));
        all.forEach(each -> crowd.come(each.number(), 0));
        boolean settled = await(this::isSettled, nanoTime.getAsLong() + patienceNs);
        if (settled) {
            sweep(all);
        } else {
            Ledger.Totals totals = books.totals();
            troubles.add(String.format(
                    Locale.ROOT,
                    "%.0f s after the last message was due this was still missing: acks of %,d sends, %,d messages, %s",
                    patienceNs / 1e9,
                    totals.unacked(),
                    Math.max(0, undelivered()),
                    books.owed()));
        }
        return books.conclude(settled, troubles);
    }

    private boolean isSettled() {
        Ledger.Totals totals = books.totals();
        return totals.sent() == plan.dueNs().length
                && totals.unacked() == 0
                && undelivered() <= 0
                && books.owed().receipts() == 0
                && books.owed().copies() == 0;
    }

    private void sweep(List<Resident> all) throws InterruptedException {
        long untilNs = nanoTime.getAsLong() + patienceNs;
        all.forEach(each -> crowd.go(each.number()));
        boolean gone = await(() -> crowd.areGone(all), untilNs);
        all.forEach(each -> crowd.come(each.number(), 0));
        if (!gone || !await(() -> crowd.areOnline(all), untilNs)) {
            troubles.add("not everybody got a connection again after the last delivery");
        }
        await(() -> books.owed().inboxes() == 0, untilNs);
        TimeUnit.MILLISECONDS.sleep(STRAY_MS);
    }
}
