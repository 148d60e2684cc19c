package dev.carillon.simulator.demo;

import dev.carillon.simulator.ledger.Ledger;
import dev.carillon.simulator.process.NodeStartException;
import dev.carillon.simulator.traffic.Traffic;
import dev.carillon.simulator.users.LastCall;
import dev.carillon.simulator.users.LinkPool;
import dev.carillon.simulator.users.RefusedException;
import dev.carillon.simulator.users.UserLink;
import dev.carillon.simulator.users.UserLinks;
import dev.carillon.simulator.users.Window;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Pushes the rows of some traffic through user links in their order, kills the node on the way, and waits until
 * everything pending is delivered. The sends of one user go out in row order over one link, so the recording's
 * causality within a sender holds; between senders the windows decide.
 *
 * <p>{@link #run()} occupies its thread until the end, and every wait in it is bounded by the patience.
 */
final class Replay {
    private static final long POLL_MS = 5;
    /** Polls without a new ack after which the acks of a dead node have all arrived. */
    private static final int QUIET_POLLS = 10;
    /** Rows after a kill's planned one whose users are brought online first. */
    private static final int MASSED_ROWS = 2 * Window.IN_FLIGHT_MAX;

    private static final int MASSED_USERS_MAX = LinkPool.ONLINE_MAX / 2;
    /** How long a node stands still before its kill where others go on: well below an election's time. */
    private static final long BRIEFLY_MS = 150;
    /** Between two rows while nodes come and go. */
    private static final long CHANGING_STEP_US = 300;

    private final Traffic traffic;
    private final Ledger ledger;
    private final KillableNode node;
    private final Pace pace;
    private final KillPlan plan;
    private final long patienceMs;
    private final LongSupplier nanoTime;
    private final Consumer<Phase> phases;
    private final Window window;
    private final LinkPool pool;
    private final LastCall lastCall;
    private int kills;
    private long unackedAtKill;
    private long failoverMsMax;
    /** When the node that is killed next, or was last, stood still. */
    private long frozenNs;

    private long waitedForTheWireMs;
    private boolean massed;
    private boolean ringChanged;
    /** The row to send next. */
    private int next;
    /** The sender of the row in hand, who must not go offline to make room for its recipient. */
    private int sending = -1;

    /**
     * @param kills how often to kill the node, spread evenly
     * @param speed recorded seconds per second; 0 for as fast as the windows allow
     * @param patienceMs how long nothing may move before the replay gives up waiting
     * @param phases told when a phase begins
     */
    Replay(
            Traffic traffic,
            Ledger ledger,
            UserLinks links,
            KillableNode node,
            int kills,
            double speed,
            long patienceMs,
            LongSupplier nanoTime,
            Consumer<Phase> phases) {
        this.traffic = traffic;
        this.ledger = ledger;
        this.node = node;
        this.pace = new Pace(speed, nanoTime);
        this.plan = new KillPlan(traffic.size(), kills);
        this.patienceMs = patienceMs;
        this.nanoTime = nanoTime;
        this.phases = phases;
        this.window = new Window(traffic.users(), Window.IN_FLIGHT_MAX, nanoTime);
        this.pool = new LinkPool(links, this::isBusy, LinkPool.ONLINE_MAX);
        this.lastCall = new LastCall(traffic, ledger, pool, node::isAlive, patienceMs);
    }

    /**
     * What a replay did.
     *
     * @param unackedAtKill the fewest sends of connected clients without an ack at any kill, counted when the last ack
     *     of the dead node had arrived
     * @param failoverMsMax the longest time from a node's last step until everything that had been sent was acked by
     *     other nodes; 0 where there are none
     * @param gaveUp why it stopped waiting, or null if everything came to its end
     */
    record Outcome(
            int kills,
            long unackedAtKill,
            long failoverMsMax,
            double seconds,
            @Nullable String gaveUp) {}

    Outcome run() throws InterruptedException, NodeStartException {
        long start = nanoTime.getAsLong();
        phases.accept(Phase.REPLAYING);
        String gaveUp = null;
        while (next < traffic.size() && gaveUp == null) {
            if (plan.isOver() && !ringChanged && next >= traffic.size() / 2) {
                ringChanged = true;
                node.changeRing();
            }
            if (node.isChanging()) {
                TimeUnit.MICROSECONDS.sleep(CHANGING_STEP_US);
            }
            awaitDue(next);
            gaveUp = send(next++);
            if (gaveUp == null && plan.isDue(next)) {
                gaveUp = beforeKill();
            }
        }
        if (gaveUp == null) {
            phases.accept(Phase.SETTLING);
            gaveUp = lastCall.settle(node::isChanging)
                    ? null
                    : nothingMoved(ledger.totals().unacked() > 0 ? "acked" : "delivered");
        }
        double seconds = (nanoTime.getAsLong() - start) / 1e9;
        if (gaveUp == null) {
            phases.accept(Phase.SWEEPING);
            lastCall.sweep();
        }
        return new Outcome(kills, unackedAtKill, failoverMsMax, seconds, gaveUp);
    }

    private void awaitDue(int row) throws InterruptedException {
        if (plan.isDue(row)) {
            return; // a kill wants many sends on their way, so its rows are not spread over time
        }
        for (long wait = pace.untilDue(traffic.unixSeconds(row)); wait > 0; ) {
            TimeUnit.NANOSECONDS.sleep(wait);
            wait = pace.untilDue(traffic.unixSeconds(row));
        }
    }

    /** Sends a row when there is room; otherwise says why there never was. */
    private @Nullable String send(int row) throws InterruptedException {
        int from = traffic.from(row);
        sending = from;
        UserLink sender = awaitLink(from);
        UserLink recipient = awaitLink(traffic.to(row));
        if (sender == null || recipient == null) {
            return "for " + patienceMs / 1000 + " s nobody of " + pool.size() + " busy users got what was on the way";
        }
        if (!window.enter(from, patienceMs)) {
            return nothingMoved("acked");
        }
        byte[] payload = ledger.payload(row);
        ledger.sent(row);
        sender.send(traffic.user(traffic.to(row)), payload).whenComplete((ack, failure) -> {
            if (failure == null) {
                ledger.acked(row);
            } else if (failure instanceof RefusedException) {
                ledger.failed(row, String.valueOf(failure.getMessage()));
            }
            // Any other failure leaves the row's fate open, and the ledger says so.
            window.leave(from);
        });
        return null;
    }

    private @Nullable UserLink awaitLink(int user) throws InterruptedException {
        UserLink link = pool.of(user);
        for (long waited = 0; link == null && waited < patienceMs; waited += POLL_MS) {
            TimeUnit.MILLISECONDS.sleep(POLL_MS);
            link = pool.of(user);
        }
        return link;
    }

    private boolean isBusy(int user) {
        return user == sending || window.ofUser(user) > 0 || ledger.owedTo(user) > 0;
    }

    /**
     * Sends that a node may have in hand: those of users who are online. What waits in a client without a connection
     * would make a kill look hard that hits nothing.
     */
    private int onTheWire() {
        return pool.sumOnline(window::ofUser);
    }

    /** Lets users come online if there are sends enough for a kill, but too few of them can have left; once per kill. */
    private void awaitOnTheWire() throws InterruptedException {
        int wanted = KillPlan.required(traffic.size());
        while (waitedForTheWireMs < patienceMs && window.inFlight() >= wanted && onTheWire() < wanted) {
            TimeUnit.MILLISECONDS.sleep(POLL_MS);
            waitedForTheWireMs += POLL_MS;
        }
    }

    /** Past the planned row: fills the window with sends that have left, then kills. @return why it gave up, or null */
    private @Nullable String beforeKill() throws InterruptedException, NodeStartException {
        if (!massed) {
            massed = true;
            mass(next);
        }
        // Counting what is on the wire asks every user's link, so it waits until there can be enough.
        if (plan.isEnough(next, window.inFlight())) {
            awaitOnTheWire();
            if (plan.strike(next, onTheWire())) {
                String gaveUp = node.othersGoOn() ? freezeBriefly() : freeze();
                killAndRestart();
                return gaveUp;
            }
        }
        return null;
    }

    /**
     * Stops the node in the middle of its work. Its acks under way still arrive; where a slow machine leaves too few sends
     * without one, some more are sent to the node that does not answer.
     */
    private @Nullable String freeze() throws InterruptedException {
        mass(next);
        freezeNow();
        awaitQuiet();
        int wanted = 2 * KillPlan.required(traffic.size());
        return push(() -> onTheWire() < wanted);
    }

    /**
     * As {@link #freeze}, where others go on: they ack what is theirs, and after an election also what was sent to the node
     * that does not answer. So its kill follows before they hold one, with what has come together until then.
     */
    private @Nullable String freezeBriefly() throws InterruptedException {
        mass(next);
        freezeNow();
        String gaveUp = null;
        while (gaveUp == null && nanoTime.getAsLong() - frozenNs < BRIEFLY_MS * 1_000_000L) {
            gaveUp = push(() -> window.inFlight() < KillPlan.UNACKED_AIM);
            TimeUnit.MILLISECONDS.sleep(1);
        }
        return gaveUp;
    }

    private void freezeNow() throws InterruptedException {
        frozenNs = nanoTime.getAsLong();
        node.freeze();
    }

    /** Sends the next rows as long as they leave at once and more is wanted. */
    private @Nullable String push(BooleanSupplier wanted) throws InterruptedException {
        String gaveUp = null;
        for (int pushed = 0; gaveUp == null && pushed < MASSED_ROWS && wanted.getAsBoolean() && mayPush(); pushed++) {
            gaveUp = send(next++);
        }
        return gaveUp;
    }

    /** Whether the next row would leave its sender's client at once. */
    private boolean mayPush() {
        if (next == traffic.size() || window.inFlight() >= Window.IN_FLIGHT_MAX) {
            return false;
        }
        int from = traffic.from(next);
        UserLink sender = pool.of(from);
        return sender != null
                && sender.isOnline()
                && window.ofUser(from) < Window.PER_USER_MAX
                && pool.of(traffic.to(next)) != null;
    }

    /** Waits until no more acks come. @return sends without one */
    private long awaitQuiet() throws InterruptedException {
        long unacked = ledger.totals().unacked();
        for (int quiet = 0; quiet < QUIET_POLLS; quiet++) {
            TimeUnit.MILLISECONDS.sleep(POLL_MS);
            long now = ledger.totals().unacked();
            quiet = now == unacked ? quiet : 0;
            unacked = now;
        }
        return unacked;
    }

    /** Brings everyone online whom the next rows need, so that these leave without a pause. */
    private void mass(int firstRow) throws InterruptedException {
        Set<UserLink> links = new HashSet<>();
        int end = Math.min(traffic.size(), firstRow + MASSED_ROWS);
        for (int row = firstRow; row < end && links.size() < MASSED_USERS_MAX; row++) {
            addIfThere(links, pool.of(traffic.from(row)));
            addIfThere(links, pool.of(traffic.to(row)));
        }
        lastCall.awaitOnline(links);
    }

    private static void addIfThere(Collection<UserLink> links, @Nullable UserLink link) {
        if (link != null) {
            links.add(link);
        }
    }

    private void killAndRestart() throws InterruptedException, NodeStartException {
        int waitingAtClients = window.inFlight() - onTheWire();
        node.kill();
        phases.accept(Phase.KILLED);
        long unacked = awaitQuiet();
        long met = Math.max(0, unacked - waitingAtClients);
        unackedAtKill = kills == 0 ? met : Math.min(unackedAtKill, met);
        kills++;
        waitedForTheWireMs = 0;
        massed = false;
        if (node.othersGoOn()) {
            phases.accept(Phase.FAILING_OVER);
            awaitFailover();
        }
        phases.accept(Phase.RESTARTING);
        node.restart();
        pace.restart();
        phases.accept(Phase.REPLAYING);
    }

    private void awaitFailover() throws InterruptedException {
        for (long waited = 0; waited < patienceMs && ledger.totals().unacked() > 0; waited += POLL_MS) {
            TimeUnit.MILLISECONDS.sleep(POLL_MS);
        }
        failoverMsMax = Math.max(failoverMsMax, (nanoTime.getAsLong() - frozenNs) / 1_000_000);
    }

    private String nothingMoved(String what) {
        return node.isAlive()
                ? "for " + patienceMs / 1000 + " s nothing was " + what
                : "the node ended on its own; its log says why";
    }
}
