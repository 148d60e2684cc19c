package dev.carillon.node.simulated;

import dev.carillon.storage.disk.SimulatedDisk;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * The disks of one simulated machine, one per loop, and what is wrong with them: syncs that are slow, stall or fail, no space,
 * a bit that has flipped.
 */
final class NodeDisks {
    private static final long CAPACITY = 1L << 30;

    private final SimulatedWorld world;
    private final List<SimulatedDisk> disks = new ArrayList<>();
    private final long[] failuresBefore;
    private long slowNs;
    private long stalledUntilNs;
    private boolean rotten;
    private long stalls;

    NodeDisks(SimulatedWorld world, int loops) {
        this.world = world;
        this.failuresBefore = new long[loops];
        for (int i = 0; i < loops; i++) {
            disks.add(new SimulatedDisk(world.random().nextLong(), CAPACITY));
        }
    }

    SimulatedDisk get(int loop) {
        return disks.get(loop);
    }

    int size() {
        return disks.size();
    }

    /** The machine starts, with power. */
    void begin() {
        for (int i = 0; i < disks.size(); i++) {
            disks.get(i).restart();
            failuresBefore[i] = disks.get(i).counts().failures();
        }
    }

    /** Whether this disk has failed since the machine started, so that a node over it may fail too. */
    boolean hasFailed(int loop) {
        return disks.get(loop).isOff() || disks.get(loop).counts().failures() > failuresBefore[loop];
    }

    boolean hasAnyFailed() {
        return IntStream.range(0, disks.size()).anyMatch(this::hasFailed);
    }

    // What happens to all of them.

    void cutPower() {
        disks.forEach(SimulatedDisk::powerCut);
    }

    void endProcess() {
        disks.forEach(SimulatedDisk::endProcess);
    }

    /** Nothing is left of what was on them. */
    void wipe(Random random) {
        disks.replaceAll(old -> new SimulatedDisk(random.nextLong(), CAPACITY));
        rotten = false;
    }

    /** How long a sync takes that begins now. */
    long syncNs() {
        long ns = world.between(50_000, 800_000) + slowNs;
        long stalledNs = stalledUntilNs - world.nanoTime();
        stalls += stalledNs > 0 ? 1 : 0;
        return Math.max(ns, stalledNs);
    }

    /** Until when syncs that a loop itself waits for take; they are rare. */
    long stalledUntilNs() {
        return stalledUntilNs;
    }

    void slow(long ns) {
        slowNs = ns;
    }

    void stall(long ns) {
        stalledUntilNs = world.nanoTime() + ns;
    }

    void failSync(int loop, int syncs) {
        disks.get(loop % disks.size()).failSyncAfter(syncs);
    }

    /** So much can still be written, on each. */
    void fill(long freeBytes) {
        disks.forEach(disk -> disk.leaveFree(freeBytes));
    }

    void makeRoom() {
        disks.forEach(disk -> disk.setCapacity(CAPACITY));
    }

    /** Of the fullest. */
    long freeBytes() {
        return disks.stream().mapToLong(SimulatedDisk::free).min().orElse(0);
    }

    /** Whether a bit has flipped that nobody wrote. */
    boolean isRotten() {
        return rotten;
    }

    /** @return whether there was something that could rot */
    boolean rot(int loop, double file, double bit) {
        boolean found = disks.get(loop % disks.size()).rot(file, bit);
        rotten |= found;
        return found;
    }

    /** All that can be mended is. */
    void heal() {
        disks.forEach(SimulatedDisk::heal);
        makeRoom();
        slowNs = 0;
        stalledUntilNs = 0;
    }

    long sectorsDropped() {
        return disks.stream().mapToLong(disk -> disk.counts().sectorsDropped()).sum();
    }

    /** Syncs that stalled. */
    long stalls() {
        return stalls;
    }
}
