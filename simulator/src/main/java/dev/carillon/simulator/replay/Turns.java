package dev.carillon.simulator.replay;

import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** Which step each device does next, when that is due, and what it waits for. Confined to the player's thread. */
final class Turns {
    private final Script script;
    private final PriorityQueue<Next> due =
            new PriorityQueue<>(Comparator.comparingLong(Next::dueUs).thenComparingInt(Next::device));
    private final int[] done;
    private final Waiting[] waiting;
    private int left;

    /** What a device waits for. */
    enum Waiting {
        /** In the queue of what is due, or through. */
        NOT,
        /** For messages to arrive. */
        SIGHT,
        /** For own sends to be settled. */
        SETTLED
    }

    /** A device whose next step is due. */
    record Next(long dueUs, int device) {}

    Turns(Script script) {
        this.script = script;
        this.done = new int[script.devices().count()];
        this.waiting = new Waiting[script.devices().count()];
        for (int device = 0; device < waiting.length; device++) {
            waiting[device] = Waiting.NOT;
            left += script.steps().get(device).size();
            queue(device);
        }
    }

    private void queue(int device) {
        if (done[device] < script.steps().get(device).size()) {
            due.add(new Next(step(device).dueUs(), device));
        }
    }

    /** Steps that are not done. */
    int left() {
        return left;
    }

    /** The device's next one; it must have one. */
    Step step(int device) {
        return script.steps().get(device).get(done[device]);
    }

    /** Whose turn comes first; null if all wait or are through. */
    @Nullable
    Next first() {
        return due.peek();
    }

    /** Takes it out; it must be done, made to wait, or put back. */
    void take() {
        due.poll();
    }

    void done(int device) {
        done[device]++;
        left--;
        queue(device);
    }

    /** There was no room for it; it is tried again. */
    void putBack(int device) {
        queue(device);
    }

    void await(int device, Waiting what) {
        waiting[device] = what;
    }

    boolean awaits(int device, Waiting what) {
        return waiting[device] == what;
    }

    /** What it waited for is there. */
    void goOn(int device) {
        waiting[device] = Waiting.NOT;
        queue(device);
    }
}
