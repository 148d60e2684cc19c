package dev.carillon.simulator.replay;

import dev.carillon.client.SendOptions;
import dev.carillon.simulator.ledger.Ledger;
import dev.carillon.simulator.traffic.Traffic;
import dev.carillon.simulator.users.LastCall;
import dev.carillon.simulator.users.LinkPool;
import dev.carillon.simulator.users.RefusedException;
import dev.carillon.simulator.users.UserLink;
import dev.carillon.simulator.users.UserLinks;
import dev.carillon.simulator.users.Window;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets a script happen: each device's steps in their order, each when its time has come and when there is on the device what
 * was there before it in the recording, whichever is later. Steps of different devices wait for nothing else, apart from the
 * window. {@link #play} occupies its thread until the end; every wait in it is bounded by the patience.
 */
public final class Player {
    /** Devices online at once where the recording says who was; each has a connection at both ends. */
    public static final int SESSIONS_MAX = 8_000;

    private static final long POLL_NS = TimeUnit.MILLISECONDS.toNanos(5);

    private final Script script;
    private final Traffic traffic;
    private final Devices devices;
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
    private final Turns turns;
    private final long[] sightNs;
    private long startNs;
    private long movedNs;

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
        this.devices = script.devices();
        this.ledger = ledger;
        this.tempo = tempo;
        this.times = times;
        this.patienceNs = TimeUnit.MILLISECONDS.toNanos(patienceMs);
        this.nanoTime = nanoTime;
        this.sight = new Sight(script.seen(), traffic.users());
        this.window = new Window(devices.count(), Window.IN_FLIGHT_MAX, nanoTime);
        this.pool = new LinkPool(links, this::isBusy, LinkPool.ONLINE_MAX);
        if (script.sessions()) {
            pool.makeRoom(Math.min(devices.count(), SESSIONS_MAX));
        }
        this.lastCall = new LastCall(traffic, ledger, pool, alive, patienceMs);
        this.turns = new Turns(script);
        this.sightNs = new long[devices.count()];
        happenings.tell(happened);
    }

    public Outcome play() throws InterruptedException {
        startNs = nanoTime.getAsLong();
        movedNs = startNs;
        times.begin(startNs);
        Arrays.fill(sightNs, startNs);
        String gaveUp = steps();
        if (gaveUp == null && !lastCall.settle(this::onlyLook)) {
            gaveUp = "for " + TimeUnit.NANOSECONDS.toSeconds(patienceNs) + " s nothing was acked or delivered any more";
        }
        double seconds = (nanoTime.getAsLong() - startNs) / 1e9;
        if (gaveUp == null) {
            lastCall.sweep();
        }
        return new Outcome(seconds, gaveUp);
    }

    private boolean onlyLook() {
        times.look(nanoTime.getAsLong());
        return false;
    }

    /** Everybody goes offline; for what comes after a replay, on its thread. */
    public void closeAll() {
        pool.closeAll();
    }

    private @Nullable String steps() throws InterruptedException {
        while (turns.left() > 0) {
            long now = nanoTime.getAsLong();
            times.look(now);
            Turns.Next next = turns.first();
            long wait = next == null ? POLL_NS : startNs + tempo.nanos(next.dueUs()) - now;
            if (next != null && wait <= 0) {
                turns.take();
                if (step(next.device())) {
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
                        + turns.left() + " steps were left";
            }
        }
        return null;
    }

    private void onArrived(int row, int device) {
        if (device == Happened.NOBODYS) {
            onArrived(row, traffic.to(row));
            devices.more(traffic.to(row)).forEach(each -> onArrived(row, each));
            return;
        }
        if (!sight.arrived(row, device)) {
            return;
        }
        movedNs = nanoTime.getAsLong();
        if (turns.awaits(device, Turns.Waiting.SIGHT)
                && sight.of(device) >= turns.step(device).seen()) {
            // From here on the step could have been done; what delays it further counts.
            sightNs[device] = movedNs;
            turns.goOn(device);
        }
    }

    private void onSettled(int device) {
        movedNs = nanoTime.getAsLong();
        if (turns.awaits(device, Turns.Waiting.SETTLED)) {
            turns.goOn(device);
        }
    }

    /** Who waits for messages that are there for them must be online to get them. */
    private void bringOnline() {
        if (nanoTime.getAsLong() - movedNs > 20 * POLL_NS) {
            for (int user : ledger.owedUsers()) {
                if (turns.awaits(user, Turns.Waiting.SIGHT) && pool.of(user) == null) {
                    return;
                }
            }
        }
    }

    /** @return false if there is no room now: it is tried again */
    private boolean step(int device) {
        Step step = turns.step(device);
        if (sight.of(device) < step.seen()) {
            turns.await(device, Turns.Waiting.SIGHT);
            return true;
        }
        boolean moved = switch (step.kind()) {
            case OPEN -> pool.of(device) != null;
            case SEND -> send(step, device);
            case CLOSE -> close(device);
        };
        if (moved) {
            sightNs[device] = startNs;
            turns.done(device);
        } else if (turns.awaits(device, Turns.Waiting.NOT)) {
            turns.putBack(device);
        }
        return moved || !turns.awaits(device, Turns.Waiting.NOT);
    }

    private boolean close(int device) {
        if (window.ofUser(device) > 0) {
            turns.await(device, Turns.Waiting.SETTLED);
            return false;
        }
        pool.close(device);
        return true;
    }

    private boolean send(Step step, int device) {
        int row = step.row();
        if (window.ofUser(device) >= Window.PER_USER_MAX) {
            turns.await(device, Turns.Waiting.SETTLED);
            return false;
        }
        UserLink link = pool.of(device);
        if (link == null || !script.sessions() && pool.of(traffic.to(row)) == null || !window.tryEnter(device)) {
            return false;
        }
        long now = nanoTime.getAsLong();
        // As fast as it goes, a message should be sent when there is room for it: that is now.
        long wanted = tempo.isMax() ? now : Math.max(startNs + tempo.nanos(step.dueUs()), sightNs[device]);
        times.late(now - wanted);
        ledger.sent(row, wanted);
        SendOptions options = script.receipts().get(row) ? SendOptions.WITH_RECEIPTS : SendOptions.PLAIN;
        link.send(traffic.user(traffic.to(row)), ledger.payload(row), options).whenComplete((ack, failure) -> {
            if (failure == null) {
                ledger.acked(row);
                times.acked(nanoTime.getAsLong() - wanted);
            } else if (failure instanceof RefusedException) {
                ledger.failed(row, String.valueOf(failure.getMessage()));
                happened.arrived(row, Happened.NOBODYS);
            }
            window.leave(device);
            happened.settled(device);
        });
        return true;
    }

    private boolean isBusy(int device) {
        return window.ofUser(device) > 0
                || devices.isFirst(device) && ledger.owedTo(device) > 0
                || script.sessions() && turns.left() > 0;
    }
}
