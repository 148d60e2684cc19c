package dev.carillon.node.boot;

import dev.carillon.node.session.CoreListener;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How the node is doing: what the loops report, and what {@code /healthz} and {@code /readyz} say. Thread-safe. */
final class NodeHealth implements CoreListener {
    private static final Logger LOG = LoggerFactory.getLogger(NodeHealth.class);

    private final BlockingQueue<EndOfRun> ends = new LinkedBlockingQueue<>();
    private final CountDownLatch drained;
    private volatile boolean serving;
    private volatile boolean failed;

    NodeHealth(int loops) {
        drained = new CountDownLatch(loops);
    }

    @Override
    public void onFailed(int loop, String why, Throwable cause) {
        serving = false;
        LOG.error("event=loop_failed loop={} why=\"{}\" acked=safe", loop, why, cause);
        failed = true;
        ends.add(EndOfRun.FAILURE);
    }

    @Override
    public void onDrained(int loop) {
        LOG.info("event=drained loop={}", loop);
        drained.countDown();
    }

    @Override
    public void onNotice(int loop, String what) {
        LOG.info("event=notice loop={} what=\"{}\"", loop, what);
    }

    @Override
    public void onAlarm(int loop, String what) {
        LOG.warn("event=alarm loop={} what=\"{}\"", loop, what);
    }

    void serving(boolean now) {
        serving = now;
    }

    /** Whether clients are served now. */
    boolean isReady() {
        return serving;
    }

    /** Whether the process does what it should, be it starting or stopping. */
    boolean isHealthy() {
        return !failed;
    }

    /** An operator wants the process to end and to be started again. */
    void restart() {
        ends.add(EndOfRun.RESTART);
    }

    /** Waits until the node cannot or shall not run any more, and says which came first. */
    EndOfRun awaitEnd() throws InterruptedException {
        return ends.take();
    }

    boolean awaitDrained(long timeoutMs) {
        try {
            return drained.await(timeoutMs, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
