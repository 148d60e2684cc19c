package dev.carillon.node.simulated;

import dev.carillon.node.runtime.Clock;

/**
 * The clocks of one machine on virtual time: the wall clock can jump, both can run a little fast or slow, and the monotonic one
 * never goes back. Set, that is right, until somebody does something to it. Its times are not those of other machines.
 */
public final class NodeClock implements Clock {
    /** Drift beyond this is no machine's. */
    public static final int PPM_MAX = 10_000;

    /** Longer than anybody waits for, and short enough to be reckoned with. */
    private static final long FAR_NS = 4_000_000_000_000L;

    private static final long MILLION = 1_000_000;

    /** When virtual time begins, so that a clock can be set back. */
    private static final long EPOCH_MS = 1_750_000_000_000L;

    private final SimulatedWorld world;

    /** Where this rate began: virtual time, and what the monotonic clock said. */
    private long sinceNs;

    private long monotonicNs;
    private long ppm;
    private long wallOffsetMs = EPOCH_MS;
    private boolean jumped;

    NodeClock(SimulatedWorld world) {
        this.world = world;
    }

    @Override
    public long nowMs() {
        return nanoTime() / SimulatedWorld.MS + wallOffsetMs;
    }

    @Override
    public long nanoTime() {
        long passed = world.nanoTime() - sinceNs;
        return monotonicNs + passed + Math.floorDiv(passed * ppm, MILLION);
    }

    /** The wall clock is set forward, or back, by so much. */
    public void jump(long ms) {
        wallOffsetMs += ms;
        jumped = true;
    }

    /** Whether it ever has. */
    boolean hasJumped() {
        return jumped;
    }

    /**
     * Both clocks run fast or slow from now on.
     *
     * @param partsPerMillion of time that it gains, from -{@link #PPM_MAX} to {@link #PPM_MAX}
     */
    public void drift(int partsPerMillion) {
        if (Math.abs(partsPerMillion) > PPM_MAX) {
            throw new IllegalArgumentException("a clock that gains " + partsPerMillion + " ppm");
        }
        monotonicNs = nanoTime();
        sinceNs = world.nanoTime();
        ppm = partsPerMillion;
    }

    /** The wall clock is right, and no clock drifts any more. */
    public void set() {
        drift(0);
        wallOffsetMs = EPOCH_MS + world.nowMs() - monotonicNs / SimulatedWorld.MS;
    }

    /** How long until this clock is there, in virtual time; 0 if it has been. */
    long untilNs(long atNs) {
        long left = Math.min(atNs - nanoTime(), FAR_NS);
        return left <= 0 ? 0 : -Math.floorDiv(-left * MILLION, MILLION + ppm);
    }
}
