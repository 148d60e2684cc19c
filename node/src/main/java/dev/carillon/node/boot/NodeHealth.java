package dev.carillon.node.boot;

import dev.carillon.node.session.CoreListener;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How the node is doing: what the loops report, and what {@code /healthz} and {@code /readyz} say. Thread-safe. */
final class NodeHealth implements CoreListener {
    private static final Logger LOG = LoggerFactory.getLogger(NodeHealth.class);

    private final CountDownLatch failed = new CountDownLatch(1);
    private final CountDownLatch drained;
    private volatile boolean serving;

    NodeHealth(int loops) {
        drained = new CountDownLatch(loops);
    }

    @Override
    public void onFailed(int loop, String why, Throwable cause) {
        serving = false;
        LOG.error("event=loop_failed loop={} why=\"{}\" acked=safe", loop, why, cause);
        failed.countDown();
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
        return failed.getCount() > 0;
    }

    void awaitFailure() throws InterruptedException {
        failed.await();
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
