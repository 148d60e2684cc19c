package dev.carillon.simulator.replay;

import dev.carillon.client.SendOptions;
import dev.carillon.simulator.ledger.Deliveries;
import dev.carillon.simulator.ledger.Ledger;
import dev.carillon.simulator.traffic.Traffic;
import dev.carillon.simulator.users.LastCall;
import dev.carillon.simulator.users.LinkPool;
import dev.carillon.simulator.users.RefusedException;
import dev.carillon.simulator.users.UserLink;
import dev.carillon.simulator.users.UserLinks;
import dev.carillon.simulator.users.Window;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets a script happen: each user's steps in their order, each when its time has come and when its user has seen what they
 * had seen before it in the recording, whichever is later. Steps of different users wait for nothing else, apart from the
 * window. {@link #play} occupies its thread until the end; every wait in it is bounded by the patience.
 */
public final class Player {
    /** Users online at once where the recording says who was; each has a connection at both ends. */
    public static final int SESSIONS_MAX = 8_000;

    private static final long POLL_NS = TimeUnit.MILLISECONDS.toNanos(5);

    private final Script script;
    private final Traffic traffic;
    private final Ledger ledger;
    private final Tempo tempo;
    private final PlayTimes times;
    private final long patienceNs;
    private final LongSupplier nanoTime;
    private final Happened happened = new Happened();
    private final Sight sight;
    private final Window window;
    private final LinkPool pool;
    private final LastCall lastCall;
    private final PriorityQueue<Next> due =
            new PriorityQueue<>(Comparator.comparingLong(Next::dueUs).thenComparingInt(Next::user));
    private final int[] done;
    private final Waiting[] waiting;
    private final long[] sightNs;
    private long startNs;
    private long movedNs;
    private int left;

    private enum Waiting {
        /** In the queue of what is due, or through. */
        NOT,
        /** For messages to arrive. */
        SIGHT,
        /** For own sends to be settled. */
        SETTLED
    }

    private record Next(long dueUs, int user) {}

    /**
     * @param seconds from the first step to the last delivery
     * @param gaveUp why it stopped waiting, or null if everything came to its end
     */
    public record Outcome(double seconds, @Nullable String gaveUp) {}

    /**
     * @param links were given the happenings, for what they deliver
     * @param alive whether the nodes run
     * @param patienceMs how long nothing may move before it gives up
     */
    public Player(
            Script script,
            Ledger ledger,
            UserLinks links,
            Tempo tempo,
            PlayTimes times,
            BooleanSupplier alive,
            long patienceMs,
            LongSupplier nanoTime,
            Happenings happenings) {
        this.script = script;
        this.traffic = script.traffic();
        this.ledger = ledger;
        this.tempo = tempo;
        this.times = times;
        this.patienceNs = TimeUnit.MILLISECONDS.toNanos(patienceMs);
        this.nanoTime = nanoTime;
        this.sight = new Sight(script.seen());
        this.window = new Window(traffic.users(), Window.IN_FLIGHT_MAX, nanoTime);
        this.pool = new LinkPool(links, this::isBusy, LinkPool.ONLINE_MAX);
        if (script.sessions()) {
            pool.makeRoom(Math.min(traffic.users(), SESSIONS_MAX));
        }
        this.lastCall = new LastCall(traffic, ledger, pool, alive, patienceMs);
        this.done = new int[traffic.users()];
        this.waiting = new Waiting[traffic.users()];
        this.sightNs = new long[traffic.users()];
        happenings.player = happened;
    }

    /** What links tell a player that is made after them. Any thread. */
    public static final class Happenings implements Deliveries {
        private final Ledger ledger;
        private final Deliveries next;
        private volatile @Nullable Happened player;

        /** @param next gets every delivery first */
        public Happenings(Ledger ledger, Deliveries next) {
            this.ledger = ledger;
            this.next = next;
        }

        @Override
        public void delivered(String recipient, String sender, byte[] payload) {
            int row = ledger.row(recipient, sender, payload);
            next.delivered(recipient, sender, payload);
            arrived(row);
        }

        /** Nobody need wait for this row any longer. */
        public void arrived(int row) {
            Happened to = player;
            if (to != null && row >= 0) {
                to.arrived(row);
            }
        }
    }

    public Outcome play() throws InterruptedException {
        startNs = nanoTime.getAsLong();
        movedNs = startNs;
        for (int user = 0; user < traffic.users(); user++) {
            waiting[user] = Waiting.NOT;
            sightNs[user] = startNs;
            left += script.steps().get(user).size();
            queue(user);
        }
        String gaveUp = steps();
        if (gaveUp == null && !lastCall.settle(() -> false)) {
            gaveUp = "for " + TimeUnit.NANOSECONDS.toSeconds(patienceNs) + " s nothing was acked or delivered any more";
        }
        double seconds = (nanoTime.getAsLong() - startNs) / 1e9;
        if (gaveUp == null) {
            lastCall.sweep();
        }
        return new Outcome(seconds, gaveUp);
    }

    /** Everybody goes offline; for what comes after a replay, on its thread. */
    public void closeAll() {
        pool.closeAll();
    }

    private @Nullable String steps() throws InterruptedException {
        while (left > 0) {
            long now = nanoTime.getAsLong();
            Next next = due.peek();
            long wait = next == null ? POLL_NS : startNs + tempo.nanos(next.dueUs()) - now;
            if (next != null && wait <= 0) {
                due.poll();
                if (step(next.user())) {
                    movedNs = now;
                    wait = 0;
                } else {
                    wait = POLL_NS;
                }
            } else if (next != null && ledger.totals().unacked() == 0) {
                movedNs = now; // the recording itself is quiet
            }
            happened.take(Math.min(wait, POLL_NS), this::onArrived, this::onSettled);
            bringOnline();
            if (now - movedNs > patienceNs) {
                return "for " + TimeUnit.NANOSECONDS.toSeconds(patienceNs) + " s nobody could do their next step; "
                        + left + " steps were left";
            }
        }
        return null;
    }

    private void queue(int user) {
        if (done[user] < script.steps().get(user).size()) {
            due.add(new Next(stepOf(user).dueUs(), user));
        }
    }

    private Step stepOf(int user) {
        return script.steps().get(user).get(done[user]);
    }

    private void onArrived(int row) {
        int user = traffic.to(row);
        if (!sight.arrived(row, user)) {
            return;
        }
        movedNs = nanoTime.getAsLong();
        if (waiting[user] == Waiting.SIGHT && sight.of(user) >= stepOf(user).seen()) {
            waiting[user] = Waiting.NOT;
            // From here on the step could have been done; what delays it further counts.
            sightNs[user] = movedNs;
            queue(user);
        }
    }

    private void onSettled(int user) {
        movedNs = nanoTime.getAsLong();
        if (waiting[user] == Waiting.SETTLED) {
            waiting[user] = Waiting.NOT;
            queue(user);
        }
    }

    /** Who waits for messages that are there for them must be online to get them. */
    private void bringOnline() {
        if (nanoTime.getAsLong() - movedNs > 20 * POLL_NS) {
            for (int user : ledger.owedUsers()) {
                if (waiting[user] == Waiting.SIGHT && pool.of(user) == null) {
                    return;
                }
            }
        }
    }

    /** @return false if there is no room now: it is tried again */
    private boolean step(int user) {
        Step step = stepOf(user);
        if (sight.of(user) < step.seen()) {
            waiting[user] = Waiting.SIGHT;
            return true;
        }
        boolean moved = switch (step.kind()) {
            case OPEN -> pool.of(user) != null;
            case SEND -> send(step, user);
            case CLOSE -> close(user);
        };
        if (moved) {
            done[user]++;
            left--;
            sightNs[user] = startNs;
        }
        if (waiting[user] == Waiting.NOT) {
            queue(user);
        }
        return moved || waiting[user] != Waiting.NOT;
    }

    private boolean close(int user) {
        if (window.ofUser(user) > 0) {
            waiting[user] = Waiting.SETTLED;
            return false;
        }
        pool.close(user);
        return true;
    }

    private boolean send(Step step, int user) {
        int row = step.row();
        if (window.ofUser(user) >= Window.PER_USER_MAX) {
            waiting[user] = Waiting.SETTLED;
            return false;
        }
        UserLink link = pool.of(user);
        if (link == null || !script.sessions() && pool.of(traffic.to(row)) == null || !window.tryEnter(user)) {
            return false;
        }
        long now = nanoTime.getAsLong();
        // As fast as it goes, a message should be sent when there is room for it: that is now.
        long wanted = tempo.isMax() ? now : Math.max(startNs + tempo.nanos(step.dueUs()), sightNs[user]);
        times.late(now - wanted);
        ledger.sent(row, wanted);
        SendOptions options = script.receipts().get(row) ? SendOptions.WITH_RECEIPTS : SendOptions.PLAIN;
        link.send(traffic.user(traffic.to(row)), ledger.payload(row), options).whenComplete((ack, failure) -> {
            if (failure == null) {
                ledger.acked(row);
                times.acked(nanoTime.getAsLong() - wanted);
            } else if (failure instanceof RefusedException) {
                ledger.failed(row, String.valueOf(failure.getMessage()));
                happened.arrived(row);
            }
            window.leave(user);
            happened.settled(user);
        });
        return true;
    }

    private boolean isBusy(int user) {
        return window.ofUser(user) > 0 || ledger.owedTo(user) > 0 || script.sessions() && left > 0;
    }
}
