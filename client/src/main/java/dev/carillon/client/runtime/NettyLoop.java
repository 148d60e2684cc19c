package dev.carillon.client.runtime;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** A Netty event loop as a {@link ClientLoop}. */
final class NettyLoop implements ClientLoop {
    private static final int SCRATCH_BYTES = 128 * 1024;

    private final EventLoop eventLoop;
    private final LongSupplier nanoClock;
    private final RandomGenerator random;
    private final MutableDirectBuffer scratch = new UnsafeBuffer(new byte[SCRATCH_BYTES]);

    NettyLoop(EventLoop eventLoop, LongSupplier nanoClock, long seed) {
        this.eventLoop = eventLoop;
        this.nanoClock = nanoClock;
        this.random = new SplittableRandom(seed);
    }

    EventLoop eventLoop() {
        return eventLoop;
    }

    @Override
    public boolean inLoop() {
        return eventLoop.inEventLoop();
    }

    @Override
    public void execute(Runnable task) {
        eventLoop.execute(task);
    }

    @Override
    public Timer schedule(Runnable task, long delayMs) {
        Future<?> scheduled = eventLoop.schedule(task, delayMs, TimeUnit.MILLISECONDS);
        return () -> scheduled.cancel(false);
    }

    @Override
    public long nowMs() {
        return TimeUnit.NANOSECONDS.toMillis(nanoClock.getAsLong());
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
