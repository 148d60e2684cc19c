package dev.carillon.simulator.users;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How many sends may be on their way at once, in all and per user, so that neither the client library nor the node is
 * asked to hold more than a named number. One thread enters; any thread leaves.
 */
public final class Window {
    /** Sends on their way in all. */
    public static final int IN_FLIGHT_MAX = 2_000;

    /** Sends of one user on their way; below the protocol's send window, so that all of them are on the wire. */
    public static final int PER_USER_MAX = 128;

    private final LongSupplier nanoTime;
    private final int max;
    private final int[] ofUser;
    private int inFlight;
    private long left;
    private int wokenAt;
    private int waitingFor = -1;

    public Window(int users, int max, LongSupplier nanoTime) {
        this.ofUser = new int[users];
        this.max = max;
        this.nanoTime = nanoTime;
    }

    /**
     * Waits for room.
     *
     * @param patienceMs how long nothing at all may leave before waiting is given up
     * @return whether there was room
     */
    public synchronized boolean enter(int user, long patienceMs) throws InterruptedException {
        long before = left;
        long giveUp = nanoTime.getAsLong() + TimeUnit.MILLISECONDS.toNanos(patienceMs);
        // Once full, go on only when an eighth is free again: waking up for each ack costs more than the send.
        wokenAt = inFlight < max ? max - 1 : max - 1 - max / 8;
        waitingFor = user;
        while (!hasRoom()) {
            if (left != before) {
                before = left;
                giveUp = nanoTime.getAsLong() + TimeUnit.MILLISECONDS.toNanos(patienceMs);
            }
            long remaining = giveUp - nanoTime.getAsLong();
            if (remaining <= 0) {
                return false;
            }
            TimeUnit.NANOSECONDS.timedWait(this, remaining);
        }
        waitingFor = -1;
        inFlight++;
        ofUser[user]++;
        return true;
    }

    /** Enters if there is room now. */
    public synchronized boolean tryEnter(int user) {
        if (inFlight >= max || ofUser[user] >= PER_USER_MAX) {
            return false;
        }
        inFlight++;
        ofUser[user]++;
        return true;
    }

    private boolean hasRoom() {
        return inFlight <= wokenAt && ofUser[waitingFor] < PER_USER_MAX;
    }

    public synchronized void leave(int user) {
        inFlight--;
        ofUser[user]--;
        left++;
        if (waitingFor >= 0 && hasRoom()) {
            notifyAll();
        }
    }

    public synchronized int inFlight() {
        return inFlight;
    }

    public synchronized int ofUser(int user) {
        return ofUser[user];
    }
}
