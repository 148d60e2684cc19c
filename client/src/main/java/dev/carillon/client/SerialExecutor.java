package dev.carillon.client;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs one client's callbacks on the application's executor one at a time and in order. What waits is bounded by the
 * deliver window: the node sends no more until the application has taken over what it has.
 */
final class SerialExecutor implements Executor {
    private static final int TURN_MAX = 64;

    private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final Executor executor;

    SerialExecutor(Executor executor) {
        this.executor = executor;
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        if (waiting.getAndIncrement() == 0) {
            executor.execute(this::runTurn);
        }
    }

    private void runTurn() {
        for (int i = 0; i < TURN_MAX; i++) {
            Runnable task = tasks.poll();
            if (task != null) {
                task.run();
            }
            if (waiting.decrementAndGet() == 0) {
                return;
            }
        }
        executor.execute(this::runTurn);
    }
}
