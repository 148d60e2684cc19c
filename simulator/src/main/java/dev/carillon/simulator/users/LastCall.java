package dev.carillon.simulator.users;

import dev.carillon.simulator.ledger.Ledger;
import dev.carillon.simulator.traffic.Traffic;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * The end of a replay: everybody to whom something is owed comes online until nothing is, and then every recipient once
 * more. Confined to the replay's thread.
 */
public final class LastCall {
    private static final long POLL_MS = 5;

    /** Users brought online together at the end; well below {@link LinkPool#ONLINE_MAX}. */
    private static final int SWEPT_AT_ONCE = 500;

    /** How long a message that comes once too often gets to show itself after the last one. */
    private static final long STRAY_MS = 300;

    private final Traffic traffic;
    private final Ledger ledger;
    private final LinkPool pool;
    private final BooleanSupplier alive;
    private final long patienceMs;

    /**
     * @param alive whether the nodes run that are needed; without them nothing is waited for
     * @param patienceMs how long nothing may move before it is given up
     */
    public LastCall(Traffic traffic, Ledger ledger, LinkPool pool, BooleanSupplier alive, long patienceMs) {
        this.traffic = traffic;
        this.ledger = ledger;
        this.pool = pool;
        this.alive = alive;
        this.patienceMs = patienceMs;
    }

    /**
     * Waits until every send is settled and everything acked is delivered.
     *
     * @param underWay whether something else goes on that is waited for without limit
     * @return false if it was given up
     */
    public boolean settle(BooleanSupplier underWay) throws InterruptedException {
        Ledger.Totals before = ledger.totals();
        long waited = 0;
        while (!isSettled() || underWay.getAsBoolean()) {
            if (waited >= patienceMs && !underWay.getAsBoolean() || !alive.getAsBoolean()) {
                return false;
            }
            for (int user : ledger.owedUsers()) {
                if (pool.of(user) == null) {
                    break; // the ones online are owed something too; they go first
                }
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MS);
            Ledger.Totals now = ledger.totals();
            waited = now.equals(before) ? waited + POLL_MS : 0;
            before = now;
        }
        return true;
    }

    private boolean isSettled() {
        Ledger.Totals totals = ledger.totals();
        return totals.unacked() == 0 && totals.delivered() >= totals.acked();
    }

    /** Brings every recipient online once more: what the node still holds for them by mistake comes out now. */
    public void sweep() throws InterruptedException {
        boolean[] receives = new boolean[traffic.users()];
        for (int row = 0; row < traffic.size(); row++) {
            receives[traffic.to(row)] = true;
        }
        List<UserLink> batch = new ArrayList<>();
        for (int user = 0; user < receives.length; user++) {
            UserLink link = receives[user] ? pool.of(user) : null;
            if (link != null) {
                batch.add(link);
            }
            if (batch.size() == SWEPT_AT_ONCE) {
                awaitOnline(batch);
                batch.clear();
            }
        }
        awaitOnline(batch);
        TimeUnit.MILLISECONDS.sleep(STRAY_MS);
    }

    /** Waits until the nodes know all of these to be here, or patience ends. */
    public void awaitOnline(Collection<UserLink> links) throws InterruptedException {
        for (long waited = 0; waited < patienceMs && !links.stream().allMatch(UserLink::isOnline); waited += POLL_MS) {
            TimeUnit.MILLISECONDS.sleep(POLL_MS);
        }
    }
}
