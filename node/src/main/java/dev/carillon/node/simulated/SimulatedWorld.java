package dev.carillon.node.simulated;

import dev.carillon.node.runtime.Clock;
import java.util.Random;
import java.util.function.BooleanSupplier;

/** Virtual time, one source of chance, and the events that are to come. */
public final class SimulatedWorld implements Clock {
    public static final long MS = 1_000_000;

    private final Random random;
    private final EventQueue events = new EventQueue();
    private long nowNs;
    private long trace;

    public SimulatedWorld(long seed) {
        random = new Random(seed);
    }

    /** The one source of chance. */
    public Random random() {
        return random;
    }

    /** Something happens later; of what happens at the same time, what was said first comes first. */
    public void after(long ns, Runnable work) {
        events.add(nowNs + Math.max(0, ns), work);
    }

    /** Runs all events up to a time, or until the condition holds; @return whether it held */
    public boolean runUntil(long ns, BooleanSupplier condition) {
        for (long next = events.nextNs(); next <= ns; next = events.nextNs()) {
            nowNs = next;
            events.remove().run();
            if (condition.getAsBoolean()) {
                return true;
            }
        }
        nowNs = Math.max(nowNs, ns);
        return condition.getAsBoolean();
    }

    /** Notes what happened; two runs of a seed note the same. */
    public void note(long a, long b, long c) {
        trace = (trace * 31 + a) * 0x9E3779B97F4A7C15L + (b * 31 + c) + nowNs;
        trace ^= trace >>> 29;
    }

    public long trace() {
        return trace;
    }

    public boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    public long between(long low, long high) {
        return low + (long) (random.nextDouble() * (high - low));
    }

    @Override
    public long nowMs() {
        return nowNs / MS;
    }

    @Override
    public long nanoTime() {
        return nowNs;
    }
}
