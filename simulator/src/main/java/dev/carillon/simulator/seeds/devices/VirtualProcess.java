package dev.carillon.simulator.seeds.devices;

import dev.carillon.client.runtime.ClientLoop;
import dev.carillon.client.runtime.ClientRuntime;
import dev.carillon.client.runtime.Transport;
import dev.carillon.node.simulated.SimulatedWorld;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.agrona.MutableDirectBuffer;

/** An application's process on virtual time: what it plans happens, unless it is killed before. */
final class VirtualProcess implements ClientRuntime, ClientLoop {
    private final SimulatedWorld world;
    private final Transport transport;
    private final RandomGenerator random;
    private final MutableDirectBuffer scratch;
    private boolean killed;

    /** @param scratch shared by all, for only one runs at a time */
    VirtualProcess(SimulatedWorld world, Transport transport, MutableDirectBuffer scratch) {
        this.world = world;
        this.transport = transport;
        this.random = new SplittableRandom(world.random().nextLong());
        this.scratch = scratch;
    }

    /** Nothing that was planned happens any more. */
    void kill() {
        killed = true;
    }

    boolean isKilled() {
        return killed;
    }

    /** Something that happens later, if the process lives then. */
    void later(long ns, Runnable task) {
        world.after(ns, () -> {
            if (!killed) {
                task.run();
            }
        });
    }

    @Override
    public ClientLoop nextLoop() {
        return this;
    }

    @Override
    public Transport transport() {
        return transport;
    }

    @Override
    public long newInstall() {
        return random.nextLong();
    }

    @Override
    public void close() {}

    @Override
    public boolean inLoop() {
        return true;
    }

    @Override
    public void execute(Runnable task) {
        later(0, task);
    }

    @Override
    public Timer schedule(Runnable task, long delayMs) {
        boolean[] cancelled = new boolean[1];
        later(delayMs * SimulatedWorld.MS, () -> {
            if (!cancelled[0]) {
                task.run();
            }
        });
        return () -> cancelled[0] = true;
    }

    @Override
    public long nowMs() {
        return world.nowMs();
    }

    @Override
    public RandomGenerator random() {
        return random;
    }

    @Override
    public MutableDirectBuffer scratch() {
        return scratch;
    }
}
