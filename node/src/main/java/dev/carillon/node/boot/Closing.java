package dev.carillon.node.boot;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a node has opened, closed last first; one that fails to close does not keep the others open. */
final class Closing {
    private static final Logger LOG = LoggerFactory.getLogger(Closing.class);
    private static final long EXECUTOR_END_MS = 5_000;
    private static final int TASKS_MAX = 10_000;

    private record Part(String name, AutoCloseable closeable) {}

    private final Deque<Part> parts = new ArrayDeque<>();

    synchronized void add(String name, AutoCloseable closeable) {
        parts.push(new Part(name, closeable));
    }

    /** A thread of its own for background work, which ends its tasks before it is closed. */
    ExecutorService executor(String name) {
        return executor(name, 1);
    }

    /** The same with several threads. */
    ExecutorService executor(String name, int count) {
        ThreadPoolExecutor executor = new ThreadPoolExecutor(
                count, count, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(TASKS_MAX), threads(name));
        add(name, () -> {
            executor.shutdown();
            if (!executor.awaitTermination(EXECUTOR_END_MS, TimeUnit.MILLISECONDS)) {
                LOG.warn("event=slow_close part={}", name);
            }
        });
        return executor;
    }

    /** A thread of its own for what comes in time. */
    ScheduledExecutorService timer(String name) {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, threads(name));
        timer.setRemoveOnCancelPolicy(true);
        add(name, timer::shutdownNow);
        return timer;
    }

    /** Daemon threads, so that a failed start leaves no process behind. */
    static ThreadFactory threads(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }

    synchronized void closeAll() {
        while (!parts.isEmpty()) {
            Part part = parts.pop();
            try {
                part.closeable().close();
            } catch (Exception e) {
                LOG.warn("event=close_failed part={}", part.name(), e);
            }
        }
    }
}
