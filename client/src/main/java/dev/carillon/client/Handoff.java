package dev.carillon.client;

import dev.carillon.client.runtime.ClientLoop;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Brings work from any thread to the client's loop, many pieces per wake-up. What may wait in it is bounded by
 * {@link PendingLimit} (sends) and by the deliver window (acks).
 */
final class Handoff {
    private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean woken = new AtomicBoolean();
    private final ClientLoop loop;
    private final Runnable afterBatch;

    /** @param afterBatch runs on the loop after each batch */
    Handoff(ClientLoop loop, Runnable afterBatch) {
        this.loop = loop;
        this.afterBatch = afterBatch;
    }

    /** Any thread. */
    void give(Runnable task) {
        tasks.add(task);
        if (!woken.get() && woken.compareAndSet(false, true)) {
            loop.execute(this::runBatch);
        }
    }

    private void runBatch() {
        woken.set(false);
        runWaiting();
        afterBatch.run();
    }

    /** Runs what is waiting, on the loop: done before anything that must not overtake it. */
    void runWaiting() {
        Runnable task = tasks.poll();
        while (task != null) {
            task.run();
            task = tasks.poll();
        }
    }
}
